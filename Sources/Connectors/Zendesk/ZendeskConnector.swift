import Egress
import Foundation

/// Zendesk Support's OAuth tokens.
///
/// One person can hold several tokens of one client; a revoke deletes until the listing shows none. Clients are known
/// to the interface by numbers: those of this account are found by their unique identifier, global ones (of apps in
/// the marketplace) have to be mapped as `global:NUMBER`, which a listing shows.
/// Source: developer.zendesk.com, *OAuth Tokens*.
struct ZendeskConnector: Connector {
    static let descriptor = ConnectorDescriptor(
        kind: .zendesk, title: "Zendesk",
        settings: [
            .baseURL(nil, "the account's address: https://example.zendesk.com"),
            ConnectorSetting("email", "mail address of the administrator whose API token is used", isRequired: true),
            ConnectorSetting("api_token", "the API token", isRequired: true, isSecret: true), .pace(5),
        ],
        capabilities: [.listGrants, .revoke, .verify], residualAccessSeconds: nil, isEventuallyConsistent: false,
        rate: ConnectorRate(callsPerSecond: 5, concurrency: 2), documentation: ZendeskFault.documentation,
        evidence: .fakeOnly)

    /// Times that a revoke lists and deletes: a token may be added meanwhile, but not for ever.
    private static let rounds = 3

    let account: ZendeskAccount

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        self.account = try ZendeskAccount(settings: settings, line: line)
    }

    func revoke(_ target: GrantTarget, attempt: Int) async -> ProviderAnswer {
        let conversation = self.account.conversation()
        do throws(ProviderAnswer) {
            let client = try await self.account.client(of: target, in: conversation)
            let person = try await self.account.person(target.subject, in: conversation)
            var tokens = try await self.account.tokens(of: person, client: client, in: conversation)
            guard !tokens.isEmpty else {
                return conversation.answer(
                    .alreadyAbsent,
                    attempt > 1
                        ? "no token is left: an earlier try took effect" : "the person has no token of this client")
            }
            for _ in 0..<Self.rounds where !tokens.isEmpty {
                for token in tokens { try await self.account.delete(token.id, in: conversation) }
                tokens = try await self.account.tokens(of: person, client: client, in: conversation)
            }
            return conversation.answer(.revokedUnverified, "deleted the person's tokens of this client")
        } catch {
            return error
        }
    }

    func verify(_ target: GrantTarget) async -> VerificationAnswer {
        let conversation = self.account.conversation()
        do throws(ProviderAnswer) {
            let client = try await self.account.client(of: target, in: conversation)
            let person = try await self.account.person(target.subject, in: conversation)
            let count = try await self.account.tokens(of: person, client: client, in: conversation).count
            return VerificationAnswer(
                presence: count == 0 ? .absent : .present(detail: "\(count) tokens"),
                requestIDs: conversation.requestIDs)
        } catch {
            return VerificationAnswer(presence: .unknown(error), requestIDs: error.requestIDs)
        }
    }

    func blockClient(_ target: GrantTarget) async -> ProviderAnswer? { nil }

    func listGrants(after cursor: String?) async -> Result<GrantPage, ProviderAnswer> {
        let conversation = self.account.conversation()
        do throws(ProviderAnswer) {
            let place = try cursor.map { text throws(ProviderAnswer) in
                try ListingCursor.place(text, as: ZendeskPlace.self)
            }
            return .success(try await self.account.page(at: place, in: conversation))
        } catch {
            return .failure(error)
        }
    }

    func health() async -> HealthReport {
        let conversation = self.account.conversation()
        do throws(ProviderAnswer) {
            // Only an administrator may list everybody's; others are refused.
            _ = try await self.account.page(at: nil, in: conversation)
            try await self.account.delete(0, in: conversation)
            return HealthReport(problems: [], seesOtherPeople: true)
        } catch {
            return HealthReport(problems: [HealthProblem(error)], seesOtherPeople: false)
        }
    }
}
