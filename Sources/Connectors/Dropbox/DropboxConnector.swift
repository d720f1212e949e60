import Egress
import Foundation

/// A Dropbox team's linked apps.
///
/// The interface knows an app by its `app_id` (`dbaid:…`), never by the key that an authorization request shows, so
/// that a target needs a mapped key. Apps that an administrator linked for the team are in no listing.
/// Source: dropbox/dropbox-api-spec, namespace *team*.
struct DropboxConnector: Connector {
    static let descriptor = ConnectorDescriptor(
        kind: .dropbox, title: "Dropbox team",
        settings: [
            .baseURL("https://api.dropboxapi.com"),
            ConnectorSetting("app_key", "the team app's key", isRequired: true),
            ConnectorSetting("app_secret", "the team app's secret", isRequired: true, isSecret: true),
            ConnectorSetting("refresh_token", "the team app's refresh token", isRequired: true, isSecret: true),
            .pace(10),
        ],
        capabilities: [.listGrants, .revoke, .verify], residualAccessSeconds: nil, isEventuallyConsistent: false,
        rate: ConnectorRate(callsPerSecond: 10, concurrency: 2), documentation: DropboxFault.documentation,
        evidence: .fakeOnly)

    let team: DropboxTeam

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        self.team = try DropboxTeam(settings: settings, line: line)
    }

    func revoke(_ target: GrantTarget, attempt: Int) async -> ProviderAnswer {
        let conversation = self.team.conversation()
        do throws(ProviderAnswer) {
            let app = try Self.app(target)
            let member = try await self.team.member(target.subject, in: conversation)
            guard try await self.team.apps(of: member, in: conversation).contains(where: { $0.appId == app }) else {
                return conversation.answer(
                    .alreadyAbsent,
                    attempt > 1 ? "no longer linked: an earlier try took effect" : "the member has not linked this app")
            }
            return try await self.team.revoke(app, of: member, in: conversation)
        } catch {
            return error
        }
    }

    func verify(_ target: GrantTarget) async -> VerificationAnswer {
        let conversation = self.team.conversation()
        do throws(ProviderAnswer) {
            let app = try Self.app(target)
            let member = try await self.team.member(target.subject, in: conversation)
            let isLinked = try await self.team.apps(of: member, in: conversation).contains { $0.appId == app }
            return VerificationAnswer(
                presence: isLinked ? .present(detail: "linked") : .absent, requestIDs: conversation.requestIDs)
        } catch {
            return VerificationAnswer(presence: .unknown(error), requestIDs: error.requestIDs)
        }
    }

    func blockClient(_ target: GrantTarget) async -> ProviderAnswer? { nil }

    func listGrants(after cursor: String?) async -> Result<GrantPage, ProviderAnswer> {
        let conversation = self.team.conversation()
        do throws(ProviderAnswer) {
            let place = try cursor.map { text throws(ProviderAnswer) in
                try ListingCursor.place(text, as: DropboxPlace.self)
            }
            return .success(try await self.team.page(at: place, in: conversation))
        } catch {
            return .failure(error)
        }
    }

    func health() async -> HealthReport {
        let conversation = self.team.conversation()
        do throws(ProviderAnswer) {
            _ = try await self.team.page(at: nil, in: conversation)
            try await self.team.tryRevoking(in: conversation)
            return HealthReport(problems: [], seesOtherPeople: true)
        } catch {
            return HealthReport(problems: [HealthProblem(error)], seesOtherPeople: false)
        }
    }

    private static func app(_ target: GrantTarget) throws(ProviderAnswer) -> String {
        guard let key = target.vendorKey, key.hasPrefix("dbaid:") else {
            throw ProviderAnswer(.needsMapping, detail: "the app's key does not lead to its app_id (dbaid:…)")
        }
        return key
    }
}
