import Connectors
import Foundation
import ProviderFaking
import Testing

/// What every connector does against a provider in good health.
@Suite("Connectors")
struct CommonBehaviourTests {
    @Test("a revoke ends one grant, and only the listing says so", arguments: ConnectorKind.listing)
    func revoke(kind: ConnectorKind) async throws {
        try await ConnectorScene.with(kind) { scene in
            let target = try scene.target
            let before = scene.desk.inWorld { $0.grants.count }

            let present = await scene.connector.verify(target)
            let answer = await scene.connector.revoke(target, attempt: 1)
            let absent = await scene.connector.verify(target)

            guard case .present = present.presence else {
                Issue.record("\(present.presence)")
                return
            }
            #expect(answer.outcome == .revokedUnverified)
            #expect(!answer.requestIDs.isEmpty)
            #expect(absent.presence == .absent)
            #expect(!absent.requestIDs.isEmpty)
            #expect(scene.desk.inWorld { $0.grants.count } == before - 1)
        }
    }

    @Test("what is not there is already absent, also at the first try", arguments: ConnectorKind.listing)
    func absent(kind: ConnectorKind) async throws {
        try await ConnectorScene.with(kind) { scene in
            let target = try scene.target
            _ = await scene.connector.revoke(target, attempt: 1)

            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .alreadyAbsent)
        }
    }

    @Test("a person whom the provider does not know is no success", arguments: ConnectorKind.listing)
    func unknownPerson(kind: ConnectorKind) async throws {
        try await ConnectorScene.with(kind) { scene in
            var target = try scene.target
            target.subject = "nobody@example.com"

            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .subjectMissing)
            #expect(await scene.connector.revoke(target, attempt: 2).outcome == .subjectMissing)
            guard case .unknown(let reason) = await scene.connector.verify(target).presence else {
                Issue.record("an unknown person proves nothing")
                return
            }
            #expect(reason.outcome == .subjectMissing)
        }
    }

    @Test("the listing shows every standing grant once, over three pages and more", arguments: ConnectorKind.listing)
    func listing(kind: ConnectorKind) async throws {
        try await ConnectorScene.with(kind, seed: FakeSeed(users: 25, apps: 4, grantsPerUser: 2)) { scene in
            scene.desk.inWorld { $0.pageSize = 7 }

            let listed = try await scene.listing()

            let standing = scene.desk.inWorld { world in
                world.grants.map { grant in
                    let key = scene.desk.provider.vendorKey(of: grant)
                    return "\(grant.user.flatMap { world.user($0)?.mail } ?? "") \(key)"
                }
            }
            #expect(listed.map { "\($0.subject) \($0.vendorKey)" }.sorted() == standing.sorted())
            #expect(listed.allSatisfy { !$0.displayName.isEmpty })
        }
    }

    @Test("a listing goes on from a cursor with a new connector, as after a restart", arguments: ConnectorKind.listing)
    func resumed(kind: ConnectorKind) async throws {
        try await ConnectorScene.with(kind, seed: FakeSeed(users: 90, apps: 4, grantsPerUser: 1)) { scene in
            scene.desk.inWorld { $0.pageSize = 30 }
            var grants: [StandingGrant] = []
            var cursor: String?
            repeat {
                let given = scene.server.settings
                let fresh = try ConnectorFactory.make(
                    kind: kind, settings: given.settings.merging(["calls_per_second": "5000"]) { $1 },
                    secrets: given.secrets.mapValues { Array($0.utf8) },
                    client: scene.client, clock: { Date() })
                let page = try await fresh.listGrants(after: cursor).get()
                #expect((page.next?.utf8.count ?? 0) <= 4_096)
                #expect(page.next?.contains("@") != true)
                grants += page.grants
                cursor = page.next
            } while cursor != nil

            #expect(Set(grants).count == 90)
            #expect(grants.count == 90)
        }
    }

    @Test("a cursor that is none of its own is refused", arguments: ConnectorKind.listing)
    func foreignCursor(kind: ConnectorKind) async throws {
        try await ConnectorScene.with(kind) { scene in
            for cursor in ["", "x", "eyJ4Ijo=", String(repeating: "A", count: 5_000)] {
                let result = await scene.connector.listGrants(after: cursor)

                guard case .failure(let answer) = result else {
                    Issue.record("\(cursor.prefix(10))")
                    continue
                }
                #expect(answer.outcome == .misconfigured)
            }
        }
    }

    @Test("health proves that grants of others are seen", arguments: ConnectorKind.listing)
    func health(kind: ConnectorKind) async throws {
        try await ConnectorScene.with(kind) { scene in
            #expect(await scene.connector.health() == HealthReport(problems: [], seesOtherPeople: true))
        }
    }

    @Test("without its permissions a connector is not healthy and sees nobody", arguments: ConnectorKind.listing)
    func ill(kind: ConnectorKind) async throws {
        try await ConnectorScene.with(kind) { scene in
            scene.desk.inWorld { $0.permissions = [] }

            let report = await scene.connector.health()

            #expect(!report.seesOtherPeople)
            #expect(!report.problems.isEmpty)
            #expect(report.problems.allSatisfy { [.forbidden, .misconfigured].contains($0.code) })
            #expect(report.problems.allSatisfy { $0.documentation?.hasPrefix("https://") == true })
        }
    }

    @Test("no secret is in anything that a connector says", arguments: ConnectorKind.listing)
    func secrets(kind: ConnectorKind) async throws {
        try await ConnectorScene.with(kind) { scene in
            let target = try scene.target
            let secrets = scene.server.settings.secrets.values
            var said = ""
            for fault in FaultOrder.Kind.allCases where fault != .slow {
                scene.desk.order(FaultOrder(fault))
                said += "\(await scene.connector.revoke(target, attempt: 1))"
                said += "\(await scene.connector.verify(target))"
                said += "\(await scene.connector.listGrants(after: nil))"
                said += "\(await scene.connector.health())"
            }

            let tokens = scene.desk.inWorld { Array($0.callerTokens.keys) }
            for secret in secrets + tokens { #expect(!said.contains(secret)) }
            #expect(!said.contains("PRIVATE KEY"))
            #expect(!said.contains("secret-bearing"))
        }
    }
}
