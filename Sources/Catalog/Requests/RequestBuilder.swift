/// Turns decoded parameters into a request, knowing the endpoint they were sent to.
struct RequestBuilder {
    let host: String
    let path: String
    let provider: Provider?

    /// The request that the values describe.
    func request(from query: ParameterValues) -> AuthorizationRequest {
        var request = AuthorizationRequest(
            endpointHost: self.host, endpointPath: self.path, provider: self.provider)
        var values = query
        if let token = query[.request] {
            if let object = RequestObject.values(of: token) {
                values.override(with: object)
                request.paramsSource = .jar
            } else {
                request.paramsSource = .par
            }
        } else if query[.requestURI] != nil {
            request.paramsSource = .par
        }
        self.identify(&request, values)
        self.addScopes(&request, values)
        request.responseType = values[.responseType]
        request.responseMode = values[.responseMode]
        request.prompt = values[.prompt]
        request.accessType = values[.accessType] ?? values[.tokenAccessType]
        switch self.provider?.id {
        case "trello": request.isPermanent = values[.expiration] == "never"
        case "reddit": request.isPermanent = values[.duration] == "permanent"
        default: break
        }
        request.pkce = Self.pkce(values, source: request.paramsSource)
        request.hasState = values[.state] != nil
        request.resources = Self.distinct(values.all(.resource))
        if request.resources.isEmpty { request.resources = Self.distinct(values.all(.audience)) }
        request.includesGrantedScopes = values[.includeGrantedScopes] == "true"
        request.originator = values[.originator].flatMap { $0.utf8.count <= Self.longestOriginator ? $0 : nil }
        request.repeatedParameters = values.repeated
        self.addTenant(&request)
        return request
    }

    /// Sets client and redirect URI from the standard names or the provider's own.
    private func identify(_ request: inout AuthorizationRequest, _ values: ParameterValues) {
        let isTrello = self.provider?.id == "trello"
        request.clientID =
            values[.clientID] ?? values[.appID] ?? values[.clientKey] ?? values[.weChatAppID]
            ?? values[.applicationID] ?? (isTrello ? values[.trelloKey] : nil)
        request.redirectURI =
            values[.redirectURI] ?? (isTrello ? values[.returnURL] : nil) ?? values[.callbackURL]
            ?? values[.redirectURL]
    }

    private func addScopes(_ request: inout AuthorizationRequest, _ values: ParameterValues) {
        var written = values.all(.scope)
        if written.isEmpty { written = values.all(.scopes) + values.all(.permissions) }
        let scopes = ScopeList(written, provider: self.provider)
        let userScopes = ScopeList(values.all(.userScope), provider: self.provider)
        let optionalScopes = ScopeList(values.all(.optionalScope), provider: self.provider)
        request.scopes = scopes.scopes
        request.userScopes = userScopes.scopes
        request.optionalScopes = optionalScopes.scopes
        request.droppedScopes = scopes.dropped + userScopes.dropped + optionalScopes.dropped
    }

    /// Reads the tenant of Microsoft's `/{tenant}/oauth2/…` and `/{tenant}/adminconsent`.
    ///
    /// B2C links often hold empty segments, and a policy after the tenant.
    private func addTenant(_ request: inout AuthorizationRequest) {
        guard let provider = self.provider, provider.id.hasPrefix("microsoft") else { return }
        let segments = Array(self.path.utf8).split(separator: UInt8(ascii: "/"))
        let isConsent = segments.last?.isASCII("adminconsent") == true
        request.isAdminConsent = isConsent || request.prompt == "admin_consent"
        guard segments.count >= 2, let first = segments.first, !first.hasASCIIPrefix("oauth2") else { return }
        if isConsent || segments.contains(where: { $0.isASCII("oauth2") }) {
            request.tenant = String(decoding: first, as: UTF8.self)
        }
    }

    private static func pkce(
        _ values: ParameterValues, source: AuthorizationRequest.ParametersSource
    ) -> AuthorizationRequest.PKCE {
        guard values[.codeChallenge] != nil else { return source == .par ? .unknown : .none }
        switch values[.codeChallengeMethod] {
        case nil, "plain": return .plain  // RFC 7636 section 4.3: plain when absent
        case "S256", "s256": return .s256
        default: return .unknown
        }
    }

    private static let longestOriginator = 64

    private static func distinct(_ texts: [String]) -> [String] {
        guard texts.count > 1 else { return texts }
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
