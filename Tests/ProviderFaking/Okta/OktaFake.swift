import Foundation

/// What the connector uses of Okta's Management API. A grant is a consent for each scope and one refresh token; each
/// goes by its own call.
struct OktaFake: FakeProvider {
    static let client = "0oademonstration"

    let requestIDHeader = "X-Okta-Request-Id"
    let permissions: Set<String> = ["okta.users.read", "okta.users.manage"]

    func app(_ number: Int) -> FakeApp {
        FakeApp(id: "0oaapp\(number)", clientID: "0oaapp\(number)", name: FakeAppNames.name(number))
    }

    func grant(id: String, user: FakeUser, app: FakeApp) -> FakeGrant {
        FakeGrant(id: id, user: user.id, app: app.id, scopes: ["okta.users.read.self", "offline_access"])
    }

    func settings(origin: String, world: FakeWorld) -> FakeSettings {
        FakeSettings(
            settings: ["base_url": origin, "client_id": Self.client, "key_id": "demonstration"],
            secrets: ["private_key": DemoKey.privatePEM])
    }

    func answer(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        if request.path == ["oauth2", "v1", "token"] { return Self.token(request, in: &world) }
        guard let token = Self.provedToken(request, in: &world), let caller = world.callerTokens[token],
            caller.end > world.now
        else { return self.unauthorised() }
        let needed = request.method == "GET" ? "okta.users.read" : "okta.users.manage"
        guard caller.permissions.contains(needed) else { return self.forbidden() }
        guard request.path.starts(with: ["api", "v1", "users"]) else { return Self.unknown("path") }
        let path = Array(request.path.dropFirst(3))
        guard let name = path.first else { return Self.users(request, in: world) }
        guard let user = world.user(name) else { return Self.unknown("\(name) (User)") }
        return Self.answer(request, Array(path.dropFirst()), user, &world)
    }

    func throttled(pause: Int?, in world: FakeWorld) -> FakeAnswer {
        let reset = Int(Date().timeIntervalSince1970.rounded(.up)) + (pause ?? 0)
        return FakeAnswer(
            429, Self.fault("E0000047", "API call exceeded rate limit due to too many requests."),
            headers: [("X-Rate-Limit-Limit", "600"), ("X-Rate-Limit-Remaining", "0")]
                + (pause == nil ? [] : [("X-Rate-Limit-Reset", String(reset))]))
    }

    func forbidden() -> FakeAnswer {
        FakeAnswer(
            403, Self.fault("E0000006", "You do not have permission to perform the requested action"))
    }

    func unauthorised() -> FakeAnswer { FakeAnswer(401, Self.fault("E0000011", "Invalid token provided")) }

    private static func answer(
        _ request: FakeRequest, _ path: [String], _ user: FakeUser, _ world: inout FakeWorld
    ) -> FakeAnswer {
        switch (request.method, path.count) {
        case ("GET", 0): return FakeAnswer(200, Self.user(user))
        case ("GET", 1) where path[0] == "clients":
            let apps = Set(world.listed(of: user.id).map(\.app)).sorted().compactMap { world.app($0) }
            let clients = apps.map { app -> FakeJSON in
                ["client_id": .string(app.clientID), "client_name": .string(app.name)]
            }
            return Self.page(request, clients, in: world)
        case ("GET", 1) where path[0] == "grants":
            let grants = world.listed(of: user.id).flatMap { Self.consents($0) }
            return Self.page(request, grants, in: world)
        case ("DELETE", 2) where path[0] == "grants": return Self.unknown("\(path[1]) (Grant)")
        case (_, 3) where path[0] == "clients": return Self.ofClient(request, path[1], path[2], user, &world)
        default: return Self.unknown("path")
        }
    }

    /// Consents and tokens of one client. A grant stands until both are gone.
    private static func ofClient(
        _ request: FakeRequest, _ client: String, _ kind: String, _ user: FakeUser, _ world: inout FakeWorld
    ) -> FakeAnswer {
        guard world.app(client) != nil else { return Self.unknown("\(client) (OAuth2Client)") }
        let grants = world.listed(of: user.id).filter { $0.app == client }
        switch (request.method, kind) {
        case ("GET", "grants"): return Self.page(request, grants.flatMap { Self.consents($0) }, in: world)
        case ("GET", "tokens"):
            let tokens = grants.map { grant -> FakeJSON in ["id": "oar\(grant.id)", "status": "ACTIVE"] }
            return Self.page(request, tokens, in: world)
        case ("DELETE", "grants"):
            for grant in world.grants(of: user.id) where grant.app == client { world.mark(grant.id, "consent", "gone") }
            return FakeAnswer(204)
        case ("DELETE", "tokens"):
            for grant in world.grants(of: user.id) where grant.app == client { _ = world.delete(grant.id) }
            return FakeAnswer(204)
        default: return Self.unknown("path")
        }
    }

    private static func consents(_ grant: FakeGrant) -> [FakeJSON] {
        grant.scopes.map { scope in
            [
                "id": "oag\(grant.id)\(scope)", "status": grant.marks["consent"] == nil ? "ACTIVE" : "REVOKED",
                "clientId": .string(grant.app), "userId": .optional(grant.user), "scopeId": .string(scope),
                "source": "END_USER",
            ]
        }
    }

    private static func users(_ request: FakeRequest, in world: FakeWorld) -> FakeAnswer {
        Self.page(request, world.users.map(Self.user), in: world)
    }

    private static func user(_ user: FakeUser) -> FakeJSON {
        ["id": .string(user.id), "profile": ["login": .string(user.mail), "email": .string(user.mail)]]
    }

    private static func page(_ request: FakeRequest, _ items: [FakeJSON], in world: FakeWorld) -> FakeAnswer {
        let size = min(request.query["limit"].flatMap { Int($0) } ?? 20, 200, world.pageSize)
        let start = request.query["after"].flatMap { Int($0) } ?? 0
        let page = Array(items.dropFirst(start).prefix(size))
        let address = "/" + request.path.joined(separator: "/")
        var links = [(name: "Link", value: "<\(request.origin)\(address)>; rel=\"self\"")]
        if start + page.count < items.count {
            let origin = world.foreignHost.map { "https://\($0)" } ?? request.origin
            links.append(("Link", "<\(origin)\(address)?after=\(start + page.count)&limit=\(size)>; rel=\"next\""))
        }
        return FakeAnswer(200, .array(page), headers: links)
    }

    private static func token(_ request: FakeRequest, in world: inout FakeWorld) -> FakeAnswer {
        guard let assertion = SignedAssertion(request.form["client_assertion"] ?? ""),
            assertion.claims["iss"] == .string(Self.client), assertion.claims["sub"] == .string(Self.client),
            assertion.claims["aud"] == .string("\(request.origin)/oauth2/v1/token"),
            assertion.isTimely(world.now, longest: 3_600)
        else {
            return FakeAnswer(
                401, ["error": "invalid_client", "error_description": "The client_assertion token is invalid."])
        }
        let token = "okta-\(UUID().uuidString.lowercased())"
        if world.requiresProof {
            guard let proof = SignedProof(request), world.usedProofs.insert(proof.id).inserted else {
                return FakeAnswer(
                    400,
                    [
                        "error": "invalid_dpop_proof",
                        "error_description": "The DPoP proof JWT header is missing or invalid.",
                    ])
            }
            guard proof.nonce == Self.nonce else {
                return FakeAnswer(
                    400,
                    [
                        "error": "use_dpop_nonce",
                        "error_description": "Authorization server requires nonce in DPoP proof.",
                    ], headers: [("DPoP-Nonce", Self.nonce)])
            }
            world.proofKeys[token] = proof.key
        }
        world.callerTokens[token] = (world.permissions, world.now.addingTimeInterval(3_600))
        let type = world.requiresProof ? "DPoP" : "Bearer"
        return FakeAnswer(200, ["access_token": .string(token), "expires_in": 3600, "token_type": .string(type)])
    }

    private static let nonce = "demonstration-nonce"

    /// The access token of a request. One that is bound to a key counts with a new proof of it alone.
    private static func provedToken(_ request: FakeRequest, in world: inout FakeWorld) -> String? {
        guard let token = request.credential("DPoP") else {
            return request.credential("Bearer").flatMap { world.proofKeys[$0] == nil ? $0 : nil }
        }
        guard let proof = SignedProof(request), proof.key == world.proofKeys[token], proof.isBound(to: token),
            world.usedProofs.insert(proof.id).inserted
        else { return nil }
        return token
    }

    private static func fault(_ code: String, _ summary: String) -> FakeJSON {
        ["errorCode": .string(code), "errorSummary": .string(summary), "errorId": "fake", "errorCauses": []]
    }

    private static func unknown(_ what: String) -> FakeAnswer {
        FakeAnswer(404, self.fault("E0000007", "Not found: Resource not found: \(what)"))
    }
}
