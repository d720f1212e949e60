import Egress
import Foundation

/// A refusal by Salesforce: `[{"errorCode","message"}]` from queries, `{"error","error_description"}` from revoking.
struct SalesforceFault {
    static let documentation =
        "https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_oauthtoken.htm"
    static let permission = "Customize Application"

    private let status: Int
    /// `errorCode`, or `error`.
    let code: String
    private let words: String

    private struct Entry: Decodable {
        var errorCode: String?
        var message: String?
    }

    private struct OAuthError: Decodable {
        var error: String?
        var errorDescription: String?
    }

    init(_ response: EgressResponse) {
        let entry = (try? ProviderJSON.decoded([Entry].self, from: response.body))?.first
        let fault = try? ProviderJSON.decoded(OAuthError.self, from: response.body)
        self.status = response.status
        self.code = entry?.errorCode ?? fault?.error ?? ""
        let words = [self.code, entry?.message ?? fault?.errorDescription].compactMap(\.self)
        self.words = words.joined(separator: ": ")
    }

    func answer(in conversation: Conversation) -> ProviderAnswer {
        let words = self.words.isEmpty ? "status \(self.status)" : self.words
        switch (self.status, self.code) {
        case (_, "REQUEST_LIMIT_EXCEEDED"): return conversation.answer(.throttled, words)
        case (_, "INSUFFICIENT_ACCESS"), (_, "INVALID_TYPE"), (403, _):
            return conversation.answer(
                .forbidden, words, permission: Self.permission, documentation: Self.documentation)
        case (401, _): return conversation.answer(.misconfigured, words, documentation: Self.documentation)
        default: return conversation.answer(.unsupported, words)
        }
    }
}
