/// What a walk through a whole store has found.
package struct SoundnessReport: Sendable {
    /// What was found of one invariant.
    package struct Verdict: Sendable {
        /// The invariant's name, for programs.
        package let name: String
        /// What should be true.
        package let meaning: String
        /// Places where it is not.
        package fileprivate(set) var breaches = 0
        /// The first of these in words, `mostExamples` at most.
        package fileprivate(set) var examples: [String] = []

        package var isSound: Bool { self.breaches == 0 }
    }

    /// Places that are told of one invariant.
    package static let mostExamples = 3

    /// In the order of the check.
    package private(set) var verdicts: [Verdict] = []

    package var isSound: Bool { self.verdicts.allSatisfy(\.isSound) }

    /// Names of the invariants that do not hold.
    package var broken: [String] { self.verdicts.filter { !$0.isSound }.map(\.name) }

    /// Asks one invariant of a database.
    mutating func ask(_ invariant: Invariant, _ body: (_ say: (String) -> Void) throws -> Void) rethrows {
        var verdict = Verdict(name: invariant.name, meaning: invariant.meaning)
        try body { text in
            verdict.breaches += 1
            if verdict.examples.count < Self.mostExamples { verdict.examples.append(text) }
        }
        self.verdicts.append(verdict)
    }
}
