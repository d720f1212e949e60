import Egress
import Foundation

/// A refusal by Dropbox: `{"error_summary","error":{".tag",…}}`; an endpoint's own come with 409.
struct DropboxFault {
    static let documentation = "https://www.dropbox.com/developers/documentation/http/teams#team-linked_apps"

    let status: Int
    /// The error's name.
    let tag: String
    private let words: String
    private let requiredScope: String?

    private struct Body: Decodable {
        struct Fault: Decodable {
            private enum CodingKeys: String, CodingKey {
                case tag = ".tag"
                case requiredScope
            }

            var tag: String?
            var requiredScope: String?
        }
        var errorSummary: String?
        var error: Fault?
    }

    init(_ response: EgressResponse) {
        let body = try? ProviderJSON.decoded(Body.self, from: response.body)
        self.status = response.status
        self.tag = body?.error?.tag ?? ""
        self.words = body?.errorSummary ?? "status \(response.status)"
        self.requiredScope = body?.error?.requiredScope
    }

    /// Whether the caller's token has ended or is unknown.
    var isAboutToken: Bool { ["expired_access_token", "invalid_access_token"].contains(self.tag) }

    func answer(in conversation: Conversation) -> ProviderAnswer {
        switch (self.status, self.tag) {
        case (409, "app_not_found"): conversation.answer(.alreadyAbsent, self.words)
        case (409, "member_not_found"): conversation.answer(.subjectMissing, self.words)
        case (401, "missing_scope"), (401, "route_access_denied"), (403, _):
            // With 401, and yet the credentials are good.
            conversation.answer(
                .forbidden, self.words, permission: self.requiredScope ?? "team access",
                documentation: Self.documentation)
        case (401, _): conversation.answer(.misconfigured, self.words, documentation: Self.documentation)
        default: conversation.answer(.unsupported, self.words)
        }
    }
}
