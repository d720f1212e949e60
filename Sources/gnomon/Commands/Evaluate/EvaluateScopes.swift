import ArgumentParser
import Catalog
import Grants

struct EvaluateScopes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scopes", abstract: "Measure how well scopes are understood. Works offline.",
        discussion: """
            Reads a CSV file with the columns provider, scope, access, data_class and sensitivity, and label_basis \
            where it is known. Prints one JSON object. Each figure is taken four times: with the catalogue as it is, \
            with the row itself left out of it, with all rows of the provider left out, and with no table of scopes \
            at all. Critical scopes that were called medium or low are listed on standard error.
            """)

    @Argument(help: "A CSV file, or - for standard input.")
    var file: String

    func run() throws {
        let rows: [ScopeEvaluation.Row]
        do {
            rows = try ScopeEvaluation.Row.decode(InputTable.read(self.file))
        } catch let failure as CSV.Failure {
            throw CommandFailure(.failed, "\(self.file): \(InputTable.words(failure))")
        } catch KnownApp.Failure.badValue(let row, let column) {
            throw CommandFailure(.failed, "\(self.file): csv_value_unknown: row \(row) has no valid \(column)")
        }
        let evaluation = ScopeEvaluation(rows, catalog: try .shipped())
        for scope in evaluation.underrated {
            Output.note(
                Output.safe(
                    "\(scope.setting.rawValue): \(scope.family) \(scope.scope) is critical and was called \(scope.sensitivity.rawValue)"
                ))
        }
        let metrics = evaluation.metrics.map { metric in
            (metric.name, Report.Metric(value: metric.value, n: metric.count))
        }
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
