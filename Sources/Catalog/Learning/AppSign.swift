/// One sign of an app that a reader could judge without knowing the app: a host or a name.
package struct AppSign: Sendable {
    enum Content: Sendable {
        /// A path begins with its slash and has no query; it may be empty.
        case host(HostLabels, path: Substring, isRedirect: Bool)
        case name(Substring)
    }

    /// What a sign is, as far as it matters to how much it says.
    package enum Evidence: Sendable {
        case domain, redirect, name

        /// - Returns: nil for kinds that say nothing in words.
        package init?(_ kind: KnownApp.Kind) {
            switch kind {
            case .domain: self = .domain
            case .redirectHost, .metadataHost: self = .redirect
            case .name: self = .name
            case .clientID, .customScheme: return nil
            }
        }

        /// The feature that its signs have and no others; domains have none of their own.
        var feature: String? {
            switch self {
            case .domain: nil
            case .redirect: SignFeatures.nameOfRedirects
            case .name: SignFeatures.nameOfNames
            }
        }
    }

    let content: Content

    /// - Returns: nil for kinds that say nothing in words, and for hosts that cannot be judged (`HostLabels`).
    package init?(kind: KnownApp.Kind, value: String) {
        switch Evidence(kind) {
        case .domain: self.init(value, isRedirect: false)
        case .redirect: self.init(value, isRedirect: true)
        case .name: self.init(.name(value.prefix(Self.longestName)))
        case nil: return nil
        }
    }

    /// The host and path that an answer goes to.
    ///
    /// - Parameter path: from its first slash on, without query; may be empty.
    init?(redirectHost host: some StringProtocol, path: Substring) {
        guard let labels = HostLabels(host) else { return nil }
        self.init(.host(labels, path: path.prefix(Self.longestPath), isRedirect: true))
    }

    private init?(_ place: String, isRedirect: Bool) {
        let host = place.prefix { $0 != "/" }
        guard let labels = HostLabels(host) else { return nil }
        self.init(.host(labels, path: place[host.endIndex...].prefix(Self.longestPath), isRedirect: isRedirect))
    }

    private init(_ content: Content) {
        self.content = content
    }

    /// Characters of a name that are looked at.
    private static let longestName = 96
    /// Characters of a path that are looked at.
    private static let longestPath = 64
}
