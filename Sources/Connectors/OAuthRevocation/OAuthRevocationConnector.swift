import Egress
import Foundation

/// Any authorization server with token revocation (RFC 7009), for grants whose tokens are held here.
///
/// Such a server ends a grant only for the client it was given to, on showing the token. So this serves managed
/// connections, whose token and client are the organisation's own; a grant to somebody else's app is `unsupported`.
/// The read-back is token introspection (RFC 7662), where there is an endpoint for it.
struct OAuthRevocationConnector: Connector {
    static let descriptor = ConnectorDescriptor(
        kind: .oauthRevocation, title: "OAuth token revocation (RFC 7009)",
        settings: [
            .baseURL(nil, "the authorization server's issuer, whose metadata names the endpoints"),
            ConnectorSetting("revocation_endpoint", "instead of what the metadata names"),
            ConnectorSetting("introspection_endpoint", "instead of what the metadata names"),
            ConnectorSetting("client_id", "the client whose tokens are held", isRequired: true),
            ConnectorSetting("client_secret", "the client's secret; a public client has none", isSecret: true),
            ConnectorSetting(
                "tokens", "the tokens held: a JSON object from mail address to refresh token", isRequired: true,
                isSecret: true),
            .pace(5),
        ],
        capabilities: [.revoke, .verify], residualAccessSeconds: nil, isEventuallyConsistent: false,
        rate: ConnectorRate(callsPerSecond: 5, concurrency: 2),
        documentation: "https://www.rfc-editor.org/rfc/rfc7009", evidence: .independentServer)

    private let server: OAuthServer
    private let clientID: String
    /// By mail address in lower case.
    private let tokens: [String: String]
    private let caller: ProviderCaller

    init(settings: ConnectorSettings, line: ProviderLine) throws(ConnectorSettingsError) {
        let clientID = try settings.requiredText("client_id")
        self.clientID = clientID
        self.tokens = try Self.tokens(settings.secretBytes("tokens") ?? [])
        self.server = try OAuthServer(settings: settings, clientID: clientID)
        self.caller = ProviderCaller(line: line, pacer: try settings.pacer(), credential: .none)
    }

    func health() async -> HealthReport {
        let conversation = Conversation(self.caller)
        do throws(ProviderAnswer) {
            // An unknown token is no error (RFC 7009 §2.2): it tries the client's own proof and changes nothing.
            try await self.server.revoke("gnomon-health-\(UUID().uuidString)", in: conversation)
            return HealthReport(problems: [], seesOtherPeople: false)
        } catch {
            return HealthReport(problems: [HealthProblem(error)], seesOtherPeople: false)
        }
    }

    func listGrants(after cursor: String?) async -> Result<GrantPage, ProviderAnswer> {
        .failure(ProviderAnswer(.unsupported, detail: "RFC 7009 has no listing"))
    }

    func revoke(_ target: GrantTarget, attempt: Int) async -> ProviderAnswer {
        let conversation = Conversation(self.caller)
        do throws(ProviderAnswer) {
            try await self.server.revoke(try self.token(for: target), in: conversation)
            return conversation.answer(
                .revoked, "the server answered 200, as it also does for a token it does not know")
        } catch {
            return error
        }
    }

    func verify(_ target: GrantTarget) async -> VerificationAnswer {
        let conversation = Conversation(self.caller)
        do throws(ProviderAnswer) {
            let isActive = try await self.server.isActive(try self.token(for: target), in: conversation)
            return VerificationAnswer(
                presence: isActive ? .present(detail: "introspection says active") : .absent,
                requestIDs: conversation.requestIDs)
        } catch {
            return VerificationAnswer(presence: .unknown(error), requestIDs: error.requestIDs)
        }
    }

    func blockClient(_ target: GrantTarget) async -> ProviderAnswer? { nil }

    private func token(for target: GrantTarget) throws(ProviderAnswer) -> String {
        guard target.clientID == self.clientID else {
            throw ProviderAnswer(.unsupported, detail: "the grant is another client's; only that client can end it")
        }
        guard let token = self.tokens[target.subject.lowercased()] else {
            throw ProviderAnswer(.subjectMissing, detail: "no token of this person is held")
        }
        return token
    }

    private static func tokens(_ bytes: [UInt8]) throws(ConnectorSettingsError) -> [String: String] {
        guard let tokens = try? JSONDecoder().decode([String: String].self, from: Data(bytes)) else {
            throw ConnectorSettingsError(setting: "tokens", problem: "no JSON object from mail address to token")
        }
        return Dictionary(tokens.map { ($0.key.lowercased(), $0.value) }) { $1 }
    }
}
