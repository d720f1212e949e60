/// Google's token endpoint and Directory API: users and their tokens.
struct GoogleWorkspaceFake: FakeProvider {
    static let userSecurity = "https://www.googleapis.com/auth/admin.directory.user.security"
    static let userRead = "https://www.googleapis.com/auth/admin.directory.user.readonly"
    static let serviceAccount = "gnomon@demonstration.iam.gserviceaccount.com"

    let requestIDHeader = "X-Request-Id"
    let permissions: Set<String> = [Self.userSecurity, Self.userRead]

    func app(_ number: Int) -> FakeApp {
        let clientID = "40718000\(1000 + number)-demonstration\(number).apps.googleusercontent.com"
        return FakeApp(id: clientID, clientID: clientID, name: FakeAppNames.name(number))
    }

    func grant(id: String, user: FakeUser, app: FakeApp) -> FakeGrant {
        FakeGrant(
            id: id, user: user.id, app: app.id,
            scopes: ["https://www.googleapis.com/auth/gmail.readonly", "https://www.googleapis.com/auth/drive"])
    }

    func settings(origin: String, world: FakeWorld) -> FakeSettings {
        let file: FakeJSON = [
            "type": "service_account", "client_email": .string(Self.serviceAccount), "private_key_id": "demonstration",
            "private_key": .string(DemoKey.privatePEM),
        ]
        return FakeSettings(
            settings: ["base_url": origin, "token_url": "\(origin)/token", "admin_subject": "admin@example.com"],
            secrets: ["service_account_key": String(decoding: file.bytes, as: UTF8.self)])
    }

    func answer(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        if request.path == ["token"] { return GoogleTokenIssuer().answer(request, in: &world) }
        guard let token = request.credential("Bearer"), let caller = world.callerTokens[token],
            caller.end > world.now
        else { return self.unauthorised() }
        guard request.path.starts(with: ["admin", "directory", "v1", "users"]) else {
            return Self.fault(404, "notFound", "Not Found")
        }
        let rest = Array(request.path.dropFirst(4))
        guard caller.permissions.contains(rest.isEmpty ? Self.userRead : Self.userSecurity) else {
            return Self.fault(
                403, "insufficientPermissions", "Request had insufficient authentication scopes.",
                status: "PERMISSION_DENIED")
        }
        switch (request.method, rest.count) {
        case ("GET", 0): return Self.users(request, in: world)
        case ("GET", 2) where rest[1] == "tokens": return Self.tokens(of: rest[0], in: &world)
        case ("GET", 3) where rest[1] == "tokens": return Self.token(rest[2], of: rest[0], in: world)
        case ("DELETE", 3) where rest[1] == "tokens": return Self.delete(rest[2], of: rest[0], in: &world)
        default: return Self.fault(404, "notFound", "Not Found")
        }
    }

    func throttled(pause: Int?, in world: FakeWorld) -> FakeAnswer {
        Self.fault(403, "userRateLimitExceeded", "User Rate Limit Exceeded. Rate of requests for user exceed limit.")
    }

    func forbidden() -> FakeAnswer {
        Self.fault(403, "forbidden", "Not Authorized to access this resource/api", status: "PERMISSION_DENIED")
    }

    func unauthorised() -> FakeAnswer {
        Self.fault(401, "authError", "Invalid Credentials", status: "UNAUTHENTICATED")
    }

    static func fault(_ code: Int, _ reason: String, _ message: String, status: String? = nil) -> FakeAnswer {
        var error: [String: FakeJSON] = [
            "code": .number(Double(code)), "message": .string(message),
            "errors": [["domain": "global", "reason": .string(reason), "message": .string(message)]],
        ]
        if let status { error["status"] = .string(status) }
        return FakeAnswer(code, ["error": .object(error)])
    }
}
