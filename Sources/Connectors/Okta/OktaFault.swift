import Egress
import Foundation

/// A refusal by Okta: `{"errorCode","errorSummary",…}`.
struct OktaFault {
    /// What a call needs.
    enum Permission: String {
        case read = "okta.users.read"
        case manage = "okta.users.manage"
    }

    static let documentation = "https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserGrant/"

    private let status: Int
    private let words: String

    private struct Body: Decodable {
        var errorCode: String?
        var errorSummary: String?
    }

    init(_ response: EgressResponse) {
        let body = try? ProviderJSON.decoded(Body.self, from: response.body)
        let words = [body?.errorCode, body?.errorSummary].compactMap(\.self).joined(separator: ": ")
        self.status = response.status
        self.words = words.isEmpty ? "status \(response.status)" : words
    }

    func answer(
        whenNotFound outcome: RevokeOutcome, needing permission: Permission, in conversation: Conversation
    ) -> ProviderAnswer {
        switch self.status {
        case 401: conversation.answer(.misconfigured, self.words, documentation: Self.documentation)
        case 403:
            conversation.answer(
                .forbidden, self.words, permission: permission.rawValue, documentation: Self.documentation)
        case 404: conversation.answer(outcome, self.words)
        default: conversation.answer(.unsupported, self.words)
        }
    }
}
