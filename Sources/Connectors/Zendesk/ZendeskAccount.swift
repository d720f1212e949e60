import Egress
import Foundation

/// The calls to Zendesk's interface.
struct ZendeskAccount: Sendable {
    private let base: ProviderAddress
    private let caller: ProviderCaller

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        let token = try settings.secretText("api_token") ?? ""
        let pair = "\(try settings.requiredText("email"))/token:\(token)"
        self.base = try settings.address("base_url")
        self.caller = ProviderCaller(
            line: line, pacer: try settings.pacer(),
            credential: .fixed("Basic \(Data(pair.utf8).base64EncodedString())"), hidden: [token])
    }

    func conversation() -> Conversation { Conversation(self.caller) }

    /// The client by its mapped key, else the account's own with this unique identifier.
    ///
    /// - Throws: `needs_mapping` when neither leads to one.
    func client(
        of target: GrantTarget, in conversation: Conversation
    ) async throws(ProviderAnswer) -> ZendeskClientID {
        if let key = target.vendorKey {
            guard let client = ZendeskClientID(key: key) else {
                throw conversation.answer(.needsMapping, "the mapped key is neither a number nor global:NUMBER")
            }
            return client
        }
        let exact = try await self.clients(in: conversation).filter { $0.identifier == target.clientID }
        guard exact.count == 1 else {
            throw conversation.answer(.needsMapping, "no client of this account has this unique identifier")
        }
        return ZendeskClientID(number: exact[0].id, isGlobal: false)
    }

    /// - Throws: `subject_missing` when nobody has this address, `needs_mapping` when two have.
    func person(_ address: String, in conversation: Conversation) async throws(ProviderAnswer) -> Int {
        let found: ZendeskUsers = try await self.get(
            ["users", "search"], [("query", "email:\"\(address.replacing("\"", with: ""))\"")], in: conversation)
        let exact = found.users.filter { $0.email?.lowercased() == address.lowercased() }
        guard let person = exact.first else {
            throw conversation.answer(.subjectMissing, "nobody has this mail address")
        }
        guard exact.count == 1 else {
            throw conversation.answer(.needsMapping, "more than one person has this mail address")
        }
        return person.id
    }

    func tokens(
        of person: Int, client: ZendeskClientID, in conversation: Conversation
    ) async throws(ProviderAnswer) -> [ZendeskToken] {
        var tokens: [ZendeskToken] = []
        var after: String?
        // A hundred pages of one client are cut off as an answer that never ends.
        for _ in 0..<100 {
            let page = try await self.tokens((client.parameter, "\(client.number)"), after: after, in: conversation)
            tokens += page.tokens.filter { $0.userId == person && $0.client == client }
            guard let next = page.next, next != after else { return tokens }
            after = next
        }
        throw conversation.answer(.transient, "the listing does not end")
    }

    func delete(_ token: Int, in conversation: Conversation) async throws(ProviderAnswer) {
        let response = try await conversation.send(
            .deleting(self.base.url(["api", "v2", "oauth", "tokens", "\(token)"])))
        guard (200..<300).contains(response.status) || response.status == 404 else {
            throw ZendeskFault(response).answer(whenNotFound: .alreadyAbsent, in: conversation)
        }
    }

    /// A page of everybody's tokens; several of one person and client are one grant.
    func page(at place: ZendeskPlace?, in conversation: Conversation) async throws(ProviderAnswer) -> GrantPage {
        let page = try await self.tokens(nil, after: place?.after, in: conversation)
        guard page.next == nil || page.next != place?.after else {
            throw conversation.answer(.transient, "the listing names the same page as its next")
        }
        let addresses = try await self.addresses(Set(page.tokens.map(\.userId)), in: conversation)
        let names = page.tokens.isEmpty ? [] : try await self.clients(in: conversation)
        let clients = Dictionary(names.map { ($0.id, $0) }) { $1 }
        var grants: [String: StandingGrant] = [:]
        for token in page.tokens {
            guard let client = token.client, let address = addresses[token.userId] else { continue }
            let own = client.isGlobal ? nil : clients[client.number]
            let known = grants["\(token.userId) \(client.key)"]
            grants["\(token.userId) \(client.key)"] = StandingGrant(
                subject: ProviderBounds.cut(address), clientID: own.map { ProviderBounds.cut($0.identifier) },
                vendorKey: client.key, displayName: ProviderBounds.cut(own?.name ?? "client \(client.key)"),
                scopes: Array(Set((known?.scopes ?? []) + token.boundedScopes)).sorted(),
                grantedAt: known?.grantedAt ?? ProviderTime.date(token.createdAt),
                lastUsedAt: ProviderTime.date(token.usedAt) ?? known?.lastUsedAt)
        }
        let next = try page.next.map { after throws(ProviderAnswer) in
            try ListingCursor.text(ZendeskPlace(after: after))
        }
        return GrantPage(grants: grants.sorted { $0.key < $1.key }.map(\.value), next: next)
    }

    private func tokens(
        _ filter: (String, String)?, after: String?, in conversation: Conversation
    ) async throws(ProviderAnswer) -> ZendeskTokens {
        // Without `all` the caller's own alone are listed.
        var query = [("all", "true"), ("page[size]", "100")]
        if let filter { query.append(filter) }
        if let after { query.append(("page[after]", after)) }
        return try await self.get(["oauth", "tokens"], query, in: conversation)
    }

    private func clients(in conversation: Conversation) async throws(ProviderAnswer) -> [ZendeskClients.Client] {
        let clients: ZendeskClients = try await self.get(["oauth", "clients"], [], in: conversation)
        return clients.clients
    }

    private func addresses(
        _ people: Set<Int>, in conversation: Conversation
    ) async throws(ProviderAnswer) -> [Int: String] {
        guard !people.isEmpty else { return [:] }
        let ids = people.sorted().prefix(100).map { "\($0)" }.joined(separator: ",")
        let found: ZendeskUsers = try await self.get(["users", "show_many"], [("ids", ids)], in: conversation)
        return Dictionary(found.users.compactMap { user in user.email.map { (user.id, $0) } }) { $1 }
    }

    private func get<Value: Decodable>(
        _ path: [String], _ query: [(String, String)], in conversation: Conversation
    ) async throws(ProviderAnswer) -> Value {
        let response = try await conversation.send(
            .listing(self.base.url(["api", "v2"] + path, query: query)))
        guard response.status == 200 else {
            throw ZendeskFault(response).answer(whenNotFound: .misconfigured, in: conversation)
        }
        return try conversation.decoded(Value.self, from: response)
    }
}
