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
        let rows = try EvaluationReport.rows(of: self.file, AppEvaluation.Row.decode)
        let catalog = try CatalogSnapshot.shipped()
        let evaluation = AppEvaluation(
            rows, answers: AppAnswers(catalog: catalog), examples: try TrainingExample.shipped(),
            threshold: catalog.classifier.threshold)
        try Output.json(
            EvaluationReport(
                file: self.file, rows: rows.count,
                metrics: evaluation.metrics.map { ($0.name, $0.value, $0.count) }))
    }
}
