import Egress
import Foundation

/// A refusal by Microsoft Graph: `{"error":{"code","message","innerError":{…}}}`.
struct EntraFault {
    private let status: Int
    private let words: String

    private struct Body: Decodable {
        struct Fault: Decodable {
            var code: String?
            var message: String?
        }
        var error: Fault?
    }

    init(_ response: EgressResponse) {
        let fault = (try? ProviderJSON.decoded(Body.self, from: response.body))?.error
        self.status = response.status
        self.words = [fault?.code, fault?.message].compactMap(\.self).joined(separator: ": ")
    }

    /// - Parameters:
    ///   - outcome: what "not found" means for this call.
    ///   - permission: what the call needs.
    func answer(
        whenNotFound outcome: RevokeOutcome, needing permission: EntraPermission, in conversation: Conversation
    ) -> ProviderAnswer {
        let words = self.words.isEmpty ? "status \(self.status)" : self.words
        switch self.status {
        case 401: return conversation.answer(.misconfigured, words, documentation: EntraPermission.documentation)
        case 403:
            return conversation.answer(
                .forbidden, words, permission: permission.rawValue, documentation: EntraPermission.documentation)
        case 404: return conversation.answer(outcome, words)
        default: return conversation.answer(.unsupported, words)
        }
    }
}
