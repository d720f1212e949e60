import Foundation

/// What the connector uses of Salesforce's REST API. Every grant is one row of `OauthToken`; a row's handle for
/// deleting is its id behind `delete-handle-`.
struct SalesforceFake: FakeProvider {
    static let consumerKey = "3MVG9demonstration"

    let requestIDHeader = "X-Request-Id"
    let permissions: Set<String> = ["Customize Application"]

    func app(_ number: Int) -> FakeApp {
        // The object knows apps by their names alone.
        FakeApp(id: FakeAppNames.name(number), clientID: "3MVG9app\(number)", name: FakeAppNames.name(number))
    }

    func grant(id: String, user: FakeUser, app: FakeApp) -> FakeGrant {
        FakeGrant(id: id, user: user.id, app: app.id, scopes: ["api", "refresh_token"])
    }

    func settings(origin: String, world: FakeWorld) -> FakeSettings {
        FakeSettings(
            settings: [
                "base_url": origin, "login_url": origin, "client_id": Self.consumerKey, "username": "admin@example.com",
            ], secrets: ["private_key": DemoKey.privatePEM])
    }

    func answer(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        if request.path == ["services", "oauth2", "token"] { return Self.token(request, in: &world) }
        if request.path == ["services", "oauth2", "revoke"] { return Self.revoke(request, in: &world) }
        guard let token = request.credential("Bearer"), let caller = world.callerTokens[token], caller.end > world.now
        else { return self.unauthorised() }
        guard request.path == ["services", "data", "v62.0", "query"] else { return Self.fault(404, "NOT_FOUND", "") }
        return SalesforceQuery(request.query["q"] ?? "", offset: request.query["offset"].flatMap { Int($0) } ?? 0)
            .answer(seesAll: caller.permissions.contains("Customize Application"), in: &world)
    }

    func throttled(pause: Int?, in world: FakeWorld) -> FakeAnswer {
        Self.fault(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
    }

    func forbidden() -> FakeAnswer {
        Self.fault(403, "INSUFFICIENT_ACCESS", "insufficient access rights on cross-reference id")
    }

    func unauthorised() -> FakeAnswer { Self.fault(401, "INVALID_SESSION_ID", "Session expired or invalid") }

    static func fault(_ status: Int, _ code: String, _ message: String) -> FakeAnswer {
        FakeAnswer(status, [["errorCode": .string(code), "message": .string(message)]])
    }

    private static func revoke(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        let handle = request.form["token"] ?? ""
        guard handle.hasPrefix("delete-handle-"), world.delete(String(handle.dropFirst(14))) else {
            return FakeAnswer(400, ["error": "invalid_token", "error_description": "invalid token: \(handle)"])
        }
        return FakeAnswer(200)
    }

    private static func token(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        guard let assertion = SignedAssertion(request.form["assertion"] ?? ""),
            assertion.claims["iss"] == .string(Self.consumerKey), assertion.claims["sub"] == "admin@example.com",
            assertion.claims["aud"] == .string(request.origin), assertion.isTimely(world.now, longest: 180)
        else { return FakeAnswer(400, ["error": "invalid_grant", "error_description": "invalid assertion"]) }
        let token = "00D\(UUID().uuidString.lowercased())"
        world.callerTokens[token] = (world.permissions, world.now.addingTimeInterval(7_200))
        return FakeAnswer(200, ["access_token": .string(token), "token_type": "Bearer"])
    }
}
