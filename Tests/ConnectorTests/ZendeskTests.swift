import Connectors
import Foundation
import ProviderFaking
import Testing

@Suite("Zendesk")
struct ZendeskTests {
    @Test("all of a person's tokens of a client go, also over pages, and nobody else's")
    func severalTokens() async throws {
        try await ConnectorScene.with(.zendesk) { scene in
            let target = try scene.target
            let before = scene.desk.inWorld { world in
                for number in 1...5 {
                    world.add(
                        FakeGrant(
                            id: "\(900 + number)", user: world.user(target.subject)?.id, app: target.vendorKey ?? "",
                            scopes: ["read"]))
                }
                world.pageSize = 2
                return world.grants.count
            }

            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .revokedUnverified)
            #expect(await scene.connector.verify(target).presence == .absent)
            #expect(scene.desk.inWorld { $0.grants.count } == before - 6)
        }
    }

    @Test("a client of the account is found by its exact identifier; another needs a mapping")
    func mapping() async throws {
        try await ConnectorScene.with(.zendesk) { scene in
            var target = try scene.target
            for (id, key) in [("HELPER_1", nil), ("", nil), ("helper_1", "helper"), ("helper_1", "global:x")] {
                let other = GrantTarget(subject: target.subject, clientID: id, vendorKey: key)
                #expect(await scene.connector.revoke(other, attempt: 1).outcome == .needsMapping)
            }
            target.vendorKey = nil
            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .revokedUnverified)
        }
    }

    @Test("a global client is another than the account's own with the same number")
    func globalClient() async throws {
        try await ConnectorScene.with(.zendesk) { scene in
            var target = try scene.target
            target.vendorKey = "global:\(target.vendorKey ?? "")"

            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .alreadyAbsent)
            #expect(scene.stands(target))
        }
    }
}
