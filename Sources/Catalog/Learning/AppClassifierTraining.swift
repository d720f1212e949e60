/// Makes a classifier from examples, and measures it on examples that it has not seen.
package struct AppClassifierTraining: Sendable {
    /// What decides how a classifier comes out, beside the examples.
    package struct Recipe: Sendable {
        package var ridge = 0.3
        package var lasso = 0.05
        package var sweeps = 20
        /// Examples that must have a feature.
        package var leastExamples = 3
        package var folds = 5
        /// The share of AI among the hosts called AI, and among the names called AI, that the threshold must reach, if
        /// as many signs are AI as not.
        package var precision = 0.96

        package init() {}
    }

    package let recipe: Recipe
    package let examples: [TrainingExample]
    package let folds: MakerFolds
    private let vocabulary: [String]
    private let matrix: LogisticRegression.Examples

    /// - Parameter others: makers of signs that are to be judged by a model which has not seen them.
    package init(_ examples: [TrainingExample], others: [[String]] = [], recipe: Recipe = Recipe()) {
        self.recipe = recipe
        self.examples = examples
        self.folds = MakerFolds(examples.map(\.makers) + others, count: recipe.folds)
        var columns: [String: [(row: Int32, value: Double)]] = [:]
        for (row, example) in examples.enumerated() {
            let features = SignFeatures(example.sign)
            var values: [String: Double] = [:]
            for feature in features.words { values[features.name(of: feature), default: 0] += 1 }
            for feature in features.pieces {
                values[features.name(of: feature), default: 0] += features.pieceValue
            }
            for (name, value) in values { columns[name, default: []].append((Int32(row), value)) }
        }
        self.vocabulary = columns.lazy.filter { $0.value.count >= recipe.leastExamples }.map(\.key).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
        var matrix = LogisticRegression.Examples(count: examples.count)
        for name in self.vocabulary { matrix.addColumn(columns[name] ?? []) }
        self.matrix = matrix
    }

    /// A model of all examples but those of one part; of all when the part is nil.
    package func model(without fold: Int?, nameShift: Int = 0) -> AppClassifier {
        let fitted = self.fit(without: fold, nameShift: nameShift)
        return AppClassifier(
            weights: fitted.weights, bias: fitted.bias, threshold: 0,
            calibration: AppClassifier.Calibration(slope: 1000, offset: 0))
    }

    /// Every example with the score of a model that has not seen its maker.
    package func scoredUnseen() -> [ScoredExample] {
        let models = (0..<self.recipe.folds).map { self.model(without: $0) }
        return self.examples.indices.map { index in
            let example = self.examples[index]
            return ScoredExample(
                kind: example.kind, isAI: example.isAI, score: models[self.folds.folds[index]].score(example.sign))
        }
    }

    /// The threshold, and what a name's score must get so that it is as precise on names as on hosts, in thousandths:
    /// names say less, and would else be called AI too often, and hosts too seldom.
    package func cut(_ scored: [ScoredExample]) -> (threshold: Int, nameShift: Int) {
        func threshold(_ rows: [ScoredExample]) -> Int? {
            PrecisionCurve(rows).point(precision: self.recipe.precision)?.threshold
        }
        guard let hosts = threshold(scored.filter { $0.kind != .name }),
            let names = threshold(scored.filter { $0.kind == .name })
        else { return (threshold(scored) ?? Int(Int32.max), 0) }
        return (hosts, hosts - names)
    }

    /// Trains on all examples; threshold and calibration come from the scores of models that had not seen the
    /// example's maker.
    package func run() -> TrainedClassifier {
        var scored = self.scoredUnseen()
        let cut = self.cut(scored)
        for index in scored.indices where scored[index].kind == .name { scored[index].score += cut.nameShift }
        let fitted = self.fit(without: nil, nameShift: cut.nameShift)
        return TrainedClassifier(
            weights: fitted.weights, bias: fitted.bias, threshold: cut.threshold, nameShift: cut.nameShift,
            calibration: Self.calibration(scored), scored: scored, training: self)
    }

    private func fit(without fold: Int?, nameShift: Int) -> (weights: [String: Int], bias: Int) {
        let regression = LogisticRegression(
            ridge: self.recipe.ridge, lasso: self.recipe.lasso, sweeps: self.recipe.sweeps)
        let fitted = regression.fit(
            self.matrix, labels: self.examples.map(\.isAI),
            isUsed: self.examples.indices.map { self.folds.folds[$0] != fold })
        var weights: [String: Int] = [:]
        for (name, weight) in zip(self.vocabulary, fitted.weights) {
            let thousandths = Int((weight * 1000).rounded())
            if thousandths != 0 { weights[name] = thousandths }
        }
        if nameShift != 0 { weights[SignFeatures.nameOfNames, default: 0] += nameShift }
        return (weights, Int((fitted.bias * 1000).rounded()))
    }

    /// Platt's two numbers over scores of unseen examples (Platt 1999, "Probabilistic outputs for support vector
    /// machines"), with the offset moved to as many AI as not.
    private static func calibration(_ scored: [ScoredExample]) -> AppClassifier.Calibration {
        var scores = LogisticRegression.Examples(count: scored.count)
        scores.addColumn(scored.enumerated().map { (Int32($0.offset), Double($0.element.score) / 1000) })
        let fitted = LogisticRegression(ridge: 0, lasso: 0, sweeps: 200).fit(
            scores, labels: scored.map(\.isAI), isUsed: scored.map { _ in true })
        // Where the odds of the examples are even, the odds of the score alone decide.
        let share = Double(scored.count { $0.isAI }) / Double(max(1, scored.count))
        return AppClassifier.Calibration(
            slope: Int(((fitted.weights.first ?? 0) * 1000).rounded()),
            offset: Int(((fitted.bias - Logistic.logOdds(share)) * 1000).rounded()))
    }
}
