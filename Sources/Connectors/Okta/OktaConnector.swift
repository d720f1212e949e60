import Egress
import Foundation

/// Okta, as the resource whose interface other apps were let use: consents and tokens of its own authorization
/// servers.
///
/// A consent and a refresh token are two things; a revoke ends both, and both must be gone. Source: Okta's Management
/// API, *User OAuth 2.0 Tokens* and *User Grants*.
struct OktaConnector: Connector {
    static let descriptor = ConnectorDescriptor(
        kind: .okta, title: "Okta",
        settings: [
            .baseURL(nil, "the organisation's address: https://example.okta.com"),
            ConnectorSetting("api_token", "an API token, when there is no service app", isSecret: true),
            ConnectorSetting("client_id", "the service app's client id"),
            ConnectorSetting("key_id", "the id of the service app's key (kid)"),
            ConnectorSetting("private_key", "the service app's private key, PEM", isSecret: true),
            ConnectorSetting(
                "dpop", "required, when the service app requires proofs of possession (DPoP)", defaultValue: "off"),
            .pace(8),
        ],
        capabilities: [.listGrants, .revoke, .verify],
        // An access token that a resource checks by itself lives on: an hour, unless the server's policy says else.
        residualAccessSeconds: 3_600, isEventuallyConsistent: false,
        rate: ConnectorRate(callsPerSecond: 8, concurrency: 4), documentation: OktaFault.documentation,
        evidence: .fakeOnly)

    let directory: OktaDirectory
    private let walk: PersonWalk

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        self.directory = try OktaDirectory(settings: settings, line: line)
        self.walk = PersonWalk(self.directory)
    }

    func revoke(_ target: GrantTarget, attempt: Int) async -> ProviderAnswer {
        let conversation = self.directory.conversation()
        do throws(ProviderAnswer) {
            let person = try await self.directory.person(target.subject, in: conversation)
            let client = target.vendorKey ?? target.clientID
            guard try await self.directory.stands(client, of: person, in: conversation) else {
                return conversation.answer(
                    .alreadyAbsent,
                    attempt > 1
                        ? "nothing is left: an earlier try took effect" : "the person has no consent or token of it")
            }
            try await self.directory.delete("grants", of: person, client: client, in: conversation)
            try await self.directory.delete("tokens", of: person, client: client, in: conversation)
            return conversation.answer(
                .revokedUnverified, "the provider deleted consents and refresh tokens",
                residualAccessSeconds: Self.descriptor.residualAccessSeconds)
        } catch {
            return error
        }
    }

    func verify(_ target: GrantTarget) async -> VerificationAnswer {
        let conversation = self.directory.conversation()
        do throws(ProviderAnswer) {
            let person = try await self.directory.person(target.subject, in: conversation)
            let stands = try await self.directory.stands(
                target.vendorKey ?? target.clientID, of: person, in: conversation)
            return VerificationAnswer(
                presence: stands ? .present(detail: "a consent or refresh token") : .absent,
                requestIDs: conversation.requestIDs)
        } catch {
            return VerificationAnswer(presence: .unknown(error), requestIDs: error.requestIDs)
        }
    }

    func blockClient(_ target: GrantTarget) async -> ProviderAnswer? { nil }

    func listGrants(after cursor: String?) async -> Result<GrantPage, ProviderAnswer> {
        await self.walk.page(after: cursor, in: self.directory.conversation())
    }

    func health() async -> HealthReport {
        let conversation = self.directory.conversation()
        do throws(ProviderAnswer) {
            let people = try await self.directory.people(at: nil, in: conversation).people
            guard let other = people.last else { return HealthReport(problems: [], seesOtherPeople: false) }
            _ = try await self.directory.grants(of: other, in: conversation)
            try await self.directory.tryDeleting(of: other, in: conversation)
            return HealthReport(problems: [], seesOtherPeople: people.count > 1)
        } catch {
            return HealthReport(problems: [HealthProblem(error)], seesOtherPeople: false)
        }
    }
}
