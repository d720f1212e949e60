import APIModel
import Access
import Web

extension ProblemResponse {
    /// Answers for whom `body` did not let in.
    static func ofRefusal<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let refusal as TokenDirectory.Refusal {
            throw ProblemResponse(ProblemCode(rawValue: refusal.rawValue) ?? .tokenUnknown)
        }
    }
}
