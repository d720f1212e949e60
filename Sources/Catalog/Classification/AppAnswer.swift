package import Grants

/// What is known of an app by one sign alone.
package struct AppAnswer: Sendable, Equatable {
    package var aiClass: AIClass
    package var category: String
    /// 0 to 1.
    package var confidence: Double
    /// The rule that decided, as in a client's evidence.
    package var rule: String

    package static let unknown = AppAnswer(aiClass: .unknown, category: "unknown", confidence: 0, rule: "unknown")
}

/// Answers by one sign: the catalogue's rows first, then the learned classifier.
package struct AppAnswers: Sendable {
    private let apps: AppIndex
    private let classifier: AppClassifier

    package init(catalog: CatalogSnapshot) {
        self.apps = catalog.apps
        self.classifier = catalog.classifier
    }

    /// - Parameter value: a host, a host with a path, an address, a name or an id.
    package func answer(_ kind: KnownApp.Kind, _ value: String) -> AppAnswer {
        self.lookedUp(kind, value) ?? self.learned(kind, value) ?? .unknown
    }

    /// The catalogue's own answer.
    package func lookedUp(_ kind: KnownApp.Kind, _ value: String) -> AppAnswer? {
        switch kind {
        case .clientID:
            return Self.answer(self.apps.app(clientIDAnywhere: value), "client_id_exact", 0.98)
                ?? MetadataDocument(value).flatMap { self.byDocument($0.host) }
        case .metadataHost:
            return self.byDocument(Self.place(value).host)
        case .customScheme:
            return Self.answer(self.apps.app(scheme: value), "custom_scheme", 0.85)
        case .redirectHost:
            let (host, path) = Self.place(value)
            return Self.answer(self.apps.app(redirectHost: host, path: path), "redirect_pattern", 0.9)
                ?? Self.answer(self.apps.app(onDomain: host), "domain_suffix", 0.8)
        case .domain:
            return Self.answer(self.apps.app(onDomain: Self.place(value).host), "domain_suffix", 0.8)
        case .name:
            return Self.answer(self.apps.app(named: value), "name_exact", 0.7)
        }
    }

    /// The classifier's answer.
    package func learned(_ kind: KnownApp.Kind, _ value: String) -> AppAnswer? {
        let (host, path) = Self.place(value)
        return AppSign(kind: kind, value: kind == .name ? value : host + path)
            .flatMap { self.classifier.verdict(on: $0) }
            .map {
                AppAnswer(
                    aiClass: .aiNative, category: "ai-service", confidence: $0.probability, rule: "learned_classifier")
            }
    }

    private func byDocument(_ host: String) -> AppAnswer? {
        Self.answer(self.apps.app(metadataHost: host) ?? self.apps.app(onDomain: host), "cimd_host", 0.95)
    }

    private static func answer(_ known: KnownApp?, _ rule: String, _ confidence: Double) -> AppAnswer? {
        known.map {
            AppAnswer(aiClass: $0.aiClass, category: $0.category, confidence: confidence, rule: rule)
        }
    }

    /// Host and path of a value with or without a scheme.
    private static func place(_ value: String) -> (host: String, path: String) {
        if value.contains("://") {
            let address = RedirectAddress(value)
            return (address.host, address.path)
        }
        let slash = value.firstIndex(of: "/") ?? value.endIndex
        let host = HostName(
            value[..<slash].hasPrefix("*.") ? String(value[..<slash].dropFirst(2)) : String(value[..<slash]))
        return (host?.text ?? "", String(value[slash...]))
    }
}
