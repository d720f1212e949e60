import Cryptography
import Egress
import Foundation

/// The calls to GitHub's REST API for one organisation.
struct GitHubOrganisation: Sendable {
    private let base: ProviderAddress
    private let organisation: String
    private let enterprise: String?
    private let caller: ProviderCaller

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        let base = try settings.address("base_url")
        self.base = base
        self.organisation = try settings.requiredText("organization")
        self.enterprise = settings.text("enterprise")
        self.caller = ProviderCaller(
            line: line, pacer: try settings.pacer(), credential: try Self.credential(settings, base),
            headers: [
                // The version is pinned: GitHub answers in the newest otherwise.
                EgressHeader(name: "X-GitHub-Api-Version", value: "2022-11-28"),
                EgressHeader(name: "User-Agent", value: "gnomon"),
            ], requestIDHeader: "X-GitHub-Request-Id", pause: { GitHubFault.pause($0, now: $1) })
    }

    func conversation() -> Conversation { Conversation(self.caller) }

    /// - Throws: `subject_missing` for somebody who is no member of the organisation.
    func checkMember(_ login: String, in conversation: Conversation) async throws(ProviderAnswer) {
        let response = try await conversation.send(
            .listing(self.base.url(["orgs", self.organisation, "memberships", login])))
        guard response.status != 404 else {
            throw conversation.answer(.subjectMissing, "no member of the organisation has this login")
        }
        guard response.status == 200 else { throw GitHubFault(response).answer(in: conversation) }
    }

    /// Whose the thing is; `nil` when the listing does not show it. An installation is the organisation's.
    func owner(
        of key: GitHubKey, login: String, in conversation: Conversation
    ) async throws(ProviderAnswer) -> String? {
        let narrowing: [(String, String)] =
            switch key.part {
            case .tokens: [("token_id[]", "\(key.number)")]
            case .credentials: [("login", login)]
            case .installations: []
            }
        var link: String?
        // A hundred pages are cut off as an answer that never ends.
        for _ in 0..<100 {
            let page = try await self.page(of: key.part, at: link, narrowing: narrowing, in: conversation)
            if let grant = page.grants.first(where: { $0.vendorKey == key.text }) { return grant.subject }
            guard let next = page.next, next != link else { return nil }
            link = next
        }
        throw conversation.answer(.transient, "the listing does not end")
    }

    func revoke(_ key: GitHubKey, in conversation: Conversation) async throws(ProviderAnswer) -> ProviderAnswer {
        let response: EgressResponse
        switch key.part {
        case .tokens:
            let url = try self.base.url(["orgs", self.organisation, "personal-access-tokens", "\(key.number)"])
            response = try await conversation.send(.json(.post, url: url, body: "{\"action\":\"revoke\"}"))
        case .credentials:
            response = try await conversation.send(
                .deleting(
                    self.base.url(["orgs", self.organisation, "credential-authorizations", "\(key.number)"])))
        case .installations:
            guard let enterprise = self.enterprise else {
                throw conversation.answer(
                    .unsupported, "an app is uninstalled only by an enterprise's credential",
                    documentation: GitHubFault.documentation)
            }
            response = try await conversation.send(
                .deleting(
                    self.base.url([
                        "enterprises", enterprise, "apps", "organizations", self.organisation, "installations",
                        "\(key.number)",
                    ])))
        }
        // Listed a call ago: a 404 means that somebody else was faster; a hidden refusal shows in the read-back.
        guard (200..<300).contains(response.status) || response.status == 404 else {
            throw GitHubFault(response).answer(in: conversation)
        }
        return conversation.answer(.revokedUnverified, "the provider took it away from the organisation")
    }

    /// A page of one part of the listing, with the link to the next.
    func page(
        of part: GitHubPart, at link: String?, narrowing: [(String, String)] = [], in conversation: Conversation
    ) async throws(ProviderAnswer) -> (grants: [StandingGrant], next: String?) {
        let name = part.rawValue.replacing("_", with: "-")
        let first = try self.base.url(
            ["orgs", self.organisation, name], query: [("per_page", "100")] + narrowing)
        let url = link ?? first
        guard self.base.isOrigin(of: url) else {
            throw conversation.answer(.misconfigured, "the listing's link to the next page leads to another host")
        }
        let response = try await conversation.send(.listing(url))
        guard response.status == 200 else { throw GitHubFault(response).answer(in: conversation) }
        let grants: [StandingGrant] =
            switch part {
            case .tokens: try conversation.decoded([GitHubToken].self, from: response).prefix(100).map(\.grant)
            case .credentials:
                try conversation.decoded([GitHubCredential].self, from: response).prefix(100).map(\.grant)
            case .installations:
                try conversation.decoded(GitHubInstallations.self, from: response).installations.prefix(100)
                    .map(\.grant)
            }
        return (grants, LinkHeader.next(in: response))
    }

    private static func credential(
        _ settings: ConnectorSettings, _ base: ProviderAddress
    ) throws(ConnectorSettingsError) -> CallerCredential {
        if let token = try settings.secretText("token") { return .fixed("Bearer \(token)") }
        guard let pem = settings.secretBytes("private_key") else {
            throw ConnectorSettingsError(setting: "token", problem: "missing, as is a GitHub App's key")
        }
        guard let key = try? RSA.PrivateKey(pem: pem) else {
            throw ConnectorSettingsError(setting: "private_key", problem: "no RSA key of 2048 bits or more in PEM")
        }
        let installation = PercentEncoding.encoded(try settings.requiredText("installation_id"))
        return .token(
            CallerToken(
                issuer: GitHubAppToken(
                    url: "\(base.text)/app/installations/\(installation)/access_tokens",
                    appID: try settings.requiredText("app_id"), assertion: JWTAssertion(key: key, algorithm: .rs256))))
    }
}
