/// One provider's interface over a `FakeWorld`. It holds no state of its own.
package protocol FakeProvider: Sendable {
    /// Permissions that its caller has at the start.
    var permissions: Set<String> { get }

    /// The header that carries its id of a request.
    var requestIDHeader: String { get }

    /// A made-up app, as this provider names them.
    ///
    /// - Parameter number: 1 or more.
    func app(_ number: Int) -> FakeApp

    /// A made-up grant.
    func grant(id: String, user: FakeUser, app: FakeApp) -> FakeGrant

    /// The key by which the provider's listing knows it; most know the app.
    func vendorKey(of grant: FakeGrant) -> String

    /// What a connector has to be told.
    func settings(origin: String, world: FakeWorld) -> FakeSettings

    /// Answers one request.
    func answer(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer

    /// How this provider says "too fast".
    ///
    /// - Parameter pause: seconds, where its signal has a place for them.
    func throttled(pause: Int?, in world: FakeWorld) -> FakeAnswer

    /// How it says that a permission is missing.
    func forbidden() -> FakeAnswer

    /// How it says that the caller's token is not, or no longer, good.
    func unauthorised() -> FakeAnswer
}

extension FakeProvider {
    package func vendorKey(of grant: FakeGrant) -> String { grant.app }
}

/// What a connector has to be told to reach a fake.
package struct FakeSettings: Sendable, Codable {
    package var settings: [String: String]
    package var secrets: [String: String]

    package init(settings: [String: String], secrets: [String: String]) {
        self.settings = settings
        self.secrets = secrets
    }
}

/// The fakes there are; raw values are those of the product's kinds of connectors.
package enum FakeKind: String, CaseIterable, Sendable {
    case googleWorkspace = "google_workspace"
    case microsoftEntra = "microsoft_entra"
    case okta
    case salesforce
    case slack
    case github
    case dropbox
    case zendesk
    case oauthRevocation = "oauth_revocation"

    package var provider: any FakeProvider {
        switch self {
        case .googleWorkspace: GoogleWorkspaceFake()
        case .microsoftEntra: MicrosoftEntraFake()
        case .okta: OktaFake()
        case .salesforce: SalesforceFake()
        case .slack: SlackFake()
        case .github: GitHubFake()
        case .dropbox: DropboxFake()
        case .zendesk: ZendeskFake()
        case .oauthRevocation: OAuthRevocationFake()
        }
    }
}
