import Egress
import Foundation

/// Google Workspace: the Directory API's tokens, as a service account with domain-wide delegation.
///
/// Source: developers.google.com/workspace/admin/directory/reference/rest/v1/tokens. The listing is per user, so that
/// all grants are found by walking all users; there is no interface to block a client.
struct GoogleWorkspaceConnector: Connector {
    static let descriptor = ConnectorDescriptor(
        kind: .googleWorkspace, title: "Google Workspace",
        settings: [
            .baseURL("https://admin.googleapis.com"),
            ConnectorSetting(
                "token_url", "where the service account gets its token, and the audience of its assertion",
                defaultValue: "https://oauth2.googleapis.com/token"),
            ConnectorSetting(
                "admin_subject", "mail address of the administrator to act as; the User Security privilege is needed",
                isRequired: true),
            ConnectorSetting("customer", "the customer whose users are listed", defaultValue: "my_customer"),
            ConnectorSetting(
                "service_account_key", "the service account's key file, JSON", isRequired: true, isSecret: true),
            .pace(30),
        ],
        capabilities: [.listGrants, .revoke, .verify], residualAccessSeconds: nil, isEventuallyConsistent: false,
        rate: ConnectorRate(callsPerSecond: 30, concurrency: 8), documentation: GoogleScope.documentation,
        evidence: .fakeOnly)

    let directory: GoogleDirectory
    /// In lower case.
    let administrator: String
    private let walk: PersonWalk

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        self.directory = try GoogleDirectory(settings: settings, line: line)
        self.administrator = try settings.requiredText("admin_subject").lowercased()
        self.walk = PersonWalk(self.directory)
    }

    func revoke(_ target: GrantTarget, attempt: Int) async -> ProviderAnswer {
        let conversation = self.directory.conversation()
        do throws(ProviderAnswer) {
            let key = target.vendorKey ?? target.clientID
            // The answer to deleting an absent token is not documented; the listing before tells it apart.
            let tokens = try await self.directory.tokens(of: target.subject, in: conversation)
            guard tokens.contains(where: { $0.clientId == key }) else {
                return conversation.answer(
                    .alreadyAbsent,
                    attempt > 1
                        ? "the user's tokens no longer hold it: an earlier try took effect"
                        : "the user exists and has no token of this client")
            }
            return try await self.directory.deleteTokens(of: target.subject, client: key, in: conversation)
        } catch {
            return error
        }
    }

    func verify(_ target: GrantTarget) async -> VerificationAnswer {
        let conversation = self.directory.conversation()
        do throws(ProviderAnswer) {
            let key = target.vendorKey ?? target.clientID
            let tokens = try await self.directory.tokens(of: target.subject, in: conversation)
            let token = tokens.first { $0.clientId == key }
            let presence = token.map { Presence.present(detail: "\($0.boundedScopes.count) scopes") } ?? .absent
            return VerificationAnswer(presence: presence, requestIDs: conversation.requestIDs)
        } catch {
            return VerificationAnswer(presence: .unknown(error), requestIDs: error.requestIDs)
        }
    }

    func blockClient(_ target: GrantTarget) async -> ProviderAnswer? { nil }

    func listGrants(after cursor: String?) async -> Result<GrantPage, ProviderAnswer> {
        await self.walk.page(after: cursor, in: self.directory.conversation())
    }
}
