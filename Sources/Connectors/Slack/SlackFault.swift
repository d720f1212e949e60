import Egress
import Foundation

/// A refusal by Slack: `{"ok":false,"error",…}` under a status of 200.
enum SlackFault {
    static let documentation = "https://docs.slack.dev/reference/methods/admin.apps.uninstall"

    private struct Envelope: Decodable {
        var ok: Bool
        var error: String?
        /// The missing scope, with `missing_scope`.
        var needed: String?
    }

    /// The body of an answer that says `ok`.
    static func checked<Value: Decodable>(
        _ response: EgressResponse, in conversation: Conversation
    ) throws(ProviderAnswer) -> Value {
        let envelope = try conversation.decoded(Envelope.self, from: response)
        guard envelope.ok else { throw Self.answer(envelope, in: conversation) }
        return try conversation.decoded(Value.self, from: response)
    }

    private static func answer(_ envelope: Envelope, in conversation: Conversation) -> ProviderAnswer {
        let error = envelope.error ?? "no reason"
        switch error {
        case "ratelimited": return conversation.answer(.throttled, error)
        case "fatal_error", "internal_error", "request_timeout", "service_unavailable":
            return conversation.answer(.transient, error)
        case "invalid_auth", "token_revoked", "token_expired", "account_inactive", "not_authed":
            return conversation.answer(.misconfigured, error, documentation: Self.documentation)
        case "missing_scope", "permission_denied", "restricted_action", "not_allowed_token_type":
            return conversation.answer(
                .forbidden, error, permission: envelope.needed ?? "organisation admin",
                documentation: Self.documentation)
        case "app_not_found": return conversation.answer(.needsMapping, error)
        case "enterprise_not_found", "teams_not_found", "specify_enterprise_or_teams", "too_many_teams":
            return conversation.answer(.misconfigured, error, documentation: Self.documentation)
        default:
            // `feature_not_enabled`, `can_not_uninstall`, `must_revoke_access`: the plan or the app does not allow it.
            return conversation.answer(.unsupported, error, documentation: Self.documentation)
        }
    }
}
