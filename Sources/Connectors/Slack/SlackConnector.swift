import Egress
import Foundation

/// Slack on an Enterprise plan: apps of a whole organisation or workspace.
///
/// No method ends one person's authorisation, so that a target with a person is `unsupported`; one without means the
/// app for everybody there. The numeric client id of an authorization request leads to no `app_id`: the key is mapped,
/// or learned from the integration log. What was removed is read from that log, as there is no listing of grants.
/// Source: docs.slack.dev, methods *admin.apps* and *team.integrationLogs*.
struct SlackConnector: Connector {
    static let descriptor = ConnectorDescriptor(
        kind: .slack, title: "Slack Enterprise",
        settings: [
            .baseURL("https://slack.com"),
            ConnectorSetting(
                "token", "a user token of an organisation's owner or admin, installed on the whole organisation",
                isRequired: true, isSecret: true),
            ConnectorSetting("enterprise_id", "the organisation whose apps are removed, when no team is"),
            ConnectorSetting("team_id", "the workspace whose apps are removed, when the organisation's are not"),
            .pace(0.3),
        ],
        capabilities: [.revoke, .verify, .blockClient], residualAccessSeconds: nil, isEventuallyConsistent: true,
        rate: ConnectorRate(callsPerSecond: 0.3, concurrency: 1), documentation: SlackFault.documentation,
        evidence: .fakeOnly)

    private static let ownPage = "https://slack.com/help/articles/360003125231"

    let workspace: SlackWorkspace

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        self.workspace = try SlackWorkspace(settings: settings, line: line)
    }

    func revoke(_ target: GrantTarget, attempt: Int) async -> ProviderAnswer {
        let conversation = self.workspace.conversation()
        do throws(ProviderAnswer) {
            guard target.subject.isEmpty else {
                throw conversation.answer(
                    .unsupported, "Slack has no method that ends one person's authorisation of an app",
                    documentation: Self.ownPage)
            }
            let app = try Self.app(target)
            guard try await self.workspace.isInstalled(app, in: conversation) else {
                return conversation.answer(
                    .alreadyAbsent,
                    attempt > 1 ? "the log says removed: an earlier try took effect" : "the log says removed")
            }
            return try await self.workspace.uninstall(app, in: conversation)
        } catch {
            return error
        }
    }

    func verify(_ target: GrantTarget) async -> VerificationAnswer {
        let conversation = self.workspace.conversation()
        do throws(ProviderAnswer) {
            let isInstalled = try await self.workspace.isInstalled(try Self.app(target), in: conversation)
            return VerificationAnswer(
                presence: isInstalled ? .present(detail: "the log does not say removed") : .absent,
                requestIDs: conversation.requestIDs)
        } catch {
            return VerificationAnswer(presence: .unknown(error), requestIDs: error.requestIDs)
        }
    }

    /// Only future installations stop; those that there are stay.
    func blockClient(_ target: GrantTarget) async -> ProviderAnswer? {
        let conversation = self.workspace.conversation()
        do throws(ProviderAnswer) {
            let app = try Self.app(target)
            guard try await !self.workspace.isRestricted(app, in: conversation) else {
                return conversation.answer(.alreadyAbsent, "the app was restricted before")
            }
            try await self.workspace.restrict(app, in: conversation)
            let isDone = try await self.workspace.isRestricted(app, in: conversation)
            return conversation.answer(
                isDone ? .revoked : .revokedUnverified, "the app is restricted; where it is installed it stays")
        } catch {
            return error
        }
    }

    func listGrants(after cursor: String?) async -> Result<GrantPage, ProviderAnswer> {
        .failure(ProviderAnswer(.unsupported, detail: "Slack has no listing of standing grants"))
    }

    func health() async -> HealthReport {
        let conversation = self.workspace.conversation()
        var problems: [HealthProblem] = []
        do throws(ProviderAnswer) {
            _ = try await self.workspace.isRestricted("A0", in: conversation)
        } catch {
            problems.append(HealthProblem(error))
        }
        do throws(ProviderAnswer) {
            try await self.workspace.tryReadingLog(in: conversation)
        } catch {
            problems.append(HealthProblem(error))
        }
        return HealthReport(problems: problems, seesOtherPeople: false)
    }

    private static func app(_ target: GrantTarget) throws(ProviderAnswer) -> String {
        guard let key = target.vendorKey, key.hasPrefix("A") else {
            throw ProviderAnswer(.needsMapping, detail: "the client id does not lead to the app_id (A…)")
        }
        return key
    }
}
