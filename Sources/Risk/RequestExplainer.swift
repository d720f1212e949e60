package import Catalog
package import Grants

/// What an authorization URL would grant, to whom, and how risky that is, without any history.
package struct RequestExplainer: Sendable {
    private let providers: ProviderIndex
    private let reader: AuthorizationRequestReader
    private let normaliser: Normaliser
    private let analyser: RiskAnalyser

    package init(catalog: CatalogSnapshot, model: RiskModel) {
        self.providers = catalog.providers
        self.reader = AuthorizationRequestReader(providers: catalog.providers)
        self.normaliser = Normaliser(catalog: catalog)
        self.analyser = RiskAnalyser(model: model)
    }

    /// - Throws: `UnreadableURL` when the text is no authorization request's address.
    package func explanation(of url: String) throws(UnreadableURL) -> Explanation {
        let request = try self.reader.read(url)
        guard request.provider != nil || request.hasOAuthParameters || self.isDevicePage(request) else {
            throw .noRequest
        }
        let redirect = RedirectAddress(request.redirectURI ?? "")
        let observed = ObservedRequest(
            endpointOrigin: "https://\(request.endpointHost)", endpointPath: request.endpointPath,
            clientID: request.clientID ?? "", redirectURI: request.redirectURI ?? "",
            redirectClass: request.redirectURI == nil ? .unknown : redirect.redirectClass, initiatorOrigin: "",
            resources: request.resources, usesPKCE: request.pkce == .s256 || request.pkce == .plain,
            isAdminConsent: request.isAdminConsent, originator: request.originator ?? "",
            assistantScope: AssistantScope.first(in: request.scopes) ?? AssistantScope.first(in: request.userScopes)
                ?? "")
        let (client, _) = self.normaliser.client(of: observed)
        // Where the parameters are elsewhere, those of the address do not count (RFC 9101 section 5, RFC 9126 section 4).
        let isHidden = request.paramsSource == .par
        let asked = request.scopes + request.userScopes + request.optionalScopes
        let access = self.normaliser.access(isHidden ? nil : asked, at: request.provider)
        var marks: ConnectionFacts.Marks = []
        if request.accessType == "offline" || request.isPermanent || access.hasStandingAccess {
            marks.insert(.standingAccess)
        }
        if redirect.isLoopback { marks.insert(.loopback) }
        if request.isAdminConsent { marks.insert(.adminConsent) }
        if client.app.traits.contains(.identityReused) { marks.insert(.identityReused) }
        let judgement = self.analyser.judgement(of: client, access, marks: marks)
        return Explanation(request: request, client: client, access: access, marks: marks, judgement: judgement)
    }

    /// Every part of the score, in words.
    package func assessment(of explanation: Explanation) -> Assessment {
        self.analyser.assessment(
            of: ConnectionFacts(
                app: explanation.client.app, resource: explanation.client.resource, access: explanation.access,
                people: 0, liveness: .observed, marks: explanation.marks))
    }

    /// Whether a provider of the catalogue lets people enter a device code there (RFC 8628).
    private func isDevicePage(_ request: AuthorizationRequest) -> Bool {
        request.endpointPath.lowercased().contains("device")
            && self.providers.match(host: request.endpointHost, path: request.endpointPath, isDevicePage: true) != nil
    }
}

/// A request, read and judged.
package struct Explanation: Sendable {
    package var request: AuthorizationRequest
    package var client: ClientProfile
    package var access: ScopeProfile
    package var marks: ConnectionFacts.Marks
    package var judgement: Judgement

    /// The client's and resource's evidence, then how the grant's kind was found.
    package var evidence: [Evidence] { self.client.evidence + [self.kindEvidence] }

    /// How the grant's kind was found.
    package var kindEvidence: Evidence {
        let scopes = self.access.scopes ?? []
        return Evidence(
            field: "grant_kind", rule: self.access.kind == .noScope ? "scope_not_visible" : "scopes",
            confidence: scopes.isEmpty ? 0.5 : self.access.hasUnknownScope ? 0.7 : 0.95,
            detail: scopes.isEmpty ? self.absence : "\(scopes.count) scopes were read")
    }

    /// What a request without visible scopes may still reach.
    private var absence: String {
        if self.request.paramsSource == .par { return "the scopes went to the provider by another way" }
        guard let provider = self.request.provider, let access = provider.defaultAccess else {
            return "the request names no scope, so the provider's default holds"
        }
        return "the request names no scope; \(provider.name) then gives \(access) access"
    }
}
