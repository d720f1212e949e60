/// The providers whose grants can be listed and revoked. Raw values are wire names: never rename, only add.
///
/// A kind is here only with its fake, its fault table and its page.
package enum ConnectorKind: String, CaseIterable, Sendable, Codable {
    case googleWorkspace = "google_workspace"

    /// What the kind can do and needs.
    package var descriptor: ConnectorDescriptor {
        switch self {
        case .googleWorkspace: GoogleWorkspaceConnector.descriptor
        }
    }
}
