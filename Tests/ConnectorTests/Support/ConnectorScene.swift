import Connectors
import Egress
import Foundation
import ProviderFaking
import Testing

/// One connector and its provider's fake, over a real socket.
struct ConnectorScene {
    let server: FakeServer
    let connector: any Connector
    let client: EgressClient

    var desk: FakeDesk { self.server.desk }

    /// The first grant of the first person, as a revoke names it.
    var target: GrantTarget {
        get throws { try #require(self.targets(of: "ada@example.com").first) }
    }

    func targets(of mail: String) -> [GrantTarget] {
        self.desk.inWorld { world in
            let apps = Dictionary(world.apps.map { ($0.id, $0) }) { $1 }
            return world.grants(of: world.user(mail)?.id ?? "").compactMap { grant in
                apps[grant.app].map {
                    GrantTarget(
                        subject: mail, clientID: $0.clientID, vendorKey: self.desk.provider.vendorKey(of: grant),
                        scopes: grant.scopes)
                }
            }
        }
    }

    /// Whether the fake really holds a grant of this person to this client.
    func stands(_ target: GrantTarget) -> Bool {
        self.targets(of: target.subject).contains { $0.clientID == target.clientID }
    }

    /// Everything that the connector lists, page after page.
    func listing() async throws -> [StandingGrant] {
        var grants: [StandingGrant] = []
        var cursor: String?
        repeat {
            let page = try await self.connector.listGrants(after: cursor).get()
            grants += page.grants
            cursor = page.next
        } while cursor != nil
        return grants
    }

    /// A connector's health with other secrets than the fake's own.
    static func health(
        _ kind: ConnectorKind, _ server: FakeServer, secrets: [String: String]
    ) async throws -> HealthReport {
        let networks = [NetworkRange("127.0.0.0/8")].compactMap { $0 }
        let client = EgressClient(settings: EgressSettings(), permission: EgressPermission(networks: networks))
        defer { client.shutdown() }
        let connector = try ConnectorFactory.make(
            kind: kind, settings: server.settings.settings, secrets: secrets.mapValues { Array($0.utf8) },
            client: client, clock: { Date() })
        return await connector.health()
    }

    /// What is wrong with settings beside the fake's own secrets.
    static func settingsError(
        _ kind: ConnectorKind, _ server: FakeServer, _ settings: [String: String]
    ) -> ConnectorSettingsError? {
        let client = EgressClient(settings: EgressSettings(), permission: EgressPermission())
        do throws(ConnectorSettingsError) {
            _ = try ConnectorFactory.make(
                kind: kind, settings: settings, secrets: server.settings.secrets.mapValues { Array($0.utf8) },
                client: client, clock: { Date() })
            return nil
        } catch {
            return error
        }
    }

    /// - Parameters:
    ///   - overrides: settings other than the fake's own.
    ///   - path: added to the base.
    ///   - callsPerSecond: fast enough not to slow a test down.
    static func with<Result: Sendable>(
        _ kind: ConnectorKind, seed: FakeSeed = .demo, overrides: [String: String] = [:], path: String = "",
        callsPerSecond: Int = 5_000, _ body: (ConnectorScene) async throws -> Result
    ) async throws -> Result {
        let fake = try #require(FakeKind(rawValue: kind.rawValue))
        return try await withFake(fake, seed: seed) { server in
            let networks = [NetworkRange("127.0.0.0/8")].compactMap { $0 }
            let client = EgressClient(
                settings: EgressSettings(totalTimeout: .seconds(5)), permission: EgressPermission(networks: networks))
            defer { client.shutdown() }
            let given = server.settings
            var settings = given.settings.merging(overrides) { $1 }
            settings["base_url"]? += path
            settings["calls_per_second"] = String(callsPerSecond)
            let connector = try ConnectorFactory.make(
                kind: kind, settings: settings, secrets: given.secrets.mapValues { Array($0.utf8) }, client: client,
                clock: { Date() })
            return try await body(ConnectorScene(server: server, connector: connector, client: client))
        }
    }
}
