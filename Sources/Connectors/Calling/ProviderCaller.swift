import Egress
import Foundation

/// How one provider is called: by whom, how fast, and what its answers carry.
struct ProviderCaller: Sendable {
    let line: ProviderLine
    let pacer: CallPacer
    let credential: CallerCredential
    /// Secrets that must be cut out of what is shown, beside those that travel in `Authorization`.
    var hidden: Set<String> = []
    /// Whether an answer refuses the caller's token, so that a new one may help.
    var refusesToken: @Sendable (EgressResponse) -> Bool = { $0.status == 401 }
    /// Sent with every call.
    var headers: [EgressHeader] = []
    /// The header that carries the provider's id of a request; the default is the one in general use, for providers
    /// that document none.
    var requestIDHeader = "X-Request-Id"
    /// Reads the provider's own rate limit headers where there is no `Retry-After`.
    var pause: @Sendable (EgressResponse, Date) -> Duration? = { _, _ in nil }
}

/// What proves who is calling.
enum CallerCredential: Sendable {
    /// A header's whole value that lives as long as the settings do.
    case fixed(String)
    /// A bearer token that is fetched and renewed.
    case token(CallerToken)
    /// Nothing by itself: the calls carry what they need.
    case none

    func authorization(in conversation: Conversation) async throws(ProviderAnswer) -> String? {
        switch self {
        case .fixed(let value): value
        case .token(let token): "Bearer " + (try await token.value(in: conversation))
        case .none: nil
        }
    }

    /// Another authorization after the provider refused one; `nil` when there is no other.
    func authorization(
        insteadOf refused: String?, in conversation: Conversation
    ) async throws(ProviderAnswer) -> String? {
        guard case .token(let token) = self, let refused else { return nil }
        return "Bearer " + (try await token.value(insteadOf: String(refused.dropFirst(7)), in: conversation))
    }
}
