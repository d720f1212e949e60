import Egress
import Foundation

/// A refusal by GitHub: `{"message","documentation_url"}`.
///
/// A 403 may mean "too fast": the headers decide. A 404 may hide a missing permission.
/// Source: github/docs, *Rate limits for the REST API*.
struct GitHubFault {
    static let documentation = "https://docs.github.com/rest/orgs/personal-access-tokens"

    private let response: EgressResponse
    private let message: String

    private struct Body: Decodable { var message: String? }

    init(_ response: EgressResponse) {
        self.response = response
        self.message = (try? ProviderJSON.decoded(Body.self, from: response.body))?.message ?? ""
    }

    /// The pause of a refusal for its pace: to the reset when nothing remains, else `Retry-After`, else a minute.
    static func pause(_ response: EgressResponse, now: Date) -> Duration {
        if response["X-RateLimit-Remaining"] == "0",
            let pause = RetryAfter.pause(untilEpoch: response["X-RateLimit-Reset"], now: now)
        {
            return pause
        }
        return RetryAfter.pause(response["Retry-After"], now: now) ?? .seconds(60)
    }

    func answer(in conversation: Conversation) -> ProviderAnswer {
        let words = self.message.isEmpty ? "status \(self.response.status)" : self.message
        switch self.response.status {
        case 403 where self.isThrottling:
            return conversation.answer(
                .throttled, words, retryAfter: Self.pause(self.response, now: conversation.now))
        case 401: return conversation.answer(.misconfigured, words, documentation: Self.documentation)
        case 403, 404:
            return conversation.answer(
                .forbidden, words, permission: self.permission, documentation: Self.documentation)
        default: return conversation.answer(.unsupported, words)
        }
    }

    private var isThrottling: Bool {
        self.response["X-RateLimit-Remaining"] == "0" || self.response["Retry-After"] != nil
            || self.message.lowercased().contains("rate limit")
    }

    /// What GitHub says would have been accepted.
    private var permission: String {
        self.response["X-Accepted-GitHub-Permissions"] ?? self.response["X-Accepted-OAuth-Scopes"]
            ?? "organisation owner"
    }
}
