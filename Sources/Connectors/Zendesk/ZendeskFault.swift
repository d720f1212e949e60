import Egress
import Foundation

/// A refusal by Zendesk: `{"error","description"}`, where `error` may be an object with a title.
struct ZendeskFault {
    static let documentation = "https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/"
    static let permission = "administrator"

    private let status: Int
    private let words: String

    private struct Body: Decodable {
        struct Titled: Decodable {
            var title: String?
            var message: String?
        }
        var error: String?
        var description: String?

        private enum CodingKeys: CodingKey { case error, description }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.description = try? container.decode(String.self, forKey: .description)
            if let text = try? container.decode(String.self, forKey: .error) {
                self.error = text
            } else if let titled = try? container.decode(Titled.self, forKey: .error) {
                self.error = [titled.title, titled.message].compactMap(\.self).joined(separator: ": ")
            }
        }
    }

    init(_ response: EgressResponse) {
        let body = try? ProviderJSON.decoded(Body.self, from: response.body)
        let words = [body?.error, body?.description].compactMap(\.self).joined(separator: ": ")
        self.status = response.status
        self.words = words.isEmpty ? "status \(response.status)" : words
    }

    func answer(whenNotFound outcome: RevokeOutcome, in conversation: Conversation) -> ProviderAnswer {
        switch self.status {
        case 401: conversation.answer(.misconfigured, self.words, documentation: Self.documentation)
        case 403:
            conversation.answer(
                .forbidden, self.words, permission: Self.permission, documentation: Self.documentation)
        case 404: conversation.answer(outcome, self.words)
        default: conversation.answer(.unsupported, self.words)
        }
    }
}
