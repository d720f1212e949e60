/// The providers whose grants can be listed and revoked. Raw values are wire names: never rename, only add.
///
/// A kind is here only with its fake, its fault table and its page.
package enum ConnectorKind: String, CaseIterable, Sendable, Codable {
    case googleWorkspace = "google_workspace"
    case microsoftEntra = "microsoft_entra"
    case okta
    case salesforce
    case slack
    case github
    case dropbox
    case zendesk
    /// Any authorization server with RFC 7009, for tokens held here.
    case oauthRevocation = "oauth_revocation"
    /// No interface: a guided task.
    case manual

    /// What the kind can do and needs.
    package var descriptor: ConnectorDescriptor { self.connector.descriptor }

    private var connector: any Connector.Type {
        switch self {
        case .googleWorkspace: GoogleWorkspaceConnector.self
        case .microsoftEntra: MicrosoftEntraConnector.self
        case .okta: OktaConnector.self
        case .salesforce: SalesforceConnector.self
        case .slack: SlackConnector.self
        case .github: GitHubConnector.self
        case .dropbox: DropboxConnector.self
        case .zendesk: ZendeskConnector.self
        case .oauthRevocation: OAuthRevocationConnector.self
        case .manual: ManualConnector.self
        }
    }
}
