import Egress
import Foundation

/// Microsoft Entra ID through Microsoft Graph.
///
/// One person's grant to one client is one object for each resource (`oauth2PermissionGrant`); all of them go. A
/// grant for everybody (`AllPrincipals`) covers the person too and is another decision: a target without a subject
/// means it, and while it stands nothing of a person's is called revoked.
/// Source: learn.microsoft.com/graph/api/resources/oauth2permissiongrant.
struct MicrosoftEntraConnector: Connector {
    static let descriptor = ConnectorDescriptor(
        kind: .microsoftEntra, title: "Microsoft Entra ID",
        settings: [
            .baseURL("https://graph.microsoft.com"),
            ConnectorSetting(
                "login_url", "where the app registration gets its token",
                defaultValue: "https://login.microsoftonline.com"),
            ConnectorSetting("tenant_id", "the directory's id or domain", isRequired: true),
            ConnectorSetting("client_id", "the app registration's application id", isRequired: true),
            ConnectorSetting(
                "client_secret", "the app registration's secret, when it has no certificate", isSecret: true),
            ConnectorSetting("certificate", "the app registration's certificate, PEM", isSecret: true),
            ConnectorSetting("private_key", "the certificate's private key, PEM", isSecret: true),
            .pace(20),
        ],
        capabilities: [.listGrants, .revoke, .verify, .blockClient],
        // An access token's default lifetime is 60 to 90 minutes: learn.microsoft.com/entra/identity-platform/access-tokens.
        residualAccessSeconds: 5_400, isEventuallyConsistent: true,
        rate: ConnectorRate(callsPerSecond: 20, concurrency: 4),
        documentation: "https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant", evidence: .fakeOnly)

    let graph: EntraGraph

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        self.graph = try EntraGraph(settings: settings, line: line)
    }

    func revoke(_ target: GrantTarget, attempt: Int) async -> ProviderAnswer {
        let conversation = self.graph.conversation()
        do throws(ProviderAnswer) {
            let standing = try await self.standing(target, in: conversation)
            return target.subject.isEmpty
                ? try await self.revokeForEverybody(standing, in: conversation)
                : try await self.revokeOwn(standing, attempt: attempt, in: conversation)
        } catch {
            return error
        }
    }

    func verify(_ target: GrantTarget) async -> VerificationAnswer {
        let conversation = self.graph.conversation()
        do throws(ProviderAnswer) {
            let standing = try await self.standing(target, in: conversation)
            let presence: Presence =
                switch (standing.own.count, standing.tenantWide.count + standing.roles.count) {
                case (0, 0): .absent
                case (0, _): .present(detail: target.subject.isEmpty ? "stands" : Self.covered)
                case (let own, _): .present(detail: "\(own) of the person's own")
                }
            return VerificationAnswer(presence: presence, requestIDs: conversation.requestIDs)
        } catch {
            return VerificationAnswer(presence: .unknown(error), requestIDs: error.requestIDs)
        }
    }

    func blockClient(_ target: GrantTarget) async -> ProviderAnswer? {
        let conversation = self.graph.conversation()
        do throws(ProviderAnswer) {
            let principal = try await self.graph.servicePrincipal(of: target, in: conversation)
            guard try await self.graph.isEnabled(principal, in: conversation) else {
                return conversation.answer(.alreadyAbsent, "the service principal was disabled before")
            }
            try await self.graph.disable(principal, in: conversation)
            let isDone = try await !self.graph.isEnabled(principal, in: conversation)
            return conversation.answer(
                isDone ? .revoked : .revokedUnverified, "the service principal is disabled; its grants stay listed",
                residualAccessSeconds: Self.descriptor.residualAccessSeconds)
        } catch {
            return error
        }
    }

    private static let covered = "a grant for the whole tenant covers the person"

    /// What lets the client reach the account.
    private struct Standing {
        var own: [EntraGrant] = []
        var tenantWide: [EntraGrant] = []
        /// Permissions of the app by itself; looked at for a target that means everybody alone.
        var roles: [EntraRoleAssignment] = []
    }

    private func standing(
        _ target: GrantTarget, in conversation: Conversation
    ) async throws(ProviderAnswer) -> Standing {
        let principal = try await self.graph.servicePrincipal(of: target, in: conversation)
        var standing = Standing()
        if target.subject.isEmpty {
            standing.roles = try await self.graph.roleAssignments(of: principal, in: conversation)
        } else {
            let person = try await self.graph.person(target.subject, in: conversation)
            standing.own = try await self.graph.grants(to: principal, of: person, in: conversation)
        }
        standing.tenantWide = try await self.graph.grants(to: principal, of: nil, in: conversation)
        return standing
    }

    private func revokeOwn(
        _ standing: Standing, attempt: Int, in conversation: Conversation
    ) async throws(ProviderAnswer) -> ProviderAnswer {
        for grant in standing.own { try await self.graph.delete(grant, in: conversation) }
        guard standing.tenantWide.isEmpty else {
            let deleted = standing.own.isEmpty ? "" : "the person's own grant is deleted; "
            return conversation.answer(
                .unsupported, "\(deleted)\(Self.covered); ending that is a decision for everybody",
                documentation: Self.descriptor.documentation)
        }
        guard !standing.own.isEmpty else {
            return conversation.answer(
                .alreadyAbsent,
                attempt > 1 ? "no grant is left: an earlier try took effect" : "the person has no grant to this client")
        }
        return conversation.answer(
            .revokedUnverified, "deleted \(standing.own.count) grants",
            residualAccessSeconds: Self.descriptor.residualAccessSeconds)
    }

    private func revokeForEverybody(
        _ standing: Standing, in conversation: Conversation
    ) async throws(ProviderAnswer) -> ProviderAnswer {
        guard !standing.tenantWide.isEmpty || !standing.roles.isEmpty else {
            return conversation.answer(.alreadyAbsent, "no grant for the whole tenant is left")
        }
        for grant in standing.tenantWide { try await self.graph.delete(grant, in: conversation) }
        for role in standing.roles { try await self.graph.delete(role, in: conversation) }
        return conversation.answer(
            .revokedUnverified,
            "deleted \(standing.tenantWide.count) grants and \(standing.roles.count) app roles of the whole tenant",
            residualAccessSeconds: Self.descriptor.residualAccessSeconds)
    }
}
