/// An example's score from a model that has not seen its maker.
package struct ScoredExample: Sendable {
    package var kind: KnownApp.Kind
    package var isAI: Bool
    /// Thousandths.
    package var score: Int
}

/// What a threshold costs and brings.
package struct PrecisionCurve: Sendable {
    /// One threshold; signs that score as much or more are called AI.
    package struct Point: Sendable, Equatable {
        package var threshold: Int
        /// AI signs that are called AI, a share of all AI signs.
        package var recall: Double
        /// Other signs that are called AI, a share of all others.
        package var falseShare: Double

        /// The share of AI among those called AI, where `share` of all signs are AI; 1 when none is called so.
        package func precision(whereAIIs share: Double) -> Double {
            let right = self.recall * share
            let wrong = self.falseShare * (1 - share)
            return right + wrong == 0 ? 1 : right / (right + wrong)
        }
    }

    /// Highest score first.
    private let scored: [ScoredExample]
    private let ai: Int

    package init(_ scored: [ScoredExample]) {
        self.scored = scored.sorted { $0.score > $1.score }
        self.ai = scored.count { $0.isAI }
    }

    /// The lowest threshold that keeps the precision, where as many signs are AI as not.
    package func point(precision: Double) -> Point? {
        var best: Point?
        self.eachPoint { point in
            if point.recall > 0, point.precision(whereAIIs: 0.5) >= precision { best = point }
        }
        return best
    }

    /// What a given threshold costs and brings.
    package func point(threshold: Int) -> Point {
        let called = self.scored.prefix { $0.score >= threshold }
        return self.point(threshold, called.count { $0.isAI }, called.count { !$0.isAI })
    }

    private func eachPoint(_ body: (Point) -> Void) {
        var right = 0
        var wrong = 0
        for (index, example) in self.scored.enumerated() {
            if example.isAI { right += 1 } else { wrong += 1 }
            let isLastOfItsScore =
                index + 1 == self.scored.count || self.scored[index + 1].score < example.score
            if isLastOfItsScore { body(self.point(example.score, right, wrong)) }
        }
    }

    private func point(_ threshold: Int, _ right: Int, _ wrong: Int) -> Point {
        Point(
            threshold: threshold, recall: Double(right) / Double(max(1, self.ai)),
            falseShare: Double(wrong) / Double(max(1, self.scored.count - self.ai)))
    }
}
