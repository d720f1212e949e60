import Connectors
import Foundation
import ProviderFaking
import Testing

@Suite("Slack")
struct SlackTests {
    private static let target = GrantTarget(subject: "", clientID: "1000.1", vendorKey: "A0001")

    @Test("one person's authorisation is a task, and nothing is called")
    func person() async throws {
        try await ConnectorScene.with(.slack) { scene in
            let answer = await scene.connector.revoke(try scene.target, attempt: 1)

            #expect(answer.outcome == .unsupported)
            #expect(scene.desk.calls.isEmpty)
        }
    }

    @Test("an app is removed for everybody, and the log says so")
    func uninstall() async throws {
        try await ConnectorScene.with(.slack) { scene in
            #expect(await scene.connector.verify(Self.target).presence != .absent)
            #expect(await scene.connector.revoke(Self.target, attempt: 1).outcome == .revokedUnverified)
            #expect(await scene.connector.verify(Self.target).presence == .absent)
            #expect(await scene.connector.revoke(Self.target, attempt: 1).outcome == .alreadyAbsent)
            #expect(
                scene.desk.inWorld { world in world.grants.allSatisfy { $0.app != "A0001" } && !world.grants.isEmpty })
        }
    }

    @Test(
        "faults end in the outcome of the table",
        arguments: [
            (FaultOrder(.throttle, retryAfter: "21"), RevokeOutcome.throttled, Duration?.some(.seconds(21))),
            (FaultOrder(.serverError), .transient, nil), (FaultOrder(.serverErrorAfter), .transient, nil),
            (FaultOrder(.reset), .transient, nil), (FaultOrder(.resetAfter), .transient, nil),
            (FaultOrder(.slow, milliseconds: 6_000), .transient, nil), (FaultOrder(.hugeBody), .transient, nil),
            (FaultOrder(.wrongJSON), .transient, nil), (FaultOrder(.redirect), .misconfigured, nil),
            (FaultOrder(.forbidden), .forbidden, nil), (FaultOrder(.expiredToken), .misconfigured, nil),
        ])
    func faults(order: FaultOrder, outcome: RevokeOutcome, pause: Duration?) async throws {
        try await ConnectorScene.with(.slack) { scene in
            var order = order
            order.path = "/admin.apps.uninstall"
            scene.desk.order(order)

            let answer = await scene.connector.revoke(Self.target, attempt: 1)

            #expect(answer.outcome == outcome)
            #expect(answer.retryAfter == pause)
            #expect(answer.outcome != .forbidden || answer.permission == "admin.apps:write")
            let second = await scene.connector.revoke(Self.target, attempt: 2).outcome
            #expect([.revokedUnverified, .alreadyAbsent].contains(second))
            #expect(await scene.connector.verify(Self.target).presence == .absent)
        }
    }

    @Test("an app that was confirmed as removed and is not is still there")
    func ignored() async throws {
        try await ConnectorScene.with(.slack) { scene in
            scene.desk.order(FaultOrder(.ignoredDelete, path: "/admin.apps.uninstall"))

            #expect(await scene.connector.revoke(Self.target, attempt: 1).outcome == .revokedUnverified)
            #expect(await scene.connector.verify(Self.target).presence != .absent)
        }
    }

    @Test("a client id leads to no app_id", arguments: [nil, "", "1000.1", "A9999"])
    func mapping(key: String?) async throws {
        try await ConnectorScene.with(.slack) { scene in
            let target = GrantTarget(subject: "", clientID: "1000.1", vendorKey: key)

            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .needsMapping)
        }
    }

    @Test("blocking restricts the app and reads that back over pages; what is installed stays")
    func block() async throws {
        try await ConnectorScene.with(.slack) { scene in
            scene.desk.inWorld { world in
                world.pageSize = 1
                world.blockedApps = ["A0000", "A00000"]
            }

            #expect(await scene.connector.blockClient(Self.target)?.outcome == .revoked)
            #expect(await scene.connector.blockClient(Self.target)?.outcome == .alreadyAbsent)
            #expect(await scene.connector.verify(Self.target).presence != .absent)
        }
    }

    @Test("each missing scope is named by a health check", arguments: ["admin", "admin.apps:read"])
    func health(scope: String) async throws {
        try await ConnectorScene.with(.slack) { scene in
            #expect(await scene.connector.health().problems.isEmpty)
            scene.desk.inWorld { _ = $0.permissions.remove(scope) }
            #expect(await scene.connector.health().problems.map(\.permission) == [scope])
        }
    }
}
