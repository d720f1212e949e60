import ArgumentParser
import Catalog
import Grants

struct EvaluateApps: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apps", abstract: "Measure how well apps are recognised by one sign. Works offline.",
        discussion: """
            Reads a CSV file with the columns kind, value and ai (yes or no), and app and vendor where they are \
            known. Prints one JSON object. Figures that begin with learned_ are those of the learned classifier \
            alone, without any look-up: each row is judged by a model that has seen nothing of its maker.
            """)

    @Argument(help: "A CSV file, or - for standard input.")
    var file: String

    func run() throws {
        let rows: [AppEvaluation.Row]
        do {
            rows = try AppEvaluation.Row.decode(InputTable.read(self.file))
        } catch let failure as CSV.Failure {
            throw CommandFailure(.failed, "\(self.file): \(InputTable.words(failure))")
        } catch KnownApp.Failure.badValue(let row, let column) {
            throw CommandFailure(.failed, "\(self.file): csv_value_unknown: row \(row) has no valid \(column)")
        }
        let catalog = try CatalogSnapshot.shipped()
        let evaluation = AppEvaluation(
            rows, answers: AppAnswers(catalog: catalog), examples: try TrainingExample.shipped(),
            threshold: catalog.classifier.threshold)
        let metrics = evaluation.metrics.map { ($0.name, Report.Metric(value: $0.value, n: $0.count)) }
        try Output.json(
            Report(
                file: self.file, rows: rows.count, metrics: Dictionary(metrics, uniquingKeysWith: { first, _ in first })
            ))
    }

    private struct Report: Encodable {
        var file: String
        var rows: Int
        var metrics: [String: Metric]

        struct Metric: Encodable {
            var value: Double
            var n: Int
        }
    }
}
