import Egress
import Foundation

/// A GitHub organisation: fine-grained tokens, credentials authorised for SAML, and installed apps.
///
/// A person's authorisation of an OAuth App or GitHub App is in no administrator's interface; only the person can end
/// it, and such a grant is `unsupported`. What can be revoked goes by the key that the listing shows:
/// `pat:NUMBER`, `credential:NUMBER`, `installation:NUMBER`. People are known by their logins.
/// Source: github/docs, REST API for organisations and enterprises.
struct GitHubConnector: Connector {
    static let descriptor = ConnectorDescriptor(
        kind: .github, title: "GitHub",
        settings: [
            .baseURL("https://api.github.com"),
            ConnectorSetting("organization", "the organisation's login", isRequired: true),
            ConnectorSetting("enterprise", "the enterprise's slug; without it apps are not uninstalled"),
            ConnectorSetting("app_id", "the id of the GitHub App that acts"),
            ConnectorSetting("installation_id", "the id of its installation in the organisation"),
            ConnectorSetting("private_key", "the GitHub App's private key, PEM", isSecret: true),
            ConnectorSetting("token", "an owner's token, when there is no GitHub App", isSecret: true),
            ConnectorSetting(
                "parts", "what is listed, between commas",
                defaultValue: GitHubPart.allCases.map(\.rawValue).joined(separator: ",")),
            .pace(1),
        ],
        capabilities: [.listGrants, .revoke, .verify], residualAccessSeconds: nil, isEventuallyConsistent: true,
        rate: ConnectorRate(callsPerSecond: 1, concurrency: 1), documentation: GitHubFault.documentation,
        evidence: .fakeOnly)

    private static let ownPage = "https://github.com/settings/applications"

    let organisation: GitHubOrganisation
    private let parts: [GitHubPart]

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        let names = try settings.requiredText("parts").split(separator: ",")
        let parts = names.compactMap { GitHubPart(rawValue: String($0)) }
        guard !parts.isEmpty, parts.count == names.count else {
            let known = GitHubPart.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConnectorSettingsError(setting: "parts", problem: "known are \(known)")
        }
        self.organisation = try GitHubOrganisation(settings: settings, line: line)
        self.parts = parts
    }

    func revoke(_ target: GrantTarget, attempt: Int) async -> ProviderAnswer {
        let conversation = self.organisation.conversation()
        do throws(ProviderAnswer) {
            let key = try self.key(of: target, in: conversation)
            guard try await self.stands(key, of: target.subject, in: conversation) else {
                return conversation.answer(
                    .alreadyAbsent, attempt > 1 ? "no longer listed: an earlier try took effect" : "not listed")
            }
            return try await self.organisation.revoke(key, in: conversation)
        } catch {
            return error
        }
    }

    func verify(_ target: GrantTarget) async -> VerificationAnswer {
        let conversation = self.organisation.conversation()
        do throws(ProviderAnswer) {
            let key = try self.key(of: target, in: conversation)
            let stands = try await self.stands(key, of: target.subject, in: conversation)
            return VerificationAnswer(
                presence: stands ? .present(detail: "listed") : .absent, requestIDs: conversation.requestIDs)
        } catch {
            return VerificationAnswer(presence: .unknown(error), requestIDs: error.requestIDs)
        }
    }

    func blockClient(_ target: GrantTarget) async -> ProviderAnswer? { nil }

    func listGrants(after cursor: String?) async -> Result<GrantPage, ProviderAnswer> {
        let conversation = self.organisation.conversation()
        do throws(ProviderAnswer) {
            let place = try cursor.map { text throws(ProviderAnswer) in
                try ListingCursor.place(text, as: GitHubPlace.self)
            }
            let part = place?.part ?? self.parts[0]
            let page = try await self.organisation.page(of: part, at: place?.link, in: conversation)
            let following = self.parts.drop { $0 != part }.dropFirst().first
            let next = page.next.map { GitHubPlace(part: part, link: $0) } ?? following.map { GitHubPlace(part: $0) }
            return .success(GrantPage(grants: page.grants, next: try next.map(ListingCursor.text)))
        } catch {
            return .failure(error)
        }
    }

    func health() async -> HealthReport {
        let conversation = self.organisation.conversation()
        var report = HealthReport(problems: [], seesOtherPeople: false)
        for part in self.parts {
            do throws(ProviderAnswer) {
                _ = try await self.organisation.page(of: part, at: nil, in: conversation)
                // An installation is nobody's.
                if part != .installations { report.seesOtherPeople = true }
            } catch {
                report.problems.append(HealthProblem(error))
            }
        }
        return report
    }

    private func key(of target: GrantTarget, in conversation: Conversation) throws(ProviderAnswer) -> GitHubKey {
        guard let text = target.vendorKey else {
            throw conversation.answer(
                .unsupported, "only the person can end an authorisation of an OAuth App or GitHub App",
                documentation: Self.ownPage)
        }
        guard let key = GitHubKey(text) else {
            throw conversation.answer(.needsMapping, "the mapped key is none of a token, credential or installation")
        }
        return key
    }

    /// - Throws: `subject_missing` when the person is no member, `needs_mapping` when the key is somebody else's.
    private func stands(
        _ key: GitHubKey, of login: String, in conversation: Conversation
    ) async throws(ProviderAnswer) -> Bool {
        if key.part != .installations { try await self.organisation.checkMember(login, in: conversation) }
        guard let owner = try await self.organisation.owner(of: key, login: login, in: conversation) else {
            return false
        }
        guard key.part == .installations || owner.lowercased() == login.lowercased() else {
            throw conversation.answer(.needsMapping, "the key is another person's")
        }
        return true
    }
}
