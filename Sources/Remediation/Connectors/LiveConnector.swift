package import Connectors
import Egress
package import Store

/// A connector ready for work: its secrets are open in memory, its connections are its own.
package final class LiveConnector: Sendable {
    package let record: ConnectorRecord
    package let descriptor: ConnectorDescriptor
    package let connector: any Connector
    private let client: EgressClient

    init(
        record: ConnectorRecord, descriptor: ConnectorDescriptor, connector: any Connector, client: EgressClient
    ) {
        self.record = record
        self.descriptor = descriptor
        self.connector = connector
        self.client = client
    }

    deinit { self.client.shutdown() }
}

/// Why a stored connector cannot work. Its jobs wait until it can.
package struct ConnectorFault: Error, Sendable, Equatable {
    /// Stable, such as `vault_key_wrong` or `connector_settings_invalid`.
    package var code: String
    package var detail: String

    package init(code: String, detail: String) {
        self.code = code
        self.detail = detail
    }

    /// As a pause keeps it.
    package var text: String { "\(self.code): \(self.detail)" }
}
