/// Makes a classifier from examples, and measures it on examples that it has not seen.
package struct AppClassifierTraining: Sendable {
    /// What decides how a classifier comes out, beside the examples.
    package struct Recipe: Sendable {
        package var ridge = 0.33
        package var lasso = 0.06
        package var leastStrength = 0.1
        package var sweeps = 20
        /// Examples that must have a feature.
        package var leastExamples = 3
        package var folds = 5
        /// The share of AI among the signs of one evidence called AI that its threshold must reach, if as many are AI as
        /// not: 0.95, and a margin for names, which came out lower on lists from elsewhere.
        package func precision(of evidence: AppSign.Evidence) -> Double {
            switch evidence {
            case .domain, .redirect: 0.95
            case .name: 0.96
            }
        }

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
    package func model(without fold: Int?, cut: Cut = .none) -> AppClassifier {
        let fitted = self.fit(without: fold, shifts: cut.shifts)
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

    /// The threshold, and what the scores of each evidence must get so that it is as precise as the others.
    package struct Cut: Sendable {
        /// Thousandths; that of domains.
        package var threshold: Int
        /// Thousandths; what is missing gets nothing. Names say less than domains, for instance, and would else be
        /// called AI too often.
        package var shifts: [AppSign.Evidence: Int] = [:]

        /// No shift, and a threshold that all reach.
        package static let none = Cut(threshold: 0)
    }

    package func cut(_ scored: [ScoredExample]) -> Cut {
        func threshold(_ evidence: AppSign.Evidence) -> Int? {
            PrecisionCurve(scored.filter { AppSign.Evidence($0.kind) == evidence })
                .point(precision: self.recipe.precision(of: evidence))?.threshold
        }
        // Without domains, names or redirects alone.
        let base = threshold(.domain) ?? threshold(.name) ?? threshold(.redirect)
        var cut = Cut(threshold: base ?? Int(Int32.max))
        for evidence in [AppSign.Evidence.redirect, .name] {
            if let own = threshold(evidence) { cut.shifts[evidence] = cut.threshold - own }
        }
        return cut
    }

    /// Trains on all examples; threshold and calibration come from the scores of models that had not seen the
    /// example's maker.
    package func run() -> TrainedClassifier {
        var scored = self.scoredUnseen()
        let cut = self.cut(scored)
        for index in scored.indices {
            guard let evidence = AppSign.Evidence(scored[index].kind) else { continue }
            scored[index].score += cut.shifts[evidence] ?? 0
        }
        let fitted = self.fit(without: nil, shifts: cut.shifts)
        return TrainedClassifier(
            weights: fitted.weights, bias: fitted.bias, cut: cut, calibration: Self.calibration(scored),
            scored: scored, training: self)
    }

    private func fit(
        without fold: Int?, shifts: [AppSign.Evidence: Int]
    ) -> (weights: [String: Int], bias: Int) {
        let regression = LogisticRegression(
            ridge: self.recipe.ridge, lasso: self.recipe.lasso, sweeps: self.recipe.sweeps,
            leastStrength: self.recipe.leastStrength)
        let fitted = regression.fit(
            self.matrix, labels: self.examples.map(\.isAI),
            isUsed: self.examples.indices.map { self.folds.folds[$0] != fold })
        var weights: [String: Int] = [:]
        for (name, weight) in zip(self.vocabulary, fitted.weights) {
            let thousandths = Int((weight * 1000).rounded())
            if thousandths != 0 { weights[name] = thousandths }
        }
        for (evidence, shift) in shifts where shift != 0 {
            if let feature = evidence.feature { weights[feature, default: 0] += shift }
        }
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
