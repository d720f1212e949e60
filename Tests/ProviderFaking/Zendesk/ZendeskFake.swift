import Foundation

/// What the connector uses of Zendesk's interface. Every grant is one token, and a person may have several of one
/// client; the listing carries the first characters of each.
struct ZendeskFake: FakeProvider {
    static let token = "demonstration-token-0123456789"

    let requestIDHeader = "X-Request-Id"
    let permissions: Set<String> = ["administrator"]

    func app(_ number: Int) -> FakeApp {
        FakeApp(id: "\(360_000 + number)", clientID: "helper_\(number)", name: FakeAppNames.name(number))
    }

    func grant(id: String, user: FakeUser, app: FakeApp) -> FakeGrant {
        // Numbers name tokens here.
        let number = id.filter(\.isNumber).prefix(15)
        return FakeGrant(id: String(Int(number) ?? 1), user: user.id, app: app.id, scopes: ["read", "write"])
    }

    func settings(origin: String, world: FakeWorld) -> FakeSettings {
        FakeSettings(
            settings: ["base_url": origin, "email": "admin@example.com"], secrets: ["api_token": Self.token])
    }

    func answer(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        let pair = Data("admin@example.com/token:\(Self.token)".utf8).base64EncodedString()
        guard request.credential("Basic") == pair else { return self.unauthorised() }
        guard world.permissions.contains("administrator") else { return self.forbidden() }
        guard request.path.starts(with: ["api", "v2"]) else { return Self.unknown }
        let path = Array(request.path.dropFirst(2))
        switch (request.method, path.joined(separator: "/")) {
        case ("GET", "users/search"):
            let users = world.users.filter { request.query["query"] == "email:\"\($0.mail)\"" }
            return FakeAnswer(200, ["users": .array(users.map(Self.user))])
        case ("GET", "users/show_many"):
            let users = (request.query["ids"] ?? "").split(separator: ",").compactMap { world.user(String($0)) }
            return FakeAnswer(200, ["users": .array(users.map(Self.user))])
        case ("GET", "oauth/clients"):
            let clients = world.apps.map { app -> FakeJSON in
                ["id": Self.number(app.id), "identifier": .string(app.clientID), "name": .string(app.name)]
            }
            return FakeAnswer(200, ["clients": .array(clients)])
        case ("GET", "oauth/tokens"): return Self.tokens(request, in: &world)
        case ("DELETE", _) where path.starts(with: ["oauth", "tokens"]) && path.count == 3:
            return world.delete(path[2]) ? FakeAnswer(204) : Self.unknown
        default: return Self.unknown
        }
    }

    func throttled(pause: Int?, in world: FakeWorld) -> FakeAnswer {
        FakeAnswer(
            429,
            ["error": "APIRateLimitExceeded", "description": "Number of allowed API requests per minute exceeded"],
            headers: pause.map { [("Retry-After", String($0))] } ?? [])
    }

    func forbidden() -> FakeAnswer {
        FakeAnswer(
            403, ["error": ["title": "Forbidden", "message": "You do not have access to this page."]])
    }

    func unauthorised() -> FakeAnswer { FakeAnswer(401, ["error": "Couldn't authenticate you"]) }

    private static func tokens(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        guard request.query["all"] == "true" else {
            return FakeAnswer(200, ["tokens": [], "meta": ["has_more": false]])
        }
        let client = request.query["client_id"]
        let tokens = world.listed { grant in
            client.map { $0 == grant.app } ?? (request.query["global_client_id"] == nil)
        }
        let size = min(request.query["page[size]"].flatMap { Int($0) } ?? 100, 100, world.pageSize)
        let start = request.query["page[after]"].flatMap { Int($0) } ?? 0
        let page = tokens.dropFirst(start).prefix(size).map { grant -> FakeJSON in
            [
                "id": Self.number(grant.id), "client_id": Self.number(grant.app),
                "user_id": Self.number(grant.user ?? "0"), "scopes": .array(grant.scopes.map { .string($0) }),
                "created_at": "2026-03-01T10:00:00Z", "used_at": .null, "token": "secret-bearing",
            ]
        }
        let hasMore = start + page.count < tokens.count
        return FakeAnswer(
            200,
            [
                "tokens": .array(page),
                "meta": ["has_more": .bool(hasMore), "after_cursor": hasMore ? "\(start + page.count)" : .null],
            ])
    }

    private static func user(_ user: FakeUser) -> FakeJSON {
        ["id": Self.number(user.id), "email": .string(user.mail)]
    }

    private static func number(_ text: String) -> FakeJSON { .number(Double(text) ?? 0) }

    private static var unknown: FakeAnswer {
        FakeAnswer(404, ["error": "RecordNotFound", "description": "Not found"])
    }
}
