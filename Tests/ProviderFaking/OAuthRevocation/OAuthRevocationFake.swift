import Foundation

/// An authorization server with RFC 7009, RFC 7662 and RFC 8414, for faults that a server of others cannot be asked
/// for. A person's grant to the first app is one refresh token.
struct OAuthRevocationFake: FakeProvider {
    static let secret = "demonstration-secret-0123456789"

    let requestIDHeader = "X-Request-Id"
    let permissions: Set<String> = ["revoke"]

    func app(_ number: Int) -> FakeApp {
        FakeApp(id: "client-\(number)", clientID: "client-\(number)", name: FakeAppNames.name(number))
    }

    func grant(id: String, user: FakeUser, app: FakeApp) -> FakeGrant {
        FakeGrant(id: id, user: user.id, app: app.id, scopes: ["mail"])
    }

    func settings(origin: String, world: FakeWorld) -> FakeSettings {
        let tokens = FakeJSON.object(Dictionary(world.users.map { ($0.mail, .string(Self.token(of: $0.mail))) }) { $1 })
        return FakeSettings(
            settings: ["base_url": origin, "client_id": "client-1"],
            secrets: ["client_secret": Self.secret, "tokens": String(decoding: tokens.bytes, as: UTF8.self)])
    }

    func answer(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        // Whatever path the issuer is asked for by, it is this one.
        if request.path.starts(with: [".well-known", "oauth-authorization-server"]) {
            return Self.metadata(request, in: world)
        }
        guard request.method == "POST", ["revoke", "introspect"].contains(request.path.first) else {
            return FakeAnswer(404)
        }
        let pair = Data("client-1:\(Self.secret)".utf8).base64EncodedString()
        guard request.credential("Basic") == pair, !world.permissions.isEmpty else { return self.unauthorised() }
        let user = world.users.first { Self.token(of: $0.mail) == request.form["token"] }
        let grant = user.flatMap { world.grants(of: $0.id).first { $0.app == "client-1" } }
        if request.path == ["introspect"] { return FakeAnswer(200, ["active": .bool(grant != nil)]) }
        if let grant { _ = world.delete(grant.id) }
        return FakeAnswer(200)
    }

    func throttled(pause: Int?, in world: FakeWorld) -> FakeAnswer {
        FakeAnswer(429, headers: pause.map { [("Retry-After", String($0))] } ?? [])
    }

    func forbidden() -> FakeAnswer {
        FakeAnswer(400, ["error": "unsupported_token_type", "error_description": "This type cannot be revoked."])
    }

    func unauthorised() -> FakeAnswer {
        FakeAnswer(401, ["error": "invalid_client", "error_description": "The client did not prove itself."])
    }

    private static func token(of mail: String) -> String { "held-refresh-token-of-\(mail)" }

    private static func metadata(_ request: FakeRequest, in world: FakeWorld) -> FakeAnswer {
        let origin = world.foreignHost.map { "https://\($0)" } ?? request.origin
        return FakeAnswer(
            200,
            [
                "issuer": .string(request.origin), "revocation_endpoint": "\(origin)/revoke",
                "introspection_endpoint": "\(origin)/introspect",
            ])
    }
}
