import Connectors
import Foundation
import ProviderFaking
import Testing

@Suite("Okta")
struct OktaTests {
    @Test("consent and tokens are separate: what is half done is still there, and the next try ends it")
    func halfDone() async throws {
        try await ConnectorScene.with(.okta) { scene in
            let target = try scene.target
            scene.desk.order(FaultOrder(.serverError, method: "DELETE", path: "/tokens"))

            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .transient)
            #expect(await scene.connector.verify(target).presence != .absent)
            #expect(await scene.connector.revoke(target, attempt: 2).outcome == .revokedUnverified)
            #expect(await scene.connector.verify(target).presence == .absent)
        }
    }

    @Test("a client that Okta does not know has nothing; a person that it does not know is no success")
    func whoIsMissing() async throws {
        try await ConnectorScene.with(.okta) { scene in
            let client = GrantTarget(subject: "ada@example.com", clientID: "0oanobody")
            let person = GrantTarget(subject: "nobody@example.com", clientID: "0oaapp1")

            #expect(await scene.connector.revoke(client, attempt: 1).outcome == .alreadyAbsent)
            #expect(await scene.connector.revoke(person, attempt: 1).outcome == .subjectMissing)
        }
    }

    @Test("a link to the next page on another host is not followed")
    func foreignNext() async throws {
        try await ConnectorScene.with(.okta) { scene in
            scene.desk.inWorld { $0.pageSize = 3 }
            scene.desk.order(FaultOrder(.foreignNext, path: "/api/v1/users"))

            let first = try await scene.connector.listGrants(after: nil).get()
            let next: String = try #require(first.next)
            let second = await scene.connector.listGrants(after: next)

            guard case .failure(let answer) = second else {
                Issue.record("it was followed")
                return
            }
            #expect(answer.outcome == .misconfigured)
        }
    }

    @Test("a service app that requires proofs of possession gets them, with the server's nonce, and new ones each time")
    func proofs() async throws {
        try await ConnectorScene.with(.okta, overrides: ["dpop": "required"]) { scene in
            scene.desk.inWorld { $0.requiresProof = true }
            let target = try scene.target

            #expect(await scene.connector.health().problems == [])
            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .revokedUnverified)
            #expect(await scene.connector.verify(target).presence == .absent)
            scene.desk.order(FaultOrder(.expiredToken, path: "users"))
            #expect(await scene.connector.verify(target).presence == .absent, "a new token is bound like the first")
        }
    }

    @Test("without proofs such an app is refused in the vendor's words")
    func noProofs() async throws {
        try await ConnectorScene.with(.okta) { scene in
            scene.desk.inWorld { $0.requiresProof = true }

            let problems = await scene.connector.health().problems

            #expect(problems.map(\.code) == [.misconfigured])
            #expect(problems.first?.detail.contains("invalid_dpop_proof") == true)
        }
    }

    @Test("what is neither required nor off is refused by the setting's name")
    func unknownProofs() async throws {
        try await withFake(.okta) { server in
            let settings = server.settings.settings.merging(["dpop": "perhaps"]) { $1 }

            #expect(ConnectorScene.settingsError(.okta, server, settings)?.setting == "dpop")
        }
    }

    @Test("a missing right to write is found by a health check, and nothing changes")
    func readOnly() async throws {
        try await ConnectorScene.with(.okta) { scene in
            let before = scene.desk.inWorld { $0.grants }
            scene.desk.inWorld { $0.permissions = ["okta.users.read"] }

            let report = await scene.connector.health()

            #expect(report.problems.map(\.permission) == ["okta.users.manage"])
            #expect(scene.desk.inWorld { $0.grants } == before)
        }
    }
}
