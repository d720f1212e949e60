import Egress
import Foundation

/// The calls to Google's Directory API.
struct GoogleDirectory: PersonDirectory {
    let base: ProviderAddress
    private let account: GoogleServiceAccount
    private let administrator: String
    private let tokenURL: String
    private let customer: String
    private let caller: ProviderCaller

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        let tokenURL = try settings.address("token_url").text
        let account = try GoogleServiceAccount(
            file: settings.secretBytes("service_account_key") ?? [], setting: "service_account_key")
        let administrator = try settings.requiredText("admin_subject")
        self.base = try settings.address("base_url")
        self.account = account
        self.administrator = administrator
        self.tokenURL = tokenURL
        self.customer = try settings.requiredText("customer")
        self.caller = ProviderCaller(
            line: line, pacer: try settings.pacer(),
            credential: .token(
                CallerToken(
                    issuer: Self.issuer(
                        account, administrator: administrator, url: tokenURL, scopes: GoogleScope.allCases))))
    }

    func conversation() -> Conversation {
        Conversation(self.caller)
    }

    /// The tokens that a person has given out, one for each client.
    ///
    /// - Throws: `subject_missing` when the person is not known.
    func tokens(of subject: String, in conversation: Conversation) async throws(ProviderAnswer) -> [GoogleToken] {
        let response = try await conversation.send(.listing(self.base.url(Self.tokenPath(subject))))
        guard response.status == 200 else {
            throw GoogleFault(response).answer(whenNotFound: .subjectMissing, needing: .userSecurity, in: conversation)
        }
        return try conversation.decoded(GoogleTokenList.self, from: response).tokens
    }

    /// Ends everything that the person gave to the client.
    func deleteTokens(
        of subject: String, client: String, in conversation: Conversation
    ) async throws(ProviderAnswer) -> ProviderAnswer {
        let response = try await conversation.send(.deleting(self.base.url(Self.tokenPath(subject) + [client])))
        guard (200..<300).contains(response.status) else {
            throw GoogleFault(response).answer(whenNotFound: .alreadyAbsent, needing: .userSecurity, in: conversation)
        }
        return conversation.answer(.revokedUnverified, "the provider deleted the client's tokens")
    }

    /// A page of users in the order of their addresses.
    ///
    /// - Parameter size: 1 to 500.
    func users(
        pageToken: String?, size: Int = 500, in conversation: Conversation
    ) async throws(ProviderAnswer) -> GoogleUserPage {
        var query = [
            ("customer", self.customer), ("maxResults", String(size)), ("orderBy", "email"),
            ("fields", "nextPageToken,users(id,primaryEmail)"),
        ]
        if let pageToken { query.append(("pageToken", pageToken)) }
        let response = try await conversation.send(
            .listing(self.base.url(["admin", "directory", "v1", "users"], query: query)))
        guard response.status == 200 else {
            throw GoogleFault(response).answer(whenNotFound: .misconfigured, needing: .userRead, in: conversation)
        }
        return try conversation.decoded(GoogleUserPage.self, from: response)
    }

    func people(at page: String?, in conversation: Conversation) async throws(ProviderAnswer) -> PersonPage {
        let users = try await self.users(pageToken: page, in: conversation)
        return PersonPage(
            people: users.people.map { Person(id: $0.id, address: $0.primaryEmail) }, next: users.nextPageToken)
    }

    func grants(of person: Person, in conversation: Conversation) async throws(ProviderAnswer) -> [StandingGrant] {
        try await self.tokens(of: person.id, in: conversation)
            .map { $0.grant(of: ProviderBounds.cut(person.address)) }
    }

    /// Scopes that the service account is not let use, found by asking for each alone.
    func missingScopes(in conversation: Conversation) async throws(ProviderAnswer) -> [GoogleScope] {
        var missing: [GoogleScope] = []
        for scope in GoogleScope.allCases {
            do throws(ProviderAnswer) {
                _ = try await Self.issuer(
                    self.account, administrator: self.administrator, url: self.tokenURL, scopes: [scope]
                ).issue(in: conversation)
            } catch  where error.outcome == .misconfigured {
                missing.append(scope)
            }
        }
        return missing
    }

    private static func issuer(
        _ account: GoogleServiceAccount, administrator: String, url: String, scopes: [GoogleScope]
    ) -> TokenEndpoint {
        TokenEndpoint(
            url: url,
            form: { now throws(ProviderAnswer) in
                try account.form(actingAs: administrator, scopes: scopes, audience: url, now: now)
            }, documentation: GoogleScope.delegationPage)
    }

    private static func tokenPath(_ subject: String) -> [String] {
        ["admin", "directory", "v1", "users", subject, "tokens"]
    }
}
