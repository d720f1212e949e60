package import Egress
package import Foundation

/// Makes connectors of stored settings.
package enum ConnectorFactory {
    /// - Parameters:
    ///   - settings: by name, the open ones of the kind's descriptor; one it does not name is refused.
    ///   - secrets: by name, the secret ones.
    ///   - client: what carries the calls; its permission covers the connector's hosts.
    ///   - clock: the time now, for token lifetimes and `Retry-After` dates.
    /// - Throws: for a missing, unknown or malformed setting.
    package static func make(
        kind: ConnectorKind, settings: [String: String], secrets: [String: [UInt8]], client: EgressClient,
        clock: @escaping @Sendable () -> Date
    ) throws(ConnectorSettingsError) -> any Connector {
        let settings = try ConnectorSettings(kind.descriptor, open: settings, secret: secrets)
        let line = ProviderLine(client: client, clock: clock)
        switch kind {
        case .googleWorkspace: return try GoogleWorkspaceConnector(settings: settings, line: line)
        case .microsoftEntra: return try MicrosoftEntraConnector(settings: settings, line: line)
        case .okta: return try OktaConnector(settings: settings, line: line)
        case .salesforce: return try SalesforceConnector(settings: settings, line: line)
        case .slack: return try SlackConnector(settings: settings, line: line)
        case .github: return try GitHubConnector(settings: settings, line: line)
        case .dropbox: return try DropboxConnector(settings: settings, line: line)
        case .zendesk: return try ZendeskConnector(settings: settings, line: line)
        case .oauthRevocation: return try OAuthRevocationConnector(settings: settings, line: line)
        case .manual: return try ManualConnector(settings: settings)
        }
    }
}
