import Cryptography
import Egress
import Foundation

/// The calls to Salesforce's REST API.
struct SalesforceOrganisation: PersonDirectory {
    private static let usersPerPage = 200

    private let base: ProviderAddress
    private let version: String
    private let username: String
    private let caller: ProviderCaller

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        let base = try settings.address("base_url")
        let username = try settings.requiredText("username")
        let clientID = try settings.requiredText("client_id")
        let audience = try settings.address("login_url").text
        guard let key = try? RSA.PrivateKey(pem: settings.secretBytes("private_key") ?? []) else {
            throw ConnectorSettingsError(setting: "private_key", problem: "no RSA key of 2048 bits or more in PEM")
        }
        let assertion = JWTAssertion(key: key, algorithm: .rs256)
        self.base = base
        self.version = "v" + String(try settings.number("api_version", in: 32...999))
        self.username = username
        self.caller = ProviderCaller(
            line: line, pacer: try settings.pacer(),
            credential: .token(
                CallerToken(
                    issuer: TokenEndpoint(
                        url: "\(base.text)/services/oauth2/token",
                        form: { now throws(ProviderAnswer) in
                            let claims = ["iss": clientID, "sub": username, "aud": audience]
                            // Three minutes are the longest that is taken.
                            guard let text = try? assertion.signed(claims, now: now, lifetime: 150) else {
                                throw ProviderAnswer(.misconfigured, detail: "the private key does not sign")
                            }
                            return [
                                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", text),
                            ]
                        }, documentation: SalesforceFault.documentation))))
    }

    func conversation() -> Conversation { Conversation(self.caller) }

    /// The user's id, by mail address or user name.
    ///
    /// - Throws: `subject_missing` for nobody, `needs_mapping` for more than one.
    func user(_ address: String, in conversation: Conversation) async throws(ProviderAnswer) -> String {
        let literal = Self.literal(address)
        let found: SalesforceRecords<SalesforceUser> = try await self.query(
            "SELECT Id,Email FROM User WHERE Email=\(literal) OR Username=\(literal)", in: conversation)
        guard let user = found.records.first else {
            throw conversation.answer(.subjectMissing, "no user has this mail address or user name")
        }
        guard found.records.count == 1 else {
            throw conversation.answer(.needsMapping, "more than one user has this mail address")
        }
        return user.id
    }

    /// - Parameter app: the exact name; `nil` for those of all apps.
    func tokens(
        of user: String, app: String?, in conversation: Conversation
    ) async throws(ProviderAnswer) -> [SalesforceToken] {
        var statement =
            "SELECT AppName,LastUsedDate,CreatedDate,DeleteToken FROM OauthToken WHERE UserId=\(Self.literal(user))"
        if let app { statement += " AND AppName=\(Self.literal(app))" }
        var page: SalesforceRecords<SalesforceToken> = try await self.query(statement, in: conversation)
        var tokens = page.records
        // Queries of this object give 2,500 rows at the most, 500 a page.
        for _ in 0..<5 {
            guard let path = page.nextRecordsUrl else { break }
            page = try await self.records(self.base.text + path, in: conversation)
            tokens += page.records
        }
        for token in tokens { conversation.hide(token.deleteToken) }
        // SOQL compares without letter case.
        return tokens.filter { app == nil || $0.appName == app }
    }

    func revoke(_ token: SalesforceToken, in conversation: Conversation) async throws(ProviderAnswer) {
        let response = try await conversation.sendUnauthorised(
            .form(url: "\(self.base.text)/services/oauth2/revoke", [("token", token.deleteToken)]))
        guard response.status != 200 else { return }
        let fault = SalesforceFault(response)
        // Listed a call ago and no longer good: somebody else was faster.
        guard fault.code != "invalid_token" else { return }
        throw fault.answer(in: conversation)
    }

    /// Whether tokens of people other than the caller and those named are seen.
    func seesOthers(than people: [String], in conversation: Conversation) async throws(ProviderAnswer) -> Bool {
        let caller = try await self.user(self.username, in: conversation)
        let others = (people + [caller]).map { "UserId!=\(Self.literal($0))" }.joined(separator: " AND ")
        let count: SalesforceRecords<SalesforceToken> = try await self.query(
            "SELECT COUNT() FROM OauthToken WHERE \(others)", in: conversation)
        return count.totalSize > 0
    }

    func people(at page: String?, in conversation: Conversation) async throws(ProviderAnswer) -> PersonPage {
        let start = page.map { " WHERE Id>\(Self.literal($0))" } ?? ""
        let found: SalesforceRecords<SalesforceUser> = try await self.query(
            "SELECT Id,Email FROM User\(start) ORDER BY Id LIMIT \(Self.usersPerPage)", in: conversation)
        let people = found.records.map { Person(id: $0.id, address: $0.email ?? "") }
        return PersonPage(people: people, next: people.last?.id)
    }

    func grants(of person: Person, in conversation: Conversation) async throws(ProviderAnswer) -> [StandingGrant] {
        let tokens = try await self.tokens(of: person.id, app: nil, in: conversation)
        let apps = Dictionary(grouping: tokens, by: \.appName)
        return apps.sorted { $0.key < $1.key }.map { name, tokens in
            StandingGrant(
                subject: ProviderBounds.cut(person.address), clientID: nil, vendorKey: ProviderBounds.cut(name),
                displayName: ProviderBounds.cut(name), scopes: [],
                grantedAt: tokens.compactMap { ProviderTime.date($0.createdDate) }.min(),
                lastUsedAt: tokens.compactMap { ProviderTime.date($0.lastUsedDate) }.max())
        }
    }

    private func query<Record: Decodable & Sendable>(
        _ statement: String, in conversation: Conversation
    ) async throws(ProviderAnswer) -> SalesforceRecords<Record> {
        try await self.records(
            self.base.url(["services", "data", self.version, "query"], query: [("q", statement)]), in: conversation)
    }

    private func records<Record: Decodable & Sendable>(
        _ url: String, in conversation: Conversation
    ) async throws(ProviderAnswer) -> SalesforceRecords<Record> {
        guard self.base.isOrigin(of: url) else {
            throw conversation.answer(.misconfigured, "the query's next page leads to another host")
        }
        let response = try await conversation.send(.listing(url))
        guard response.status == 200 else { throw SalesforceFault(response).answer(in: conversation) }
        return try conversation.decoded(SalesforceRecords<Record>.self, from: response)
    }

    /// A quoted literal of SOQL: backslash and quote are escaped.
    private static func literal(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
