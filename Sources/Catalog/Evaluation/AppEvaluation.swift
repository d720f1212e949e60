import Grants

/// How well apps are recognised by one sign, measured against labelled rows.
///
/// Rows that the catalogue has are answered by look-up. What holds for apps in no catalogue is told by the learned
/// classifier alone, where a row of a maker that it was trained on is judged by a model that has not seen the maker.
package struct AppEvaluation: Sendable {
    /// A sign and whether its app is an AI.
    package struct Row: Sendable {
        package var kind: KnownApp.Kind
        package var value: String
        package var isAI: Bool
        package var app: String
        package var vendor: String

        /// Reads `kind,value,ai`, and `app` and `vendor` where the list has them.
        ///
        /// - Throws: `CSV.Failure`, or `KnownApp.Failure` that names row and column.
        package static func decode(_ csv: CSV) throws -> [Row] {
            let columns = try ["kind", "value", "ai"].map { try csv.column($0) }
            let app = csv.columns.firstIndex(of: "app")
            let vendor = csv.columns.firstIndex(of: "vendor")
            return try csv.rows.enumerated().map { index, row in
                guard let kind = KnownApp.Kind(rawValue: row[columns[0]]) else {
                    throw KnownApp.Failure.badValue(row: index + 2, column: "kind")
                }
                guard ["yes", "no"].contains(row[columns[2]]) else {
                    throw KnownApp.Failure.badValue(row: index + 2, column: "ai")
                }
                return Row(
                    kind: kind, value: row[columns[1]], isAI: row[columns[2]] == "yes", app: app.map { row[$0] } ?? "",
                    vendor: vendor.map { row[$0] } ?? "")
            }
        }
    }

    /// A share of `count` rows.
    package struct Metric: Sendable, Equatable {
        package var name: String
        package var value: Double
        package var count: Int
    }

    package let metrics: [Metric]

    /// - Parameters:
    ///   - examples: what the classifier is trained on.
    ///   - threshold: the score, in thousandths, from which the classifier says AI.
    package init(
        _ rows: [Row], answers: AppAnswers, examples: [TrainingExample], threshold: Int,
        recipe: AppClassifierTraining.Recipe = AppClassifierTraining.Recipe()
    ) {
        var whole = Tally()
        for row in rows { whole.add(row.isAI, answers.answer(row.kind, row.value).aiClass) }

        let unseen = rows.compactMap { row in
            TrainingExample(
                kind: row.kind, value: row.value, isAI: row.isAI, app: row.app, vendor: row.vendor, source: "")
        }
        let training = AppClassifierTraining(examples, others: unseen.map(\.makers), recipe: recipe)
        let cut = training.cut(training.scoredUnseen())
        let models = (0..<recipe.folds).map { training.model(without: $0, cut: cut) }
        let folds = training.folds.folds.dropFirst(examples.count)
        var learned: [String: Tally] = [:]
        for (row, fold) in zip(unseen, folds) {
            let aiClass: AIClass = models[fold].score(row.sign) >= threshold ? .aiNative : .unknown
            learned["learned", default: Tally()].add(row.isAI, aiClass)
            learned["learned_\(row.kind.rawValue)", default: Tally()].add(row.isAI, aiClass)
        }
        self.metrics = whole.metrics("") + learned.sorted { $0.key < $1.key }.flatMap { $1.metrics("\($0)_") }
    }

    private struct Tally {
        var rows = 0
        var ai = 0
        var called = 0
        var right = 0
        var unknown = 0

        mutating func add(_ isAI: Bool, _ aiClass: AIClass) {
            self.rows += 1
            if isAI { self.ai += 1 }
            if aiClass == .aiNative {
                self.called += 1
                if isAI { self.right += 1 }
            }
            if aiClass == .unknown { self.unknown += 1 }
        }

        func metrics(_ prefix: String) -> [Metric] {
            [
                Metric(name: "\(prefix)ai_precision", value: Self.share(self.right, self.called), count: self.called),
                Metric(name: "\(prefix)ai_recall", value: Self.share(self.right, self.ai), count: self.ai),
                Metric(name: "\(prefix)share_unknown", value: Self.share(self.unknown, self.rows), count: self.rows),
            ]
        }

        /// Of nothing, everything.
        private static func share(_ part: Int, _ whole: Int) -> Double {
            whole == 0 ? 1 : Double(part) / Double(whole)
        }
    }
}
