import CShippedData
import Cryptography
package import Foundation
import Grants
import Risk

extension Policy {
    /// Why a text is no policy, in one sentence that begins with the place, such as `rules[2].when`.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        /// A path of the document's own names; empty for the document as a whole.
        package var place: String
        package var problem: String

        package var description: String {
            "\(self.place.isEmpty ? "the policy" : self.place) \(self.problem)"
        }
    }

    /// Reads a policy and checks it as `schemas/policy.v1.json` does, and that its last rule matches everything.
    package init(json: Data) throws(Failure) {
        try PolicyMembers.check(json)
        let policy: Policy
        do {
            policy = try JSONDecoder().decode(Policy.self, from: json)
        } catch let error as DecodingError {
            throw Failure(error)
        } catch {
            throw Failure(place: "", problem: "is not JSON")
        }
        try policy.check()
        self = policy
    }

    /// The policy that this build ships.
    package static func shipped() throws -> Policy {
        let file = gnomon_policy_json
        return try Policy(json: Data(bytes: file.bytes, count: file.size))
    }

    /// SHA-256 of the policy's content, in hexadecimal: equal for two texts that say the same.
    package func contentHash() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return SHA256.hash(Array(try encoder.encode(self))).hexadecimal
    }

    private func check() throws(Failure) {
        guard self.format == Self.formatName else {
            throw Failure(place: "format", problem: "must be \(Self.formatName)")
        }
        try Self.check(self.version, of: 1...32, at: "version")
        guard !self.rules.isEmpty else { throw Failure(place: "rules", problem: "must hold at least one rule") }
        var seen: Set<String> = []
        for (index, rule) in self.rules.enumerated() {
            try rule.check(at: "rules[\(index)]")
            guard seen.insert(rule.id).inserted else {
                throw Failure(place: "rules[\(index)].id", problem: "is the id of an earlier rule, too")
            }
        }
        guard self.rules.last?.when == Condition() else {
            throw Failure(
                place: "rules[\(self.rules.count - 1)].when",
                problem: "must be empty: the last rule has to match every finding")
        }
    }

    fileprivate static func check(_ text: String, of lengths: ClosedRange<Int>, at place: String) throws(Failure) {
        guard lengths.contains(text.unicodeScalars.count) else {
            throw Failure(place: place, problem: "must have \(lengths.lowerBound) to \(lengths.upperBound) characters")
        }
    }
}

extension Policy.Rule {
    fileprivate func check(at place: String) throws(Policy.Failure) {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        guard let first = self.id.utf8.first, letters.contains(first), self.id.utf8.count <= 64,
            self.id.utf8.allSatisfy({
                letters.contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
            })
        else {
            throw Policy.Failure(
                place: "\(place).id", problem: "must be a lower-case letter and up to 63 of a–z, 0–9 and _")
        }
        try Policy.check(self.because, of: 1...300, at: "\(place).because")
        for (name, count) in [
            ("signals", self.when.signals?.count), ("severity", self.when.severity?.count),
            ("ai_class", self.when.aiClass?.count),
        ] where count == 0 {
            throw Policy.Failure(place: "\(place).when.\(name)", problem: "must not be empty; leave it out instead")
        }
        if let decider, !Policy.deciders.contains(decider) {
            throw Policy.Failure(
                place: "\(place).decider", problem: "must be one of: \(Policy.deciders.joined(separator: ", "))")
        }
        if let withinDays, !(1...365).contains(withinDays) {
            throw Policy.Failure(place: "\(place).within_days", problem: "must be 1 to 365")
        }
        guard ActionKind.ofPolicies.contains(self.propose) else {
            let known = ActionKind.ofPolicies.map(\.rawValue).joined(separator: ", ")
            throw Policy.Failure(place: "\(place).propose", problem: "must be one of: \(known)")
        }
        guard self.propose != .review || (self.decider != nil && self.withinDays != nil) else {
            throw Policy.Failure(
                place: place, problem: "proposes a review and must name its decider and within_days")
        }
    }
}

extension Policy.Failure {
    fileprivate init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(place: Self.place(context), problem: "lacks \(key.stringValue)")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self.init(place: Self.place(context), problem: "is of the wrong type")
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            self.init(place: "", problem: "is not JSON")
        case .dataCorrupted(let context):
            let name = context.codingPath.last { $0.intValue == nil }?.stringValue ?? ""
            let known = Self.words[name].map { "must be one of: \($0.joined(separator: ", "))" }
            self.init(place: Self.place(context), problem: known ?? "is not what belongs here")
        @unknown default:
            self.init(place: "", problem: "cannot be read")
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        context.codingPath.reduce(into: "") { place, key in
            if let index = key.intValue {
                place += "[\(index)]"
            } else {
                place += (place.isEmpty ? "" : ".") + key.stringValue
            }
        }
    }

    /// Words of the closed sets, by the name of the member that holds one.
    private static let words: [String: [String]] = [
        Policy.Rule.CodingKeys.propose.stringValue: ActionKind.ofPolicies.map(\.rawValue),
        Policy.Condition.CodingKeys.signals.stringValue: Signal.allCases.map(\.rawValue),
        Policy.Condition.CodingKeys.severity.stringValue: Severity.allCases.map(\.rawValue),
        Policy.Condition.CodingKeys.aiClass.stringValue: AIClass.allCases.map(\.rawValue),
    ]
}
