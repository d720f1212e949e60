import Foundation

/// What the connector uses of Slack's Web API. A grant of any person makes an app installed; removing the app takes
/// all of them, and is an entry of the log.
struct SlackFake: FakeProvider {
    static let token = "xoxp-demonstration-0123456789"
    static let enterprise = "E0EXAMPLE"

    let requestIDHeader = "X-Slack-Req-Id"
    let permissions: Set<String> = ["admin.apps:write", "admin.apps:read", "admin"]

    func app(_ number: Int) -> FakeApp {
        FakeApp(id: "A000\(number)", clientID: "1000.\(number)", name: FakeAppNames.name(number))
    }

    func grant(id: String, user: FakeUser, app: FakeApp) -> FakeGrant {
        FakeGrant(id: id, user: user.id, app: app.id, scopes: ["channels:history", "chat:write"])
    }

    func settings(origin: String, world: FakeWorld) -> FakeSettings {
        FakeSettings(
            settings: ["base_url": origin, "enterprise_id": Self.enterprise], secrets: ["token": Self.token])
    }

    func answer(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        guard request.credential("Bearer") == Self.token else { return self.unauthorised() }
        let method = request.path.dropFirst().first ?? ""
        guard request.path.first == "api", let needed = Self.scopes[method] else { return Self.fault("unknown_method") }
        guard world.permissions.contains(needed) else { return Self.missing(needed) }
        let arguments = request.method == "POST" ? request.form : request.query
        switch method {
        case "team.integrationLogs": return Self.log(arguments, in: &world)
        case "admin.apps.restricted.list": return Self.restricted(arguments, in: world)
        default: return Self.change(method, arguments, in: &world)
        }
    }

    func throttled(pause: Int?, in world: FakeWorld) -> FakeAnswer {
        FakeAnswer(
            429, ["ok": false, "error": "ratelimited"], headers: pause.map { [("Retry-After", String($0))] } ?? [])
    }

    func forbidden() -> FakeAnswer { Self.missing("admin.apps:write") }

    func unauthorised() -> FakeAnswer { Self.fault("invalid_auth") }

    static func fault(_ error: String) -> FakeAnswer { FakeAnswer(200, ["ok": false, "error": .string(error)]) }

    private static let scopes = [
        "team.integrationLogs": "admin", "admin.apps.restricted.list": "admin.apps:read",
        "admin.apps.uninstall": "admin.apps:write", "admin.apps.restrict": "admin.apps:write",
    ]

    private static func missing(_ scope: String) -> FakeAnswer {
        FakeAnswer(200, ["ok": false, "error": "missing_scope", "needed": .string(scope)])
    }

    private static func log(_ arguments: [String: String], in world: inout FakeWorld) -> FakeAnswer {
        let apps = world.apps.filter { app in arguments["app_id"].map { $0 == app.id } ?? true }
        let entries = apps.map { app -> FakeJSON in
            let isThere = !world.listed { $0.app == app.id }.isEmpty
            return ["app_id": .string(app.id), "change_type": isThere ? "added" : "removed", "scope": "chat:write"]
        }
        return FakeAnswer(200, ["ok": true, "logs": .array(entries), "paging": ["page": 1, "pages": 1]])
    }

    private static func restricted(_ arguments: [String: String], in world: FakeWorld) -> FakeAnswer {
        let blocked = world.blockedApps.sorted()
        let size = min(arguments["limit"].flatMap { Int($0) } ?? 100, world.pageSize)
        let start = arguments["cursor"].flatMap { Int($0) } ?? 0
        let page = blocked.dropFirst(start).prefix(size)
        let end = start + page.count
        return FakeAnswer(
            200,
            [
                "ok": true, "restricted_apps": .array(page.map { ["app": ["id": .string($0)]] }),
                "response_metadata": ["next_cursor": end < blocked.count ? "\(end)" : ""],
            ])
    }

    private static func change(
        _ method: String, _ arguments: [String: String], in world: inout FakeWorld
    ) -> FakeAnswer {
        guard arguments["enterprise_id"] == Self.enterprise else { return Self.fault("enterprise_not_found") }
        guard let app = world.app(arguments["app_id"] ?? "") else { return Self.fault("app_not_found") }
        if method == "admin.apps.restrict" {
            world.blockedApps.insert(app.id)
        } else {
            for grant in world.grants where grant.app == app.id { _ = world.delete(grant.id) }
        }
        return FakeAnswer(200, ["ok": true])
    }
}
