extension GoogleWorkspaceFake {
    static func users(_ request: FakeRequest, in world: FakeWorld) -> FakeAnswer {
        let size = min(request.query["maxResults"].flatMap { Int($0) } ?? 100, 500, world.pageSize)
        let start = request.query["pageToken"].flatMap { Int($0) } ?? 0
        guard (0...world.users.count).contains(start) else { return self.fault(400, "invalid", "Invalid pageToken") }
        let page = world.users[start...].prefix(size).map { user -> FakeJSON in
            ["kind": "admin#directory#user", "id": .string(user.id), "primaryEmail": .string(user.mail)]
        }
        var answer: [String: FakeJSON] = ["kind": "admin#directory#users"]
        if !page.isEmpty { answer["users"] = .array(page) }
        if start + page.count < world.users.count { answer["nextPageToken"] = "\(start + page.count)" }
        return FakeAnswer(200, .object(answer))
    }

    static func tokens(of name: String, in world: inout FakeWorld) -> FakeAnswer {
        guard let user = world.user(name) else { return self.unknownUser }
        let apps = world.apps
        let items = world.listed(of: user.id).map { Self.token($0, in: apps) }
        var answer: [String: FakeJSON] = ["kind": "admin#directory#tokenList", "etag": "\"fake\""]
        // The list is missing when there is nothing in it.
        if !items.isEmpty { answer["items"] = .array(items) }
        return FakeAnswer(200, .object(answer))
    }

    static func token(_ client: String, of name: String, in world: FakeWorld) -> FakeAnswer {
        guard let user = world.user(name) else { return self.unknownUser }
        guard let grant = world.grants(of: user.id).first(where: { $0.app == client }) else { return self.unknownToken }
        return FakeAnswer(200, Self.token(grant, in: world.apps))
    }

    static func delete(_ client: String, of name: String, in world: inout FakeWorld) -> FakeAnswer {
        guard let user = world.user(name) else { return self.unknownUser }
        let grants = world.grants(of: user.id).filter { $0.app == client }
        guard !grants.isEmpty else { return self.unknownToken }
        for grant in grants { _ = world.delete(grant.id) }
        return FakeAnswer(204)
    }

    private static func token(_ grant: FakeGrant, in apps: [FakeApp]) -> FakeJSON {
        [
            "kind": "admin#directory#token", "clientId": .string(grant.app),
            "displayText": .string(apps.first { $0.id == grant.app }?.name ?? "gone"), "anonymous": false,
            "nativeApp": false, "userKey": .optional(grant.user), "scopes": .array(grant.scopes.map { .string($0) }),
        ]
    }

    private static var unknownUser: FakeAnswer { self.fault(404, "notFound", "Resource Not Found: userKey") }
    private static var unknownToken: FakeAnswer { self.fault(404, "notFound", "Resource Not Found: clientId") }
}
