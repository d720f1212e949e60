package import Catalog
import Grants

/// How well authorization URLs are read and judged, measured against labelled ones.
package struct RequestEvaluation: Sendable {
    /// A share of `count` rows, or a number among them.
    package struct Metric: Sendable, Equatable {
        package var name: String
        package var value: Double
        package var count: Int
    }

    /// Metrics that have rows to speak of, in a fixed order.
    package private(set) var metrics: [Metric] = []
    private var tallies: [String: (hits: Int, rows: Int)] = [:]

    /// - Parameter providers: the catalogue that `explainer` reads with; a provider that it lacks is counted apart.
    package init(_ rows: [LabelledRequest], explainer: RequestExplainer, providers: ProviderIndex) {
        for row in rows {
            do {
                self.add(row, try explainer.explanation(of: row.url), providers)
                self.count("unreadable", false)
            } catch {
                self.addUnreadable(row, providers)
                self.count("unreadable", true)
            }
        }
        self.metrics = Self.names.compactMap { name in
            guard let tally = self.tallies[name] else { return nil }
            let isNumber = Self.numbers.contains(name)
            let value = Double(tally.hits) / (isNumber ? 1 : Double(tally.rows))
            return Metric(name: name, value: value, count: tally.rows)
        }
    }

    private mutating func add(_ row: LabelledRequest, _ answer: Explanation, _ providers: ProviderIndex) {
        let (request, expected) = (answer.request, row.expected)
        let isClientExact = request.clientID == expected.clientID
        let isRedirectExact = request.redirectURI == expected.redirectURI
        let areScopesExact =
            Set(request.scopes) == Set(expected.scopes) && Set(request.userScopes) == Set(expected.userScopes)
        self.count("client_id_exact", isClientExact)
        self.count("redirect_uri_exact", isRedirectExact)
        self.count("scopes_exact", areScopesExact)
        self.count("all_exact", isClientExact && isRedirectExact && areScopesExact)
        self.addProvider(request.provider?.id, expected, providers)
        self.count("grant_kind_accuracy", answer.access.kind == expected.grantKind)
        if expected.grantKind == .identityOnly {
            self.count("sign_in_only_raised", answer.judgement.severity > .info)
        }
        self.addAI(row, answer.client.app.aiClass.ai)
    }

    /// A URL that could not be read is wrong in everything that was to be read in it.
    private mutating func addUnreadable(_ row: LabelledRequest, _ providers: ProviderIndex) {
        for name in ["client_id_exact", "redirect_uri_exact", "scopes_exact", "all_exact", "grant_kind_accuracy"] {
            self.count(name, false)
        }
        self.addProvider(nil, row.expected, providers)
        self.addAI(row, "unknown")
    }

    private mutating func addProvider(
        _ found: String?, _ expected: LabelledRequest.Expected, _ providers: ProviderIndex
    ) {
        self.count("provider_wrong", found != nil && found != expected.provider)
        guard let provider = expected.provider else { return }
        let isKnown = providers.provider(id: provider) != nil
        if isKnown { self.count("provider_accuracy", found == provider) }
        self.count("provider_not_in_catalogue", !isKnown)
    }

    /// Only labels that are more than a presumption count.
    private mutating func addAI(_ row: LabelledRequest, _ found: String) {
        guard row.isStrong, row.ai == "yes" || row.ai == "no" else { return }
        if found == "yes" { self.count("ai_precision", row.ai == "yes") }
        if row.ai == "yes" { self.count("ai_recall", found == "yes") }
        self.count("ai_unknown_share", found == "unknown")
    }

    private mutating func count(_ name: String, _ isHit: Bool) {
        self.tallies[name, default: (0, 0)].hits += isHit ? 1 : 0
        self.tallies[name, default: (0, 0)].rows += 1
    }

    /// Every metric, in the order in which they are listed.
    static let names = [
        "client_id_exact", "redirect_uri_exact", "scopes_exact", "all_exact", "provider_accuracy", "provider_wrong",
        "provider_not_in_catalogue", "grant_kind_accuracy", "ai_precision", "ai_recall", "ai_unknown_share",
        "sign_in_only_raised", "unreadable",
    ]
    /// Metrics whose value is a number of rows, not a share of them.
    static let numbers: Set<String> = [
        "provider_wrong", "provider_not_in_catalogue", "sign_in_only_raised", "unreadable",
    ]
}
