import Connectors
import Foundation
import ProviderFaking
import Testing

@Suite("Salesforce")
struct SalesforceTests {
    @Test("all rows of a user and an app are revoked, over pages, and the handles are never shown")
    func severalTokens() async throws {
        try await ConnectorScene.with(.salesforce) { scene in
            let target = try scene.target
            let before = scene.desk.inWorld { world in
                for number in 1...5 {
                    world.add(
                        FakeGrant(
                            id: "again\(number)", user: world.user(target.subject)?.id, app: target.vendorKey ?? "",
                            scopes: []))
                }
                return world.grants.count
            }
            scene.desk.inWorld { $0.pageSize = 2 }

            let answer = await scene.connector.revoke(target, attempt: 1)

            #expect(answer.outcome == .revokedUnverified)
            #expect(!"\(answer)".contains("delete-handle"))
            #expect(await scene.connector.verify(target).presence == .absent)
            #expect(scene.desk.inWorld { $0.grants.count } == before - 6)
        }
    }

    @Test("who sees only its own tokens proves nothing by an empty listing")
    func blind() async throws {
        try await ConnectorScene.with(.salesforce) { scene in
            let target = try scene.target
            scene.desk.inWorld { $0.permissions = [] }

            #expect(await scene.connector.revoke(target, attempt: 2).outcome == .forbidden)
            guard case .unknown(let answer) = await scene.connector.verify(target).presence else {
                Issue.record("it proves nothing")
                return
            }
            #expect(answer.permission == "Customize Application")
            #expect(await scene.connector.health().seesOtherPeople == false)
        }
    }

    @Test("a consumer key leads to no name: without a mapped one a person has to map it", arguments: [nil, ""])
    func mapping(key: String?) async throws {
        try await ConnectorScene.with(.salesforce) { scene in
            var target = try scene.target
            target.vendorKey = key

            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .needsMapping)
        }
    }

    @Test("names compare exactly, though queries do not, and quotes stay inside their literal")
    func exact() async throws {
        try await ConnectorScene.with(.salesforce) { scene in
            let target = try scene.target
            for name in [target.vendorKey?.uppercased(), "x' OR AppName!='", "\\'"] {
                var other = target
                other.vendorKey = name
                #expect(await scene.connector.revoke(other, attempt: 1).outcome == .alreadyAbsent)
            }
            #expect(scene.stands(target))
        }
    }
}
