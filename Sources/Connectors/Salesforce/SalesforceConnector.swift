import Egress
import Foundation

/// Salesforce's OAuth tokens, by the object `OauthToken`.
///
/// The object knows an app by its name; a target needs that name as its mapped key. Without the permission
/// *Customize Application* the caller sees its own tokens alone, so that an empty listing is a proof only while
/// somebody else's tokens are seen. Source: Salesforce object reference, *OauthToken*.
struct SalesforceConnector: Connector {
    static let descriptor = ConnectorDescriptor(
        kind: .salesforce, title: "Salesforce",
        settings: [
            .baseURL(nil, "My Domain: https://example.my.salesforce.com"),
            ConnectorSetting(
                "login_url", "the audience of the assertion: login host of the organisation",
                defaultValue: "https://login.salesforce.com"),
            ConnectorSetting("client_id", "the external client app's consumer key", isRequired: true),
            ConnectorSetting("username", "the user to act as", isRequired: true),
            ConnectorSetting("private_key", "the key of the app's certificate, PEM", isRequired: true, isSecret: true),
            ConnectorSetting("api_version", "version of the REST API", defaultValue: "62.0"), .pace(5),
        ],
        capabilities: [.listGrants, .revoke, .verify], residualAccessSeconds: nil, isEventuallyConsistent: false,
        rate: ConnectorRate(callsPerSecond: 5, concurrency: 2), documentation: SalesforceFault.documentation,
        evidence: .fakeOnly)

    let organisation: SalesforceOrganisation
    private let walk: PersonWalk

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        self.organisation = try SalesforceOrganisation(settings: settings, line: line)
        self.walk = PersonWalk(self.organisation)
    }

    func revoke(_ target: GrantTarget, attempt: Int) async -> ProviderAnswer {
        let conversation = self.organisation.conversation()
        do throws(ProviderAnswer) {
            let tokens = try await self.tokens(target, in: conversation)
            guard !tokens.isEmpty else {
                return conversation.answer(
                    .alreadyAbsent,
                    attempt > 1 ? "no token is left: an earlier try took effect" : "the user has no token of this app")
            }
            for token in tokens { try await self.organisation.revoke(token, in: conversation) }
            return conversation.answer(.revokedUnverified, "revoked \(tokens.count) tokens")
        } catch {
            return error
        }
    }

    func verify(_ target: GrantTarget) async -> VerificationAnswer {
        let conversation = self.organisation.conversation()
        do throws(ProviderAnswer) {
            let count = try await self.tokens(target, in: conversation).count
            return VerificationAnswer(
                presence: count == 0 ? .absent : .present(detail: "\(count) tokens"),
                requestIDs: conversation.requestIDs)
        } catch {
            return VerificationAnswer(presence: .unknown(error), requestIDs: error.requestIDs)
        }
    }

    func blockClient(_ target: GrantTarget) async -> ProviderAnswer? { nil }

    func listGrants(after cursor: String?) async -> Result<GrantPage, ProviderAnswer> {
        await self.walk.page(after: cursor, in: self.organisation.conversation())
    }

    func health() async -> HealthReport {
        let conversation = self.organisation.conversation()
        do throws(ProviderAnswer) {
            let seesOthers = try await self.organisation.seesOthers(than: [], in: conversation)
            let problems = seesOthers ? [] : [HealthProblem(self.blindness(conversation))]
            return HealthReport(problems: problems, seesOtherPeople: seesOthers)
        } catch {
            return HealthReport(problems: [HealthProblem(error)], seesOtherPeople: false)
        }
    }

    /// The user's tokens of the app. None only when others' are seen.
    private func tokens(
        _ target: GrantTarget, in conversation: Conversation
    ) async throws(ProviderAnswer) -> [SalesforceToken] {
        guard let name = target.vendorKey, !name.isEmpty else {
            throw conversation.answer(.needsMapping, "a consumer key does not lead to the app's name in OauthToken")
        }
        let user = try await self.organisation.user(target.subject, in: conversation)
        let tokens = try await self.organisation.tokens(of: user, app: name, in: conversation)
        if tokens.isEmpty, try await !self.organisation.seesOthers(than: [user], in: conversation) {
            throw self.blindness(conversation)
        }
        return tokens
    }

    private func blindness(_ conversation: Conversation) -> ProviderAnswer {
        conversation.answer(
            .forbidden, "no other user's tokens are seen, so that an empty listing proves nothing",
            permission: SalesforceFault.permission, documentation: SalesforceFault.documentation)
    }
}
