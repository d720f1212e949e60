package import Connectors

extension ConnectorKind {
    /// The catalogue's providers whose grants this kind of connector ends; empty where its settings must name them.
    package var providers: [String] {
        switch self {
        case .googleWorkspace: ["google"]
        case .oauthRevocation, .manual: []
        }
    }
}
