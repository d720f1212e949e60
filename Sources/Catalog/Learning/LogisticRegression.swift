/// Logistic regression with an elastic-net penalty, by coordinate descent in a fixed order.
///
/// It minimises the sum of the logistic losses + `ridge`/2 · Σ(w/s)² + `lasso` · Σ|w/s|; the bias is free. A feature's
/// strength s tells how one-sided it is: what half of both classes have gets its weight at a high price. Each step
/// bounds the curvature by ¼, so that no step makes the sum larger. One thread, one order: equal on every machine.
struct LogisticRegression {
    /// A matrix by columns: for each feature the examples that have it.
    struct Examples {
        /// Where each column begins in `rows` and `values`; one more at the end.
        private(set) var starts: [Int] = [0]
        private(set) var rows: [Int32] = []
        private(set) var values: [Double] = []
        let count: Int

        init(count: Int) {
            self.count = count
        }

        mutating func addColumn(_ entries: some Sequence<(row: Int32, value: Double)>) {
            for entry in entries {
                self.rows.append(entry.row)
                self.values.append(entry.value)
            }
            self.starts.append(self.rows.count)
        }

        var columns: Int { self.starts.count - 1 }
    }

    var ridge: Double
    var lasso: Double
    /// Passes over all features.
    var sweeps: Int
    /// The strength of a feature that both classes have alike; `nil` gives every feature the strength 1.
    var leastStrength: Double?

    /// - Parameters:
    ///   - labels: one for each example.
    ///   - isUsed: whether an example counts at all.
    /// - Returns: one weight for each column, and the bias.
    func fit(_ examples: Examples, labels: [Bool], isUsed: [Bool]) -> (weights: [Double], bias: Double) {
        var weights = [Double](repeating: 0, count: examples.columns)
        var bias = 0.0
        var scores = [Double](repeating: 0, count: examples.count)
        // Probability minus label; zero for an example that does not count.
        var errors = (0..<examples.count).map { isUsed[$0] ? 0.5 - (labels[$0] ? 1 : 0) : 0 }
        let mass = isUsed.map { $0 ? 0.25 : 0 }
        let used = max(1, Double(isUsed.count { $0 }))
        let curvatures = self.curvatures(examples, mass)
        let strengths = self.strengths(examples, labels, isUsed)
        examples.rows.withUnsafeBufferPointer { rows in
            examples.values.withUnsafeBufferPointer { values in
                examples.starts.withUnsafeBufferPointer { starts in
                    for _ in 0..<self.sweeps {
                        bias -= self.centre(&scores, &errors, labels, isUsed, used)
                        for column in 0..<weights.count {
                            var slope = 0.0
                            for entry in starts[column]..<starts[column + 1] {
                                slope += values[entry] * errors[Int(rows[entry])]
                            }
                            let change = self.step(weights[column], slope, curvatures[column], strengths[column])
                            guard change != 0 else { continue }
                            weights[column] += change
                            for entry in starts[column]..<starts[column + 1] {
                                let row = Int(rows[entry])
                                guard isUsed[row] else { continue }
                                scores[row] += change * values[entry]
                                errors[row] = Logistic.probability(scores[row]) - (labels[row] ? 1 : 0)
                            }
                        }
                    }
                }
            }
        }
        return (weights, bias)
    }

    /// One step of the bias, carried into the scores; what it is to lose.
    private func centre(
        _ scores: inout [Double], _ errors: inout [Double], _ labels: [Bool], _ isUsed: [Bool], _ used: Double
    ) -> Double {
        let change = errors.reduce(0, +) / (0.25 * used)
        for row in scores.indices where isUsed[row] {
            scores[row] -= change
            errors[row] = Logistic.probability(scores[row]) - (labels[row] ? 1 : 0)
        }
        return change
    }

    /// How far a weight moves: Newton's step on the bounded curvature, then towards zero by the lasso.
    private func step(_ weight: Double, _ slope: Double, _ curvature: Double, _ strength: Double) -> Double {
        let aim = weight * curvature - slope
        let lasso = self.lasso / strength
        let shrunk = abs(aim) <= lasso ? 0 : aim > 0 ? aim - lasso : aim + lasso
        return shrunk / (curvature + self.ridge / (strength * strength)) - weight
    }

    /// How one-sided each feature is: the difference between its shares of the two classes' features, over their sum
    /// (after Wang and Manning 2012, "Baselines and Bigrams", who weigh features by their log-count ratio).
    private func strengths(_ examples: Examples, _ labels: [Bool], _ isUsed: [Bool]) -> [Double] {
        guard let least = self.leastStrength else { return [Double](repeating: 1, count: examples.columns) }
        // One more of each, so that what is rare counts as less sure.
        let sums = (0..<examples.columns).map { column in
            (examples.starts[column]..<examples.starts[column + 1]).reduce(into: (yes: 1.0, no: 1.0)) { sums, entry in
                let row = Int(examples.rows[entry])
                guard isUsed[row] else { return }
                if labels[row] { sums.yes += examples.values[entry] } else { sums.no += examples.values[entry] }
            }
        }
        let whole = sums.reduce((yes: 0.0, no: 0.0)) { ($0.yes + $1.yes, $0.no + $1.no) }
        return sums.map { sums in
            let (yes, no) = (sums.yes / whole.yes, sums.no / whole.no)
            return abs(yes - no) / (yes + no) + least
        }
    }

    private func curvatures(_ examples: Examples, _ mass: [Double]) -> [Double] {
        (0..<examples.columns).map { column in
            (examples.starts[column]..<examples.starts[column + 1]).reduce(0) { sum, entry in
                sum + mass[Int(examples.rows[entry])] * examples.values[entry] * examples.values[entry]
            }
        }
    }
}
