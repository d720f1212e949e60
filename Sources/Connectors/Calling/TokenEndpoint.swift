import Egress
import Foundation

/// Where a connector gets its own access token (RFC 6749 §3.2).
struct TokenEndpoint: TokenIssuer {
    let url: String
    /// For `Authorization`, where the client proves itself so.
    var authorization: String?
    /// The body's fields, made anew for each call, as an assertion has an end.
    let form: @Sendable (Date) throws(ProviderAnswer) -> [(String, String)]
    /// What to read when the issuer refuses.
    let documentation: String
    /// The key that the token is to be bound to.
    var proof: ProofKey?

    private struct Answer: Decodable {
        var accessToken: String?
        var expiresIn: FlexibleNumber?
        var error: String?
        var errorDescription: String?
    }

    func issue(in conversation: Conversation) async throws(ProviderAnswer) -> CallerToken.Issued {
        let now = conversation.now
        var (response, answer) = try await self.ask(nonce: nil, in: conversation)
        // A server that gives out nonces refuses the first proof (RFC 9449 §8).
        if self.proof != nil, answer.error == "use_dpop_nonce", let nonce = response["DPoP-Nonce"] {
            (response, answer) = try await self.ask(nonce: nonce, in: conversation)
        }
        guard response.status == 200, let token = answer.accessToken else {
            let words = [answer.error, answer.errorDescription].compactMap { $0 }.joined(separator: ": ")
            throw conversation.answer(
                answer.error == "temporarily_unavailable" ? .transient : .misconfigured,
                "the token endpoint answered \(response.status) \(words)", documentation: self.documentation)
        }
        // Where no lifetime is given, an hour is what issuers use most.
        let seconds = min(max(answer.expiresIn?.value ?? 3_600, 0), 86_400)
        return try CallerToken.Issued(value: token, expiry: now.addingTimeInterval(seconds), in: conversation)
    }

    private func ask(
        nonce: String?, in conversation: Conversation
    ) async throws(ProviderAnswer) -> (EgressResponse, Answer) {
        let form = try self.form(conversation.now)
        for (name, value) in form where Self.secretFields.contains(name) { conversation.hide(value) }
        var request = EgressRequest.form(url: self.url, form)
        if let proof { request.headers.append(try proof.proof(of: request, nonce: nonce, in: conversation)) }
        let response = try await conversation.sendUnauthorised(request, authorization: self.authorization)
        return (response, try conversation.decoded(Answer.self, from: response))
    }

    private static let secretFields: Set = ["assertion", "client_assertion", "client_secret", "refresh_token"]
}

/// A number that some servers write as text.
struct FlexibleNumber: Decodable, Sendable {
    var value: Double

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
            self.value = number
        } else if let number = Double(try container.decode(String.self)), number.isFinite {
            self.value = number
        } else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no number")
        }
    }
}
