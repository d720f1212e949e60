import Egress
import Foundation

/// A refusal by a Google API.
///
/// A status alone does not tell: a 403 may mean "too fast" or "not permitted". The reasons in the body decide.
/// Source: developers.google.com/workspace/admin/directory/v1/limits, and the reasons that GAM handles.
struct GoogleFault {
    private let status: Int
    private let reasons: Set<String>
    private let message: String
    private let retryAfter: String?

    private struct Body: Decodable {
        struct Fault: Decodable {
            struct Entry: Decodable { var reason: String? }
            var message: String?
            var errors: [Entry]?
            var status: String?
        }
        var error: Fault?
    }

    init(_ response: EgressResponse) {
        let fault = (try? ProviderJSON.decoded(Body.self, from: response.body))?.error
        self.status = response.status
        self.reasons = Set((fault?.errors ?? []).prefix(10).compactMap(\.reason) + [fault?.status].compactMap { $0 })
        self.message = fault?.message ?? "status \(response.status)"
        self.retryAfter = response["Retry-After"]
    }

    /// - Parameters:
    ///   - outcome: what "not found" means for this call.
    ///   - scope: what the call needs.
    func answer(
        whenNotFound outcome: RevokeOutcome, needing scope: GoogleScope, in conversation: Conversation
    ) -> ProviderAnswer {
        if !self.reasons.isDisjoint(with: Self.throttling) {
            return conversation.answer(
                .throttled, self.words, retryAfter: RetryAfter.pause(self.retryAfter, now: conversation.now))
        }
        if !self.reasons.isDisjoint(with: Self.missingSubject) {
            return conversation.answer(.subjectMissing, self.words)
        }
        switch self.status {
        case 404: return conversation.answer(outcome, self.words)
        case 401:
            return conversation.answer(.misconfigured, self.words, documentation: GoogleScope.delegationPage)
        case 403:
            return conversation.answer(
                .forbidden, self.words, permission: self.permission(for: scope),
                documentation: GoogleScope.documentation)
        default: return conversation.answer(.unsupported, self.words)
        }
    }

    /// A missing scope has reasons of its own; else the administrator's role lacks the privilege.
    private func permission(for scope: GoogleScope) -> String {
        let isScope = !self.reasons.isDisjoint(with: ["insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"])
        guard !isScope else { return scope.rawValue }
        return scope == .userSecurity ? "admin privilege User Security" : "admin privilege Users > Read"
    }

    private var words: String {
        ([self.message] + self.reasons.sorted()).joined(separator: "; ")
    }

    private static let throttling: Set = [
        "userRateLimitExceeded", "quotaExceeded", "rateLimitExceeded", "dailyLimitExceeded", "RESOURCE_EXHAUSTED",
    ]
    private static let missingSubject: Set = ["userNotFound", "domainNotFound", "domainCannotUseApis"]
}
