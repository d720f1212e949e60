import Foundation

/// What the connector uses of GitHub's REST API. A grant's mark `part` tells a fine-grained token (none), a SAML
/// credential and an installation apart; mail addresses serve as logins.
struct GitHubFake: FakeProvider {
    static let organisation = "example"

    let requestIDHeader = "X-GitHub-Request-Id"
    let permissions: Set<String> = ["organization_personal_access_tokens=write"]

    func app(_ number: Int) -> FakeApp {
        FakeApp(id: "app\(number)", clientID: "Iv1.\(1_000 + number)", name: FakeAppNames.name(number))
    }

    func grant(id: String, user: FakeUser, app: FakeApp) -> FakeGrant {
        let number = id.filter(\.isNumber).prefix(12)
        return FakeGrant(id: String(Int(number) ?? 1), user: user.id, app: app.id, scopes: ["contents"])
    }

    func vendorKey(of grant: FakeGrant) -> String {
        let part = grant.marks["part"]
        return (part == "credential" ? "credential:" : part == "installation" ? "installation:" : "pat:") + grant.id
    }

    func settings(origin: String, world: FakeWorld) -> FakeSettings {
        FakeSettings(
            settings: [
                "base_url": origin, "organization": Self.organisation, "enterprise": "example-enterprise",
                "app_id": "4711", "installation_id": "815",
            ], secrets: ["private_key": DemoKey.privatePEM])
    }

    func answer(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        if request.path == ["app", "installations", "815", "access_tokens"] { return Self.token(request, in: &world) }
        guard let token = request.credential("Bearer"), let caller = world.callerTokens[token], caller.end > world.now
        else { return self.unauthorised() }
        guard !caller.permissions.isEmpty else { return self.forbidden() }
        let path = request.path
        if request.method == "DELETE", path.starts(with: ["enterprises", "example-enterprise", "apps"]), path.count == 7
        {
            return Self.delete(path[6], "installation", in: &world)
        }
        guard path.count >= 3, path[0] == "orgs", path[1] == Self.organisation else { return Self.unknown }
        switch (request.method, path[2], path.count) {
        case ("GET", "memberships", 4):
            return world.user(path[3]).map {
                FakeAnswer(200, ["state": "active", "user": ["login": .string($0.mail)]])
            }
                ?? Self.unknown
        case ("GET", "personal-access-tokens", 3): return Self.tokens(request, in: &world)
        case ("POST", "personal-access-tokens", 4) where request.json?["action"] == "revoke":
            return Self.delete(path[3], nil, in: &world)
        case ("GET", "credential-authorizations", 3): return Self.credentials(request, in: &world)
        case ("DELETE", "credential-authorizations", 4): return Self.delete(path[3], "credential", in: &world)
        case ("GET", "installations", 3): return Self.installations(request, in: &world)
        default: return Self.unknown
        }
    }

    func throttled(pause: Int?, in world: FakeWorld) -> FakeAnswer {
        let reset = Int(Date().timeIntervalSince1970.rounded(.up)) + (pause ?? 0)
        return FakeAnswer(
            403, ["message": "API rate limit exceeded for installation ID 815."],
            headers: [("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", String(reset))])
    }

    func forbidden() -> FakeAnswer {
        FakeAnswer(
            403, ["message": "Resource not accessible by integration"],
            headers: [("X-Accepted-GitHub-Permissions", "organization_personal_access_tokens=write")])
    }

    func unauthorised() -> FakeAnswer { FakeAnswer(401, ["message": "Bad credentials"]) }

    private static var unknown: FakeAnswer { FakeAnswer(404, ["message": "Not Found"]) }

    private static func delete(_ id: String, _ part: String?, in world: inout FakeWorld) -> FakeAnswer {
        guard let grant = world.grant(id), grant.marks["part"] == part else { return Self.unknown }
        return world.delete(id) ? FakeAnswer(204) : Self.unknown
    }

    private static func tokens(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        let only = request.query["token_id[]"]
        let grants = world.listed { grant in grant.marks["part"] == nil && (only.map { $0 == grant.id } ?? true) }
        let items = grants.map { grant -> FakeJSON in
            [
                "id": Self.number(grant.id), "owner": ["login": .string(Self.login(grant, in: world))],
                "token_name": .string(world.app(grant.app)?.name ?? "gone"),
                "permissions": ["repository": .object(Dictionary(grant.scopes.map { ($0, "read") }) { $1 })],
                "access_granted_at": "2026-03-01T10:00:00Z", "token_last_used_at": .null,
            ]
        }
        return Self.page(request, items, in: world) { .array($0) }
    }

    private static func credentials(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        let login = request.query["login"]
        let grants = world.listed { $0.marks["part"] == "credential" }
            .filter { grant in login.map { $0 == Self.login(grant, in: world) } ?? true }
        let items = grants.map { grant -> FakeJSON in
            [
                "login": .string(Self.login(grant, in: world)), "credential_id": Self.number(grant.id),
                "credential_type": "personal access token", "token_last_eight": "secret-bearing",
                "scopes": .array(grant.scopes.map { .string($0) }),
                "credential_authorized_at": "2026-03-01T10:00:00Z",
            ]
        }
        return Self.page(request, items, in: world) { .array($0) }
    }

    private static func installations(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        let items = world.listed { $0.marks["part"] == "installation" }.map { grant -> FakeJSON in
            [
                "id": Self.number(grant.id), "app_slug": .string(grant.app),
                "client_id": .optional(world.app(grant.app)?.clientID), "permissions": ["contents": "write"],
                "created_at": "2026-03-01T10:00:00Z",
            ]
        }
        return Self.page(request, items, in: world) { page in
            ["total_count": .number(Double(items.count)), "installations": .array(page)]
        }
    }

    private static func login(_ grant: FakeGrant, in world: FakeWorld) -> String {
        grant.user.flatMap { world.user($0)?.mail } ?? ""
    }

    private static func number(_ text: String) -> FakeJSON { .number(Double(text) ?? 0) }

    private static func page(
        _ request: FakeRequest, _ items: [FakeJSON], in world: FakeWorld, _ body: ([FakeJSON]) -> FakeJSON
    ) -> FakeAnswer {
        let size = min(request.query["per_page"].flatMap { Int($0) } ?? 30, 100, world.pageSize)
        let number = request.query["page"].flatMap { Int($0) } ?? 1
        let start = (number - 1) * size
        let page = Array(items.dropFirst(start).prefix(size))
        var links: [(name: String, value: String)] = []
        if start + page.count < items.count {
            let origin = world.foreignHost.map { "https://\($0)" } ?? request.origin
            let kept = request.query.filter { $0.key != "page" }.map { "\($0.key)=\($0.value)" }.sorted()
            let query = (kept + ["page=\(number + 1)"]).joined(separator: "&")
            links = [("Link", "<\(origin)/\(request.path.joined(separator: "/"))?\(query)>; rel=\"next\"")]
        }
        return FakeAnswer(200, body(page), headers: links)
    }

    private static func token(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        guard let assertion = SignedAssertion(request.credential("Bearer") ?? ""), assertion.claims["iss"] == "4711",
            assertion.isTimely(world.now, longest: 600)
        else { return FakeAnswer(401, ["message": "A JSON web token could not be decoded"]) }
        let token = "ghs_\(UUID().uuidString.lowercased())"
        world.callerTokens[token] = (world.permissions, world.now.addingTimeInterval(3_600))
        let end = world.now.addingTimeInterval(3_600).ISO8601Format()
        return FakeAnswer(201, ["token": .string(token), "expires_at": .string(end)])
    }
}
