import Connectors
package import Egress
import Foundation
import Grants
package import Store

/// Makes working connectors of stored ones.
package struct ConnectorFoundry: Sendable {
    /// Opens one sealed secret of an owner.
    package typealias Opening = @Sendable (SecretOwner, SealedRecord) throws(ConnectorFault) -> [UInt8]

    private let egress: EgressSettings
    /// Whether connectors that may reach this machine itself are refused.
    private let isProduction: Bool
    private let open: Opening
    private let clock: WallClock

    package init(egress: EgressSettings, isProduction: Bool, clock: WallClock, open: @escaping Opening) {
        self.egress = egress
        self.isProduction = isProduction
        self.clock = clock
        self.open = open
    }

    /// - Parameter secrets: as kept, sealed.
    package func make(
        _ record: ConnectorRecord, sealed secrets: [SealedRecord]
    ) throws(ConnectorFault) -> LiveConnector {
        var opened: [String: [UInt8]] = [:]
        for secret in secrets { opened[secret.name] = try self.open(.connector(record.number), secret) }
        return try self.make(record, opened: opened)
    }

    /// - Parameter secrets: as given by an administrator, not yet kept.
    package func make(
        _ record: ConnectorRecord, opened secrets: [String: [UInt8]]
    ) throws(ConnectorFault) -> LiveConnector {
        guard let kind = ConnectorKind(rawValue: record.kind) else {
            throw ConnectorFault(code: "connector_kind_unknown", detail: "this version has no \(record.kind)")
        }
        let permission = EgressPermission(
            networks: try NamedNetworks.read(record.networks), hosts: kind.descriptor.hosts(with: record.settings))
        guard !self.isProduction || !permission.isTest else {
            throw ConnectorFault(
                code: "connector_is_test", detail: "it names a loopback network, and the environment is production")
        }
        let client = EgressClient(settings: self.egress, permission: permission)
        let clock = self.clock
        do {
            let connector = try ConnectorFactory.make(
                kind: kind, settings: record.settings, secrets: secrets, client: client,
                clock: { Date(timeIntervalSince1970: Double(clock.now().milliseconds) / 1000) })
            return LiveConnector(
                record: record, descriptor: kind.descriptor, connector: connector, client: client)
        } catch {
            client.shutdown()
            throw ConnectorFault(code: "connector_settings_invalid", detail: error.description)
        }
    }
}

extension ConnectorDescriptor {
    /// The exact names that its requests go to, which count behind a proxy: those of its addresses.
    func hosts(with settings: [String: String]) -> Set<String> {
        Set(
            self.settings.filter { $0.name.hasSuffix("_url") }
                .compactMap { settings[$0.name] ?? $0.defaultValue }
                .compactMap { URLComponents(string: $0)?.host?.lowercased() })
    }
}
