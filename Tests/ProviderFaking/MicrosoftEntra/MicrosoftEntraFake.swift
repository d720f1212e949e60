import Foundation

/// Entra's token endpoint and what the connector uses of Microsoft Graph.
struct MicrosoftEntraFake: FakeProvider {
    static let tenant = "00000000-0000-4000-8000-00000000000a"
    static let client = "00000000-0000-4000-8000-00000000000b"
    static let secret = "demonstration-secret-0123456789"
    /// Microsoft Graph's own service principal, the resource of most grants.
    static let graphPrincipal = "11111111-0000-4000-8000-000000000001"

    let requestIDHeader = "request-id"
    let permissions: Set<String> = [
        "Directory.Read.All", "Application.ReadWrite.All", "User.Read.All", "DelegatedPermissionGrant.ReadWrite.All",
        "AppRoleAssignment.ReadWrite.All",
    ]

    func app(_ number: Int) -> FakeApp {
        let tail = String(format: "%012d", number)
        return FakeApp(
            id: "22222222-0000-4000-8000-\(tail)", clientID: "33333333-0000-4000-8000-\(tail)",
            name: FakeAppNames.name(number))
    }

    func grant(id: String, user: FakeUser, app: FakeApp) -> FakeGrant {
        // Ids may begin with a hyphen, and their letter case counts.
        FakeGrant(
            id: "-aB\(id)", user: user.id, app: app.id, scopes: ["Mail.Read", "Files.ReadWrite.All"],
            marks: ["resource": Self.graphPrincipal])
    }

    func settings(origin: String, world: FakeWorld) -> FakeSettings {
        FakeSettings(
            settings: ["base_url": origin, "login_url": origin, "tenant_id": Self.tenant, "client_id": Self.client],
            secrets: ["client_secret": Self.secret])
    }

    func answer(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        if request.path == [Self.tenant, "oauth2", "v2.0", "token"] {
            return EntraTokenIssuer().answer(request, in: &world)
        }
        guard let token = request.credential("Bearer"), let caller = world.callerTokens[token],
            caller.end > world.now
        else { return self.unauthorised() }
        guard request.path.first == "v1.0", request.path.count > 1 else { return Self.unknown }
        let answer = self.answer(request, Array(request.path.dropFirst()), caller.permissions, &world)
        return answer ?? Self.unknown
    }

    private func answer(
        _ request: FakeRequest, _ path: [String], _ permissions: Set<String>, _ world: inout FakeWorld
    ) -> FakeAnswer? {
        func permitted(_ needed: String..., by body: (inout FakeWorld) -> FakeAnswer) -> FakeAnswer {
            permissions.isDisjoint(with: needed) ? self.forbidden() : body(&world)
        }
        let readsApps = ["Application.ReadWrite.All", "Application.Read.All", "Directory.Read.All"]
        switch (request.method, path[0], path.count) {
        case ("GET", "oauth2PermissionGrants", 1):
            return permitted("Directory.Read.All", "DelegatedPermissionGrant.ReadWrite.All") {
                Self.grants(request, in: &$0)
            }
        case ("DELETE", "oauth2PermissionGrants", 2):
            return permitted("DelegatedPermissionGrant.ReadWrite.All") { world in
                world.delete(path[1]) ? FakeAnswer(204) : Self.unknown
            }
        case ("GET", "users", _):
            return permitted("User.Read.All", "Directory.Read.All") { Self.users(request, path, in: $0) }
        case ("POST", "directoryObjects", 2):
            return permitted("Directory.Read.All") { Self.objects(request, in: $0) }
        case ("GET", "servicePrincipals", _):
            return permissions.isDisjoint(with: readsApps)
                ? self.forbidden() : Self.principals(request, path, in: &world)
        case ("PATCH", "servicePrincipals", 2):
            return permitted("Application.ReadWrite.All") { world in
                guard let app = world.app(path[1]) else { return Self.unknown }
                if request.json?["accountEnabled"] == false { world.blockedApps.insert(app.id) }
                return FakeAnswer(204)
            }
        case ("DELETE", "servicePrincipals", 4) where path[2] == "appRoleAssignedTo":
            return permitted("AppRoleAssignment.ReadWrite.All") { world in
                guard world.grant(path[3])?.marks["resource"] == path[1] else { return Self.unknown }
                return world.delete(path[3]) ? FakeAnswer(204) : Self.unknown
            }
        default: return nil
        }
    }

    func throttled(pause: Int?, in world: FakeWorld) -> FakeAnswer {
        FakeAnswer(
            429, Self.fault("TooManyRequests", "Too many requests"),
            headers: pause.map { [("Retry-After", String($0))] } ?? [])
    }

    func forbidden() -> FakeAnswer {
        FakeAnswer(
            403, Self.fault("Authorization_RequestDenied", "Insufficient privileges to complete the operation."))
    }

    func unauthorised() -> FakeAnswer {
        FakeAnswer(401, Self.fault("InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."))
    }

    static func fault(_ code: String, _ message: String) -> FakeJSON {
        ["error": ["code": .string(code), "message": .string(message), "innerError": ["request-id": "fake"]]]
    }

    static var unknown: FakeAnswer {
        FakeAnswer(404, self.fault("Request_ResourceNotFound", "Resource does not exist or is not found."))
    }
}
