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
    /// A token that is fetched and renewed; a bearer's, or bound to a key that each call proves.
    case token(CallerToken, proof: ProofKey? = nil)
    /// Nothing by itself: the calls carry what they need.
    case none

    func authorization(in conversation: Conversation) async throws(ProviderAnswer) -> String? {
        switch self {
        case .fixed(let value): value
        case .token(let token, let proof): Self.text(try await token.value(in: conversation), proof)
        case .none: nil
        }
    }

    /// Another authorization after the provider refused one; `nil` when there is no other.
    func authorization(
        insteadOf refused: String?, in conversation: Conversation
    ) async throws(ProviderAnswer) -> String? {
        guard case .token(let token, let proof) = self, let old = refused?.split(separator: " ").last else {
            return nil
        }
        return Self.text(try await token.value(insteadOf: String(old), in: conversation), proof)
    }

    /// The proof that goes with a token that is bound to a key; `nil` where none is.
    func proof(
        of request: EgressRequest, _ authorization: String, in conversation: Conversation
    ) throws(ProviderAnswer) -> EgressHeader? {
        guard case .token(_, let key?) = self, authorization.hasPrefix("\(ProofKey.scheme) ") else { return nil }
        let token = String(authorization.dropFirst(ProofKey.scheme.count + 1))
        return try key.proof(of: request, token: token, in: conversation)
    }

    private static func text(_ token: String, _ proof: ProofKey?) -> String {
        "\(proof == nil ? "Bearer" : ProofKey.scheme) \(token)"
    }
}
