package import Connectors

extension ConnectorKind {
    /// The catalogue's providers whose grants this kind of connector ends; empty where its settings must name them.
    package var providers: [String] {
        switch self {
        case .googleWorkspace: ["google"]
        case .microsoftEntra: ["microsoft"]
        case .okta: ["okta"]
        case .zendesk: ["zendesk"]
        case .dropbox: ["dropbox"]
        case .slack: ["slack"]
        case .github: ["github"]
        case .salesforce: ["salesforce"]
        case .oauthRevocation, .manual: []
        }
    }
}
