import Connectors
import Foundation
import ProviderFaking
import Testing

@Suite("GitHub")
struct GitHubTests {
    private static func add(_ part: String, _ id: String, _ scene: ConnectorScene) {
        scene.desk.inWorld { world in
            world.add(
                FakeGrant(
                    id: id, user: part == "installation" ? nil : world.user("ada@example.com")?.id, app: "app1",
                    scopes: ["repo"], marks: ["part": part]))
        }
    }

    @Test("what an administrator's interface does not have is a task for the person, with its page")
    func authorisation() async throws {
        try await ConnectorScene.with(.github) { scene in
            var target = try scene.target
            target.vendorKey = nil

            let answer = await scene.connector.revoke(target, attempt: 1)

            #expect(answer.outcome == .unsupported)
            #expect(answer.documentation == "https://github.com/settings/applications")
            #expect(scene.desk.calls.isEmpty)
        }
    }

    @Test("a SAML credential and an installation go by their own calls", arguments: ["credential", "installation"])
    func otherParts(part: String) async throws {
        try await ConnectorScene.with(.github) { scene in
            Self.add(part, "77", scene)
            let subject = part == "installation" ? "" : "ada@example.com"
            let target = GrantTarget(subject: subject, clientID: "Iv1.1001", vendorKey: "\(part):77")

            #expect(await scene.connector.verify(target).presence != .absent)
            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .revokedUnverified)
            #expect(await scene.connector.verify(target).presence == .absent)
            #expect(scene.desk.inWorld { $0.grant("77") } == nil)
        }
    }

    @Test("the listing has all parts, installations as the whole organisation's, and no piece of a token")
    func listing() async throws {
        try await ConnectorScene.with(.github) { scene in
            Self.add("credential", "77", scene)
            Self.add("installation", "78", scene)

            let grants = try await scene.listing()

            #expect(grants.count == scene.desk.inWorld { $0.grants.count })
            #expect(grants.filter(\.isTenantWide).map(\.clientID) == ["Iv1.1001"])
            #expect(!"\(grants)".contains("secret-bearing"))
        }
    }

    @Test("a key that is another person's is not revoked")
    func anothersKey() async throws {
        try await ConnectorScene.with(.github) { scene in
            var target = try scene.target
            target.subject = "bela@example.com"

            #expect(await scene.connector.revoke(target, attempt: 1).outcome == .needsMapping)
            #expect(scene.stands(try scene.target))
        }
    }

    @Test("a 403 with a pause, or that speaks of a rate, is throttled")
    func secondaryLimit() async throws {
        try await ConnectorScene.with(.github) { scene in
            scene.desk.order(FaultOrder(.serverError, path: "/memberships", status: 403, retryAfter: "33"))

            let answer = await scene.connector.revoke(try scene.target, attempt: 1)

            #expect(answer.outcome == .throttled)
            #expect(answer.retryAfter == .seconds(33))
        }
    }

    @Test("parts that are not known, and none, are refused by the setting's name", arguments: ["", ",", "gists"])
    func parts(text: String) async throws {
        try await withFake(.github) { server in
            var settings = server.settings.settings
            settings["parts"] = text.isEmpty ? " " : text
            #expect(ConnectorScene.settingsError(.github, server, settings)?.setting == "parts")
        }
    }
}
