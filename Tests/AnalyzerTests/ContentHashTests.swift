import Grants
import StoreTesting
import Testing

@testable import Analyzer

@Suite("Content hash")
struct ContentHashTests {
    typealias Change = @Sendable (inout AuthorizationEvent) -> Void

    private static let changes: [(String, Change)] = [
        ("kind", { $0.kind = .devicePage }), ("outcome", { $0.outcome = .denied }),
        ("confidence", { $0.confidence = .low }), ("evidence", { $0.evidence = [.restart] }),
        ("started_at", { $0.startedAt.milliseconds -= 1 }), ("ended_at", { $0.endedAt.milliseconds += 1 }),
        ("interactive", { $0.isInteractive.toggle() }), ("surface", { $0.surface = .iframe }),
        ("origin", { $0.provider.origin += "x" }), ("path", { $0.provider.path += "x" }),
        ("client_id", { $0.client.clientID += "x" }), ("redirect_uri", { $0.client.redirectURI += "x" }),
        ("redirect_class", { $0.client.redirectClass = .relay }),
        ("initiator_origin", { $0.client.initiatorOrigin = "https://x.example" }),
        ("response_type", { $0.request.responseType = "token" }),
        ("response_mode", { $0.request.responseMode = "fragment" }), ("prompt", { $0.request.prompt = "none" }),
        ("access_type", { $0.request.accessType = "online" }), ("pkce", { $0.request.pkce = .plain }),
        ("params_source", { $0.request.paramsSource = .jar }), ("has_state", { $0.request.hasState.toggle() }),
        ("scopes", { $0.scopes = ["x"] }), ("no scopes", { $0.scopes = [] }), ("unseen scopes", { $0.scopes = nil }),
        ("scopes_truncated", { $0.scopesTruncated += 1 }), ("resource", { $0.resources = ["https://x.example/mcp"] }),
        ("kinds", { $0.result.kinds = [.response] }), ("error", { $0.result.error = "access_denied" }),
        ("state_match", { $0.result.stateMatch = false }), ("no state_match", { $0.result.stateMatch = nil }),
        ("iss", { $0.result.issuer = "https://x.example" }), ("granted_scopes", { $0.result.grantedScopes = ["x"] }),
        ("no granted_scopes", { $0.result.grantedScopes = [] }), ("provider_posts", { $0.providerPosts += 1 }),
        ("count", { $0.count += 1 }), ("login_hint", { $0.loginHint = .init(hmac: "0", domain: "x.example") }),
        ("coaching", { $0.coaching = .init(wasShown: true, choice: .proceeded) }),
        ("not shown", { $0.coaching = .init(wasShown: false, choice: .proceeded) }),
        ("choice", { $0.coaching = .init(wasShown: true, choice: .left) }),
        ("reason", { $0.coaching = .init(wasShown: true, choice: .proceeded, reason: "x") }),
    ]

    @Test("differs when any one field differs, and is equal for equal events")
    func everyField() throws {
        let event = try Sighting(1).report().events[0]
        var hashes: [UInt64: String] = [ContentHash.of(event): "as it was"]
        #expect(ContentHash.of(event) == ContentHash.of(try Sighting(1).report().events[0]))

        for (name, change) in Self.changes {
            var other = event
            change(&other)
            let twin = hashes.updateValue(name, forKey: ContentHash.of(other))
            #expect(twin == nil, "\(name) hashes as \(twin ?? "")")
        }
    }
}
