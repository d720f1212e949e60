/// A query parameter that the reader understands. Raw values are positions, from 0 without gaps.
enum RequestParameter: Int, CaseIterable, Sendable {
    case clientID
    case redirectURI
    case scope
    case userScope
    case optionalScope
    case responseType
    case responseMode
    case prompt
    case accessType
    case tokenAccessType
    case codeChallenge
    case codeChallengeMethod
    case request
    case requestURI
    case state
    case resource
    case audience
    case includeGrantedScopes
    case originator
    // Dialects: names that single providers use instead of a standard one.
    case appID
    case clientKey
    case applicationID
    case weChatAppID
    case trelloKey
    case returnURL
    case callbackURL
    case redirectURL
    case scopes
    case permissions
    case expiration
    case duration

    /// The name on the wire, in lower case.
    var name: String {
        switch self {
        case .clientID: "client_id"
        case .redirectURI: "redirect_uri"
        case .scope: "scope"
        case .userScope: "user_scope"
        case .optionalScope: "optional_scope"
        case .responseType: "response_type"
        case .responseMode: "response_mode"
        case .prompt: "prompt"
        case .accessType: "access_type"
        case .tokenAccessType: "token_access_type"
        case .codeChallenge: "code_challenge"
        case .codeChallengeMethod: "code_challenge_method"
        case .request: "request"
        case .requestURI: "request_uri"
        case .state: "state"
        case .resource: "resource"
        case .audience: "audience"
        case .includeGrantedScopes: "include_granted_scopes"
        case .originator: "originator"
        case .appID: "app_id"
        case .clientKey: "client_key"
        case .applicationID: "application_id"
        case .weChatAppID: "appid"
        case .trelloKey: "key"
        case .returnURL: "return_url"
        case .callbackURL: "callback_url"
        case .redirectURL: "redirect_url"
        case .scopes: "scopes"
        case .permissions: "perms"
        case .expiration: "expiration"
        case .duration: "duration"
        }
    }

    /// Whether a second value is as good as the first.
    var isRepeatable: Bool {
        switch self {
        case .scope, .userScope, .optionalScope, .resource, .audience, .scopes, .permissions: true
        default: false
        }
    }

    /// Whether the value is never a URL that leads on to an authorization endpoint.
    var isNeverWrapper: Bool {
        switch self {
        case .redirectURI, .returnURL, .callbackURL, .redirectURL: false
        default: true
        }
    }

    /// Whether finding this beside a client id shows that the URL is itself an authorization request.
    static let decisive: [RequestParameter] = [
        .redirectURI, .scope, .userScope, .responseType, .codeChallenge, .request, .requestURI,
    ]

    /// The parameter of this name, letters compared without case: some providers ignore it.
    static func named(_ name: ArraySlice<UInt8>) -> RequestParameter? {
        guard name.count < Self.byLength.count else { return nil }
        for (bytes, parameter) in Self.byLength[name.count]
        where name.elementsEqual(bytes, by: { $0.asciiLowercased == $1 }) {
            return parameter
        }
        return nil
    }

    /// Names of each length, so that a look-up copies nothing and compares few.
    private static let byLength: [[(bytes: [UInt8], parameter: RequestParameter)]] = {
        let longest = Self.allCases.map(\.name.utf8.count).max() ?? 0
        return (0...longest).map { length in
            Self.allCases.filter { $0.name.utf8.count == length }.map { (Array($0.name.utf8), $0) }
        }
    }()
}
