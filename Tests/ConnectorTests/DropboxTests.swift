import Connectors
import Foundation
import ProviderFaking
import Testing

@Suite("Dropbox")
struct DropboxTests {
    @Test(
        "an app key leads to no app_id: without a mapped one a person has to map it", arguments: [nil, "", "appkey1"])
    func mapping(key: String?) async throws {
        try await ConnectorScene.with(.dropbox) { scene in
            var target = try scene.target
            target.vendorKey = key

            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .needsMapping)
            #expect(scene.desk.calls.isEmpty)
        }
    }

    @Test("a missing scope comes as 401, and is forbidden with its name, not misconfigured")
    func missingScope() async throws {
        try await ConnectorScene.with(.dropbox) { scene in
            let target = try scene.target
            scene.desk.inWorld { _ = $0.permissions.remove("sessions.modify") }

            let answer = await scene.connector.revoke(target, attempt: 1)

            #expect(answer.outcome == .forbidden)
            #expect(answer.permission == "sessions.modify")
            #expect(await scene.connector.health().problems.map(\.permission) == ["sessions.modify"])
        }
    }

    @Test("a cursor that the vendor has forgotten begins anew")
    func reset() async throws {
        try await ConnectorScene.with(.dropbox) { scene in
            let forgotten = Data("{\"cursor\":\"forgotten\"}".utf8).base64EncodedString()

            let page = try await scene.connector.listGrants(after: forgotten).get()

            #expect(page.grants.count == scene.desk.inWorld { $0.grants.count })
        }
    }

    @Test("a refresh token that is no longer good is misconfigured, and is not repeated")
    func refreshToken() async throws {
        try await withFake(.dropbox) { server in
            var secrets = server.settings.secrets
            secrets["refresh_token"] = "spent-refresh-canary"

            let health = try await ConnectorScene.health(.dropbox, server, secrets: secrets)

            #expect(health.problems.map(\.code) == [.misconfigured])
            #expect(!"\(health)".contains("canary"))
        }
    }
}
