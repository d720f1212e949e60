import CShippedData
package import Foundation

extension Policy {
    /// Why a text is no policy.
    package enum Failure: Error, Equatable {
        case unreadable(String)
        case format(String)
        case repeatedRule(String)
        /// A review names no decider or no number of days.
        case reviewWithoutTerms(String)
        /// The last rule does not match every finding.
        case noCatchAll
    }

    /// Reads and checks a policy.
    package init(json: Data) throws(Failure) {
        let policy: Policy
        do {
            policy = try JSONDecoder().decode(Policy.self, from: json)
        } catch let error as DecodingError {
            throw .unreadable(error.place)
        } catch {
            throw .unreadable("not JSON")
        }
        guard policy.format == Policy.formatName else { throw .format(policy.format) }
        var seen: Set<String> = []
        for rule in policy.rules {
            guard seen.insert(rule.id).inserted else { throw .repeatedRule(rule.id) }
            if rule.propose == .review, rule.decider == nil || (rule.withinDays ?? 0) < 1 {
                throw .reviewWithoutTerms(rule.id)
            }
        }
        guard policy.rules.last?.when == Policy.Condition() else { throw .noCatchAll }
        self = policy
    }

    /// The policy that this build ships.
    package static func shipped() throws -> Policy {
        let file = gnomon_policy_json
        return try Policy(json: Data(bytes: file.bytes, count: file.size))
    }
}

extension DecodingError {
    /// Where in the document the error lies, in its own field names.
    fileprivate var place: String {
        let context: Context
        switch self {
        case .typeMismatch(_, let c), .valueNotFound(_, let c), .keyNotFound(_, let c), .dataCorrupted(let c):
            context = c
        @unknown default: return "unreadable"
        }
        let path = context.codingPath.map(\.stringValue).joined(separator: ".")
        return path.isEmpty ? "the document" : path
    }
}
