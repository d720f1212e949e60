import Connectors
import Foundation
import ProviderFaking
import Testing

@Suite("Google Workspace")
struct GoogleWorkspaceTests {
    private static let userSecurity = "https://www.googleapis.com/auth/admin.directory.user.security"
    private static let userRead = "https://www.googleapis.com/auth/admin.directory.user.readonly"

    @Test("a revoke lists before it deletes: the answer to deleting what is absent is not documented")
    func listsFirst() async throws {
        try await ConnectorScene.with(.googleWorkspace) { scene in
            let target = try scene.target
            _ = await scene.connector.revoke(target, attempt: 1)
            _ = await scene.connector.revoke(target, attempt: 2)

            let paths = scene.desk.calls.map { "\($0.method) \($0.path.split(separator: "/").count)" }
            #expect(paths == ["POST 1", "GET 6", "DELETE 7", "GET 6"])
        }
    }

    @Test("a client id is compared as an exact string")
    func exact() async throws {
        try await ConnectorScene.with(.googleWorkspace) { scene in
            var target = try scene.target
            target.vendorKey = nil
            for id in [target.clientID.uppercased(), target.clientID + " ", String(target.clientID.dropLast()), ""] {
                target.clientID = id
                #expect(await scene.connector.revoke(target, attempt: 1).outcome == .alreadyAbsent)
            }
            #expect(scene.stands(try scene.target))
        }
    }

    @Test("a scope that is not delegated is named", arguments: [userSecurity, userRead])
    func missingScope(scope: String) async throws {
        try await ConnectorScene.with(.googleWorkspace) { scene in
            scene.desk.inWorld { _ = $0.permissions.remove(scope) }

            let report = await scene.connector.health()

            #expect(report.problems.map(\.permission) == [scope])
            #expect(report.problems.first?.detail.contains("unauthorized_client") == true)
        }
    }

    @Test("a clock that is off is misconfigured, in the vendor's words", arguments: [-7_200.0, 7_200])
    func wrongClock(offset: Double) async throws {
        try await ConnectorScene.with(.googleWorkspace) { scene in
            scene.desk.inWorld { $0.clockOffset = offset }

            let answer = await scene.connector.revoke(try scene.target, attempt: 1)

            #expect(answer.outcome == .misconfigured)
            #expect(answer.detail.contains("invalid_grant"))
        }
    }

    @Test("one who is no administrator cannot be acted as")
    func noAdministrator() async throws {
        try await ConnectorScene.with(.googleWorkspace, overrides: ["admin_subject": "ada@example.com"]) { scene in
            #expect(await scene.connector.health().problems.map(\.code) == [.misconfigured])
        }
    }

    @Test(
        "a subject that no address can carry harms neither the connector nor others",
        arguments: ["", ".", "..", "a/b", "a@b?c#d", "\u{0}"])
    func oddSubject(subject: String) async throws {
        try await ConnectorScene.with(.googleWorkspace) { scene in
            let target = GrantTarget(subject: subject, clientID: "x")

            let outcome = await scene.connector.revoke(target, attempt: 1).outcome

            #expect([.needsMapping, .subjectMissing].contains(outcome))
        }
    }

    @Test("one token is fetched for many calls at once")
    func oneToken() async throws {
        try await ConnectorScene.with(.googleWorkspace) { scene in
            let target = try scene.target
            await withTaskGroup { group in
                for _ in 0..<20 { group.addTask { _ = await scene.connector.verify(target) } }
            }

            #expect(scene.desk.calls.filter { $0.path == "/token" }.count == 1)
        }
    }

    @Test("a person deleted during the listing is passed over")
    func deletedMeanwhile() async throws {
        try await ConnectorScene.with(.googleWorkspace, seed: FakeSeed(users: 100, apps: 2, grantsPerUser: 1)) {
            scene in
            let first = try await scene.connector.listGrants(after: nil).get()
            scene.desk.inWorld { world in world.setUsers(world.users.filter { $0.mail != "person50@example.com" }) }
            var grants = first.grants
            var cursor = first.next
            while let place = cursor {
                let page = try await scene.connector.listGrants(after: place).get()
                grants += page.grants
                cursor = page.next
            }

            #expect(Set(grants.map(\.subject)).count == 99)
        }
    }
}
