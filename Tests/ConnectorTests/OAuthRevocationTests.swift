import Connectors
import Egress
import Foundation
import ProviderFaking
import Testing

@Suite("RFC 7009")
struct OAuthRevocationTests {
    private static func target(_ mail: String = "ada@example.com", client: String = "client-1") -> GrantTarget {
        GrantTarget(subject: mail, clientID: client)
    }

    @Test("a held token is revoked, and introspection proves it")
    func revoke() async throws {
        try await ConnectorScene.with(.oauthRevocation) { scene in
            let before = await scene.connector.verify(Self.target())
            let answer = await scene.connector.revoke(Self.target("ADA@example.com"), attempt: 1)
            let after = await scene.connector.verify(Self.target())

            #expect(before.presence == .present(detail: "introspection says active"))
            #expect(answer.outcome == .revoked)
            #expect(after.presence == .absent)
            #expect(await scene.connector.health() == HealthReport(problems: [], seesOtherPeople: false))
        }
    }

    @Test("a grant whose token is not held is not called revoked")
    func notHeld() async throws {
        try await ConnectorScene.with(.oauthRevocation) { scene in
            #expect(await scene.connector.revoke(Self.target(client: "client-2"), attempt: 1).outcome == .unsupported)
            #expect(
                await scene.connector.revoke(Self.target("nobody@example.com"), attempt: 1).outcome == .subjectMissing)
            #expect(scene.desk.calls.isEmpty)
        }
    }

    @Test(
        "faults end in the outcome of the table, and the token still stands",
        arguments: [
            (FaultOrder(.serverError, retryAfter: "9"), RevokeOutcome.transient, Duration?.some(.seconds(9))),
            (FaultOrder(.tooManyRequests, retryAfter: "17"), .throttled, .seconds(17)),
            (FaultOrder(.throttle), .throttled, nil), (FaultOrder(.reset), .transient, nil),
            (FaultOrder(.slow, milliseconds: 6_000), .transient, nil), (FaultOrder(.hugeBody), .transient, nil),
            (FaultOrder(.redirect), .misconfigured, nil), (FaultOrder(.forbidden), .unsupported, nil),
            (FaultOrder(.expiredToken), .misconfigured, nil),
        ])
    func faults(order: FaultOrder, outcome: RevokeOutcome, pause: Duration?) async throws {
        try await ConnectorScene.with(.oauthRevocation) { scene in
            var order = order
            order.path = "/revoke"
            scene.desk.order(order)

            let answer = await scene.connector.revoke(Self.target(), attempt: 1)

            #expect(answer.outcome == outcome)
            #expect(answer.retryAfter == pause)
            #expect(!"\(answer)".contains("held-refresh-token"))
            if order.kind != .slow {
                #expect(await scene.connector.verify(Self.target()).presence != .absent)
            }
        }
    }

    @Test("after a lost answer the next try is told the same")
    func lostAnswer() async throws {
        try await ConnectorScene.with(.oauthRevocation) { scene in
            scene.desk.order(FaultOrder(.resetAfter, path: "/revoke"))

            #expect(await scene.connector.revoke(Self.target(), attempt: 1).outcome == .transient)
            #expect(await scene.connector.revoke(Self.target(), attempt: 2).outcome == .revoked)
            #expect(await scene.connector.verify(Self.target()).presence == .absent)
        }
    }

    @Test("metadata that sends the client's secret to another host is refused")
    func foreignEndpoint() async throws {
        try await ConnectorScene.with(.oauthRevocation) { scene in
            scene.desk.order(FaultOrder(.foreignNext, path: "/.well-known", times: 9))

            #expect(await scene.connector.revoke(Self.target(), attempt: 1).outcome == .misconfigured)
        }
    }

    @Test("an issuer that the metadata does not confirm is refused")
    func otherIssuer() async throws {
        try await ConnectorScene.with(.oauthRevocation, path: "/other") { scene in
            #expect(await scene.connector.revoke(Self.target(), attempt: 1).outcome == .misconfigured)
            #expect(scene.desk.calls.allSatisfy { $0.method == "GET" })
        }
    }

    @Test(
        "a server that others wrote revokes, introspects, and refuses a wrong secret",
        .enabled(if: IndependentServer.isInstalled, "scripts/test installs Authlib into var/venv"),
        arguments: ["client_secret_basic", "client_secret_post"])
    func independent(method: String) async throws {
        let server = try IndependentServer(method: method)
        let client = EgressClient(
            settings: EgressSettings(),
            permission: EgressPermission(networks: [NetworkRange("127.0.0.0/8")].compactMap { $0 }))
        defer { client.shutdown() }
        let connector = try server.connector(over: client)
        let ada = Self.target(client: server.ready.clientID)
        let bela = Self.target("bela@example.com", client: server.ready.clientID)

        #expect(await connector.health().problems.isEmpty)
        #expect(await connector.verify(ada).presence == .present(detail: "introspection says active"))
        #expect(await connector.revoke(ada, attempt: 1).outcome == .revoked)
        #expect(await connector.verify(ada).presence == .absent)
        #expect(await connector.revoke(ada, attempt: 2).outcome == .revoked)
        #expect(await connector.verify(bela).presence == .present(detail: "introspection says active"))
        let stranger = try server.connector(over: client, secret: "another-secret")
        #expect(await stranger.revoke(bela, attempt: 1).outcome == .misconfigured)
        #expect(await stranger.health().problems.map(\.code) == [.misconfigured])
        #expect(await connector.verify(bela).presence == .present(detail: "introspection says active"))
    }
}
