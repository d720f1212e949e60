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
        let rows = try EvaluationReport.rows(of: self.file, ScopeEvaluation.Row.decode)
        let evaluation = ScopeEvaluation(rows, catalog: try .shipped())
        for scope in evaluation.underrated {
            Output.note(
                Output.safe(
                    "\(scope.setting.rawValue): \(scope.family) \(scope.scope) is critical and was called \(scope.sensitivity.rawValue)"
                ))
        }
        try Output.json(
            EvaluationReport(
                file: self.file, rows: rows.count,
                metrics: evaluation.metrics.map { ($0.name, $0.value, $0.count) }))
    }
}
