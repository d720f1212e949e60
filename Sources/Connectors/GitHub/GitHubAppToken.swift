import Cryptography
import Egress
import Foundation

/// The token of a GitHub App's installation, got by proving the app's key.
///
/// Source: github/docs, *Authenticating as a GitHub App installation*.
struct GitHubAppToken: TokenIssuer {
    let url: String
    let appID: String
    let assertion: JWTAssertion

    private struct Answer: Decodable {
        var token: String?
        var expiresAt: String?
        var message: String?
    }

    func issue(in conversation: Conversation) async throws(ProviderAnswer) -> CallerToken.Issued {
        // Ten minutes are the longest; the start lies back, as clocks differ.
        let start = conversation.now.addingTimeInterval(-60)
        guard let proof = try? self.assertion.signed(["iss": self.appID], now: start, lifetime: 540) else {
            throw conversation.answer(.misconfigured, "the private key does not sign")
        }
        let response = try await conversation.sendUnauthorised(
            .json(.post, url: self.url, body: "{}"), authorization: "Bearer \(proof)")
        let answer = try conversation.decoded(Answer.self, from: response)
        guard response.status == 201, let token = answer.token else {
            throw conversation.answer(
                .misconfigured, "no installation token: \(answer.message ?? "status \(response.status)")",
                documentation: GitHubFault.documentation)
        }
        let end = ProviderTime.date(answer.expiresAt) ?? conversation.now.addingTimeInterval(3_600)
        return try CallerToken.Issued(value: token, expiry: end, in: conversation)
    }
}
