/// What one authorization request asks for, as far as its URL shows.
///
/// Values are decoded once and otherwise verbatim; what may be *stored* is decided elsewhere. Secrets
/// (`state`, `nonce`, PKCE challenges, request objects) are looked at and not kept.
package struct AuthorizationRequest: Sendable, Hashable {
    /// Where the parameters came from.
    package enum ParametersSource: String, Sendable, Codable, CaseIterable {
        /// The query of the URL.
        case query
        /// Pushed by a back channel or encrypted (RFC 9126, RFC 9101): most are not visible.
        case par
        /// A readable signed request object (RFC 9101).
        case jar
    }

    /// How the client proves that it began the flow (RFC 7636).
    package enum PKCE: String, Sendable, Codable, CaseIterable {
        case none
        case plain
        case s256 = "S256"
        /// Another method, or the parameters are not visible.
        case unknown
    }

    /// Lower case, without final dot and default port; another port follows after a colon.
    package var endpointHost: String
    /// As in the URL, beginning with `/`, without query.
    package var endpointPath: String
    /// The provider, or nil when the catalogue cannot tell.
    package var provider: Provider?
    /// The client id, under whatever name the provider gives it; nil when absent or empty.
    package var clientID: String?
    /// The redirect URI with its query and port; nil when absent or empty.
    package var redirectURI: String?
    /// The scopes in request order, each once, at most `AuthorizationRequestReader.maximumScopes`.
    package var scopes: [String] = []
    /// Slack's `user_scope`, with the same order and limit.
    package var userScopes: [String] = []
    /// Scopes that the person may leave out (HubSpot's `optional_scope`), with the same order and limit.
    package var optionalScopes: [String] = []
    /// Scopes left out of the three lists because of the limit.
    package var droppedScopes = 0
    /// `response_type`, verbatim.
    package var responseType: String?
    /// `response_mode`, verbatim.
    package var responseMode: String?
    /// `prompt`, verbatim; Google and Microsoft allow several words.
    package var prompt: String?
    /// `access_type` (Google) or `token_access_type` (Dropbox), verbatim.
    package var accessType: String?
    /// Whether it asks for access without an end by a parameter of the provider's own: Trello's `expiration=never`
    /// (developer.atlassian.com, "Authorizing with Trello's REST API"), Reddit's `duration=permanent`
    /// (github.com/reddit-archive/reddit, "OAuth2").
    package var isPermanent = false
    /// How the flow is bound to the client.
    package var pkce = PKCE.none
    /// Where the parameters came from.
    package var paramsSource = ParametersSource.query
    /// Whether there is a `state`; its value is not kept.
    package var hasState = false
    /// The APIs that the token is for: `resource` (RFC 8707, repeatable), else `audience`.
    package var resources: [String] = []
    /// Google's `include_granted_scopes`: the grant may hold more than `scopes`.
    package var includesGrantedScopes = false
    /// What the program calls itself (`originator`, as OpenAI's command-line tools send it), at most 64 bytes.
    package var originator: String?
    /// Whether an administrator is asked to consent for the whole Microsoft tenant.
    package var isAdminConsent = false
    /// The Microsoft tenant in the path (`common`, a GUID or a domain), as written.
    package var tenant: String?
    /// Whether the URL asked was a login page that leads back to this request.
    package var isWrapped = false
    /// Names of single-valued parameters that occur twice with different values; the first one was taken.
    package var repeatedParameters: [String] = []

    /// Whether the URL holds a parameter by which an authorization request is known.
    package var hasOAuthParameters: Bool {
        self.clientID != nil || self.redirectURI != nil || self.responseType != nil || self.paramsSource != .query
            || self.pkce != .none || !self.scopes.isEmpty || !self.userScopes.isEmpty || !self.optionalScopes.isEmpty
    }
}
