import Foundation

extension MicrosoftEntraFake {
    /// Delegated grants, filtered as `$filter` says.
    static func grants(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        let filter = request.query["$filter"] ?? ""
        let client = Self.operand("clientId", in: filter)
        let person = Self.operand("principalId", in: filter)
        let consent = Self.operand("consentType", in: filter)
        let grants = world.listed { grant in
            grant.marks["role"] == nil && (client.map { $0 == grant.app } ?? true)
                && (person.map { $0 == grant.user } ?? true)
                && (consent.map { ($0 == "AllPrincipals") == (grant.user == nil) } ?? true)
        }
        return Self.page(request, grants.map(Self.grant), "oauth2PermissionGrants", in: world)
    }

    static func users(_ request: FakeRequest, _ path: [String], in world: FakeWorld) -> FakeAnswer {
        guard path.count == 1 else { return world.user(path[1]).map { FakeAnswer(200, Self.user($0)) } ?? Self.unknown }
        let mail = Self.operand("mail", in: request.query["$filter"] ?? "")
        let users = world.users.filter { user in mail.map { $0 == user.mail } ?? true }
        return Self.page(request, users.map(Self.user), "users", in: world)
    }

    static func principals(_ request: FakeRequest, _ path: [String], in world: inout FakeWorld) -> FakeAnswer {
        guard path.count > 1 else {
            let appID = Self.operand("appId", in: request.query["$filter"] ?? "")
            let apps = world.apps.filter { app in appID.map { $0 == app.clientID } ?? true }
            return Self.page(request, apps.map { Self.principal($0, in: world) }, "servicePrincipals", in: world)
        }
        guard let app = world.app(path[1]) else { return Self.unknown }
        guard path.count == 3, path[2] == "appRoleAssignments" else {
            return FakeAnswer(200, Self.principal(app, in: world))
        }
        let roles = world.listed { $0.app == app.id && $0.marks["role"] != nil }.map { role -> FakeJSON in
            [
                "id": .string(role.id), "appRoleId": .optional(role.marks["role"]), "principalId": .string(app.id),
                "resourceId": .optional(role.marks["resource"]), "resourceDisplayName": "Microsoft Graph",
            ]
        }
        return Self.page(request, roles, "servicePrincipals/\(app.id)/appRoleAssignments", in: world)
    }

    static func objects(_ request: FakeRequest, in world: FakeWorld) -> FakeAnswer {
        let ids = request.json?["ids"]?.items.compactMap(\.text) ?? []
        guard ids.count <= 1_000 else { return FakeAnswer(400, self.fault("Request_BadRequest", "too many ids")) }
        let objects = ids.compactMap { id -> FakeJSON? in
            if id == Self.graphPrincipal { return Self.graph }
            return world.user(id).map(Self.user) ?? world.app(id).map { Self.principal($0, in: world) }
        }
        return FakeAnswer(200, ["value": .array(objects)])
    }

    private static func grant(_ grant: FakeGrant) -> FakeJSON {
        [
            "id": .string(grant.id), "clientId": .string(grant.app), "principalId": .optional(grant.user),
            "consentType": grant.user == nil ? "AllPrincipals" : "Principal",
            "resourceId": .optional(grant.marks["resource"]),
            "scope": .string(" " + grant.scopes.joined(separator: " ")),
        ]
    }

    private static func user(_ user: FakeUser) -> FakeJSON {
        [
            "@odata.type": "#microsoft.graph.user", "id": .string(user.id), "userPrincipalName": .string(user.mail),
            "mail": .string(user.mail),
        ]
    }

    private static func principal(_ app: FakeApp, in world: FakeWorld) -> FakeJSON {
        [
            "@odata.type": "#microsoft.graph.servicePrincipal", "id": .string(app.id), "appId": .string(app.clientID),
            "displayName": .string(app.name), "accountEnabled": .bool(!world.blockedApps.contains(app.id)),
        ]
    }

    private static let graph: FakeJSON = [
        "@odata.type": "#microsoft.graph.servicePrincipal", "id": .string(graphPrincipal),
        "appId": "00000003-0000-0000-c000-000000000000", "displayName": "Microsoft Graph",
        "appRoles": [["id": "role-mail", "value": "Mail.ReadWrite"]],
    ]

    /// The quoted text behind `name eq`.
    private static func operand(_ name: String, in filter: String) -> String? {
        guard let start = filter.range(of: "\(name) eq '") else { return nil }
        var text = filter[start.upperBound...].replacing("''", with: "\u{0}")
        text = text.prefix { $0 != "'" }
        return text.replacing("\u{0}", with: "'").description
    }

    private static func page(
        _ request: FakeRequest, _ items: [FakeJSON], _ path: String, in world: FakeWorld
    ) -> FakeAnswer {
        let size = min(request.query["$top"].flatMap { Int($0) } ?? 100, world.pageSize)
        let start = request.query["$skiptoken"].flatMap { Int($0) } ?? 0
        let page = items.dropFirst(start).prefix(size)
        var answer: [String: FakeJSON] = ["@odata.context": "fake", "value": .array(Array(page))]
        if start + page.count < items.count {
            let origin = world.foreignHost.map { "https://\($0)" } ?? request.origin
            var link = URLComponents()
            let kept = request.query.filter { $0.key != "$skiptoken" }.sorted { $0.key < $1.key }
            link.queryItems =
                kept.map { URLQueryItem(name: $0.key, value: $0.value) }
                + [URLQueryItem(name: "$skiptoken", value: String(start + page.count))]
            answer["@odata.nextLink"] = .string("\(origin)/v1.0/\(path)?\(link.percentEncodedQuery ?? "")")
        }
        return FakeAnswer(200, .object(answer))
    }
}
