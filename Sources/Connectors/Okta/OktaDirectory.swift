import Cryptography
import Egress
import Foundation

/// The calls to Okta's Management API.
struct OktaDirectory: PersonDirectory {
    private let base: ProviderAddress
    private let caller: ProviderCaller

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        let base = try settings.address("base_url")
        self.base = base
        self.caller = ProviderCaller(
            line: line, pacer: try settings.pacer(), credential: try Self.credential(settings, base),
            requestIDHeader: "X-Okta-Request-Id",
            pause: { response, now in RetryAfter.pause(untilEpoch: response["X-Rate-Limit-Reset"], now: now) })
    }

    func conversation() -> Conversation { Conversation(self.caller) }

    /// - Throws: `subject_missing` when nobody has this login.
    func person(_ address: String, in conversation: Conversation) async throws(ProviderAnswer) -> Person {
        let response = try await conversation.send(.listing(self.base.url(["api", "v1", "users", address])))
        guard response.status == 200 else {
            throw OktaFault(response).answer(whenNotFound: .subjectMissing, needing: .read, in: conversation)
        }
        let user = try conversation.decoded(OktaUser.self, from: response)
        return Person(id: user.id, address: address)
    }

    /// Whether there is an active consent or a refresh token.
    func stands(
        _ client: String, of person: Person, in conversation: Conversation
    ) async throws(ProviderAnswer) -> Bool {
        let grants: [OktaGrant] = try await self.entries("grants", of: person, client: client, in: conversation)
        if grants.contains(where: \.isActive) { return true }
        let tokens: [OktaToken] = try await self.entries("tokens", of: person, client: client, in: conversation)
        return tokens.contains(where: \.isActive)
    }

    /// - Parameter kind: `grants` or `tokens`.
    func delete(
        _ kind: String, of person: Person, client: String, in conversation: Conversation
    ) async throws(ProviderAnswer) {
        let response = try await conversation.send(
            .deleting(self.base.url(Self.path(person) + ["clients", client, kind])))
        guard (200..<300).contains(response.status) || response.status == 404 else {
            throw OktaFault(response).answer(whenNotFound: .alreadyAbsent, needing: .manage, in: conversation)
        }
    }

    /// Deletes a consent that there is not: 404 when it would be permitted, and nothing changes.
    func tryDeleting(of person: Person, in conversation: Conversation) async throws(ProviderAnswer) {
        let response = try await conversation.send(
            .deleting(self.base.url(Self.path(person) + ["grants", "gnomon-health"])))
        guard (200..<300).contains(response.status) || response.status == 404 else {
            throw OktaFault(response).answer(whenNotFound: .alreadyAbsent, needing: .manage, in: conversation)
        }
    }

    func people(at page: String?, in conversation: Conversation) async throws(ProviderAnswer) -> PersonPage {
        let first = try self.base.url(["api", "v1", "users"], query: [("limit", "200")])
        let response = try await self.page(page ?? first, in: conversation)
        let users = try conversation.decoded([OktaUser].self, from: response)
        return PersonPage(
            people: users.prefix(200).map { Person(id: $0.id, address: $0.profile?.email ?? $0.profile?.login ?? "") },
            next: LinkHeader.next(in: response))
    }

    func grants(of person: Person, in conversation: Conversation) async throws(ProviderAnswer) -> [StandingGrant] {
        let clients: [OktaClient] = try await self.all(Self.path(person) + ["clients"], in: conversation)
        guard !clients.isEmpty else { return [] }
        let grants: [OktaGrant] = try await self.all(
            Self.path(person) + ["grants"], query: [("limit", "200")], in: conversation)
        return clients.map { client in
            let scopes = grants.filter { $0.isActive && $0.clientId == client.clientId }.compactMap(\.scopeId)
            return StandingGrant(
                subject: ProviderBounds.cut(person.address), clientID: ProviderBounds.cut(client.clientId),
                vendorKey: ProviderBounds.cut(client.clientId),
                displayName: ProviderBounds.cut(client.clientName ?? client.clientId),
                scopes: scopes.prefix(ProviderBounds.scopes).map(ProviderBounds.cut))
        }
    }

    private func entries<Entry: Decodable & Sendable>(
        _ kind: String, of person: Person, client: String, in conversation: Conversation
    ) async throws(ProviderAnswer) -> [Entry] {
        do throws(ProviderAnswer) {
            return try await self.all(Self.path(person) + ["clients", client, kind], in: conversation)
        } catch  where error.outcome == .subjectMissing {
            // The person was found a call ago, so it is the client that has nothing here.
            return []
        }
    }

    /// Every page of a listing of one person.
    private func all<Entry: Decodable & Sendable>(
        _ path: [String], query: [(String, String)] = [], in conversation: Conversation
    ) async throws(ProviderAnswer) -> [Entry] {
        var entries: [Entry] = []
        var next: String? = try self.base.url(path, query: query)
        // Twenty pages of one person are cut off as an answer that never ends.
        for _ in 0..<20 {
            guard let url = next else { return entries }
            let response = try await self.page(url, in: conversation)
            entries += try conversation.decoded([Entry].self, from: response)
            next = LinkHeader.next(in: response)
        }
        throw conversation.answer(.transient, "the listing does not end")
    }

    private func page(_ url: String, in conversation: Conversation) async throws(ProviderAnswer) -> EgressResponse {
        guard self.base.isOrigin(of: url) else {
            throw conversation.answer(.misconfigured, "the listing's link to the next page leads to another host")
        }
        let response = try await conversation.send(.listing(url))
        guard response.status == 200 else {
            throw OktaFault(response).answer(whenNotFound: .subjectMissing, needing: .read, in: conversation)
        }
        return response
    }

    private static func path(_ person: Person) -> [String] { ["api", "v1", "users", person.id] }

    /// An API token, or a service app that proves itself by its key (RFC 7523 §2.2).
    private static func credential(
        _ settings: ConnectorSettings, _ base: ProviderAddress
    ) throws(ConnectorSettingsError) -> CallerCredential {
        if let token = try settings.secretText("api_token") { return .fixed("SSWS \(token)") }
        guard let pem = settings.secretBytes("private_key") else {
            throw ConnectorSettingsError(setting: "api_token", problem: "missing, as is a service app's key")
        }
        guard let key = try? RSA.PrivateKey(pem: pem) else {
            throw ConnectorSettingsError(setting: "private_key", problem: "no RSA key of 2048 bits or more in PEM")
        }
        let clientID = try settings.requiredText("client_id")
        let endpoint = "\(base.text)/oauth2/v1/token"
        let assertion = JWTAssertion(
            key: key, algorithm: .rs256, header: settings.text("key_id").map { ["kid": $0] } ?? [:])
        let proof = try Self.proofKey(settings)
        return .token(
            CallerToken(
                issuer: TokenEndpoint(
                    url: endpoint,
                    form: { now throws(ProviderAnswer) in
                        let claims = ["iss": clientID, "sub": clientID, "aud": endpoint, "jti": UUID().uuidString]
                        guard let text = try? assertion.signed(claims, now: now, lifetime: 300) else {
                            throw ProviderAnswer(.misconfigured, detail: "the private key does not sign")
                        }
                        return [
                            ("grant_type", "client_credentials"), ("scope", "okta.users.read okta.users.manage"),
                            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                            ("client_assertion", text),
                        ]
                    }, documentation: OktaFault.documentation, proof: proof)), proof: proof)
    }

    /// The key that tokens are bound to; `nil` for a bearer's.
    private static func proofKey(_ settings: ConnectorSettings) throws(ConnectorSettingsError) -> ProofKey? {
        switch settings.text("dpop") {
        case "required":
            guard let key = try? ProofKey() else {
                throw ConnectorSettingsError(setting: "dpop", problem: "no key could be made")
            }
            return key
        case "off": return nil
        default: throw ConnectorSettingsError(setting: "dpop", problem: "neither required nor off")
        }
    }
}
