import Foundation

/// Looks for members that a policy does not have: a misspelt one would be a condition that nobody checks.
enum PolicyMembers {
    static func check(_ json: Data) throws(Policy.Failure) {
        // What is no object here is refused by the decoder, which knows the place.
        guard let policy = try? JSONSerialization.jsonObject(with: json) as? [String: Any] else { return }
        try self.check(policy, Policy.CodingKeys.self, at: "")
        guard let rules = policy[Policy.CodingKeys.rules.stringValue] as? [Any] else { return }
        for (index, rule) in rules.enumerated() {
            guard let rule = rule as? [String: Any] else { continue }
            try self.check(rule, Policy.Rule.CodingKeys.self, at: "rules[\(index)]")
            guard let condition = rule[Policy.Rule.CodingKeys.when.stringValue] as? [String: Any] else { continue }
            try self.check(condition, Policy.Condition.CodingKeys.self, at: "rules[\(index)].when")
        }
    }

    private static func check<Key: CodingKey & CaseIterable>(
        _ object: [String: Any], _ keys: Key.Type, at place: String
    ) throws(Policy.Failure) {
        let known = keys.allCases.map(\.stringValue)
        guard let unknown = object.keys.sorted().first(where: { !known.contains($0) }) else { return }
        throw Policy.Failure(
            place: place, problem: "has \(self.shown(unknown)); known here: \(known.joined(separator: ", "))")
    }

    /// A name from outside, shown only when it looks like one.
    private static func shown(_ name: String) -> String {
        let isName =
            (1...40).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
                    || Character(UnicodeScalar(byte)).isLetter && byte < 0x80 || Character(UnicodeScalar(byte)).isNumber
            }
        return isName ? "the unknown member \(name)" : "an unknown member"
    }
}
