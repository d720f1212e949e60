import Foundation

/// What the connector uses of Dropbox's team interface.
struct DropboxFake: FakeProvider {
    static let key = "demonstrationkey"
    static let secret = "demonstration-secret-0123456789"
    static let refreshToken = "demonstration-refresh-0123456789"

    let requestIDHeader = "X-Dropbox-Request-Id"
    let permissions: Set<String> = ["sessions.list", "sessions.modify", "members.read"]

    func app(_ number: Int) -> FakeApp {
        FakeApp(id: "dbaid:demonstration\(number)", clientID: "appkey\(number)", name: FakeAppNames.name(number))
    }

    func grant(id: String, user: FakeUser, app: FakeApp) -> FakeGrant {
        FakeGrant(id: id, user: user.id, app: app.id, scopes: ["files.content.read"])
    }

    func settings(origin: String, world: FakeWorld) -> FakeSettings {
        FakeSettings(
            settings: ["base_url": origin, "app_key": Self.key],
            secrets: ["app_secret": Self.secret, "refresh_token": Self.refreshToken])
    }

    func answer(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        guard request.method == "POST" else { return FakeAnswer(405) }
        if request.path == ["oauth2", "token"] { return Self.token(request, in: &world) }
        guard let token = request.credential("Bearer"), let caller = world.callerTokens[token], caller.end > world.now
        else { return self.unauthorised() }
        let route = request.path.dropFirst(2).joined(separator: "/")
        guard request.path.starts(with: ["2", "team"]), let needed = Self.scopes[route], let json = request.json else {
            return FakeAnswer(400, .string("Error in call to API function"))
        }
        guard caller.permissions.contains(needed) else { return Self.missing(needed) }
        switch route {
        case "members/get_info_v2": return Self.members(json, in: world)
        case "linked_apps/list_member_linked_apps":
            guard let user = Self.user(json["team_member_id"], in: world) else { return Self.fault("member_not_found") }
            return FakeAnswer(200, ["linked_api_apps": .array(Self.apps(world.listed(of: user.id), in: world))])
        case "linked_apps/revoke_linked_app": return Self.revoke(json, in: &world)
        default: return Self.teamApps(json, in: &world)
        }
    }

    func throttled(pause: Int?, in world: FakeWorld) -> FakeAnswer {
        var error: [String: FakeJSON] = ["reason": [".tag": "too_many_requests"]]
        if let pause { error["retry_after"] = .number(Double(pause)) }
        return FakeAnswer(
            429, ["error_summary": "too_many_requests/..", "error": .object(error)],
            headers: pause.map { [("Retry-After", String($0))] } ?? [])
    }

    func forbidden() -> FakeAnswer { Self.missing("sessions.modify") }

    func unauthorised() -> FakeAnswer {
        FakeAnswer(
            401, ["error_summary": "expired_access_token/..", "error": [".tag": "expired_access_token"]])
    }

    private static let scopes = [
        "members/get_info_v2": "members.read", "linked_apps/list_member_linked_apps": "sessions.list",
        "linked_apps/list_members_linked_apps": "sessions.list", "linked_apps/revoke_linked_app": "sessions.modify",
    ]

    private static func missing(_ scope: String) -> FakeAnswer {
        FakeAnswer(
            401,
            [
                "error_summary": "missing_scope/..",
                "error": [".tag": "missing_scope", "required_scope": .string(scope)],
            ])
    }

    private static func fault(_ tag: String) -> FakeAnswer {
        FakeAnswer(409, ["error_summary": "\(tag)/..", "error": [".tag": .string(tag)]])
    }

    private static func user(_ id: FakeJSON?, in world: FakeWorld) -> FakeUser? {
        id?.text.flatMap { $0.hasPrefix("dbmid:") ? world.user(String($0.dropFirst(6))) : nil }
    }

    private static func members(_ json: FakeJSON, in world: FakeWorld) -> FakeAnswer {
        let entries = (json["members"]?.items ?? []).map { selector -> FakeJSON in
            let user =
                selector["email"]?.text.flatMap { world.user($0) }
                ?? Self.user(selector["team_member_id"], in: world)
            guard let user else { return [".tag": "id_not_found", "id_not_found": "unknown"] }
            let profile: FakeJSON = ["team_member_id": "dbmid:\(user.id)", "email": .string(user.mail)]
            return [".tag": "member_info", "profile": profile]
        }
        return FakeAnswer(200, ["members_info": .array(entries)])
    }

    private static func revoke(_ json: FakeJSON, in world: inout FakeWorld) -> FakeAnswer {
        guard let user = Self.user(json["team_member_id"], in: world) else { return Self.fault("member_not_found") }
        let grants = world.grants(of: user.id).filter { .string($0.app) == json["app_id"] }
        guard !grants.isEmpty else { return Self.fault("app_not_found") }
        for grant in grants { _ = world.delete(grant.id) }
        return FakeAnswer(200, .null)
    }

    private static func teamApps(_ json: FakeJSON, in world: inout FakeWorld) -> FakeAnswer {
        let cursor = json["cursor"]?.text
        guard let start = cursor.map({ Int($0) }) ?? 0 else { return Self.fault("reset") }
        let size = min(100, world.pageSize)
        let users = Array(world.users.dropFirst(start).prefix(size))
        let apps = users.map { user -> FakeJSON in
            [
                "team_member_id": "dbmid:\(user.id)",
                "linked_api_apps": .array(Self.apps(world.listed(of: user.id), in: world)),
            ]
        }
        let end = start + users.count
        var answer: [String: FakeJSON] = ["apps": .array(apps), "has_more": .bool(end < world.users.count)]
        if end < world.users.count { answer["cursor"] = "\(end)" }
        return FakeAnswer(200, .object(answer))
    }

    private static func apps(_ grants: [FakeGrant], in world: FakeWorld) -> [FakeJSON] {
        grants.map { grant in
            [
                "app_id": .string(grant.app), "app_name": .string(world.app(grant.app)?.name ?? "gone"),
                "linked": "2026-03-01T10:00:00Z", "is_app_folder": false,
            ]
        }
    }

    private static func token(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        let form = request.form
        guard form["grant_type"] == "refresh_token", form["refresh_token"] == Self.refreshToken,
            form["client_id"] == Self.key, form["client_secret"] == Self.secret
        else { return FakeAnswer(400, ["error": "invalid_grant", "error_description": "refresh token is invalid"]) }
        let token = "sl.\(UUID().uuidString.lowercased())"
        world.callerTokens[token] = (world.permissions, world.now.addingTimeInterval(14_400))
        return FakeAnswer(200, ["access_token": .string(token), "expires_in": 14400, "token_type": "bearer"])
    }
}
