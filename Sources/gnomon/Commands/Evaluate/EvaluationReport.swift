import Catalog

/// What every `evaluate` command prints: one JSON object with the file, its rows and named figures.
struct EvaluationReport: Encodable {
    var file: String
    var rows: Int
    var metrics: [String: Metric]

    struct Metric: Encodable {
        var value: Double
        var n: Int
    }

    init(file: String, rows: Int, metrics: some Sequence<(name: String, value: Double, count: Int)>) {
        self.file = file
        self.rows = rows
        self.metrics = Dictionary(
            metrics.map { ($0.name, Metric(value: $0.value, n: $0.count)) }, uniquingKeysWith: { first, _ in first })
    }

    /// Reads labelled rows of a CSV file, or of standard input for `-`.
    ///
    /// - Throws: `CommandFailure` naming file, row and column.
    static func rows<Row>(of file: String, _ decode: (CSV) throws -> [Row]) throws -> [Row] {
        do {
            return try decode(InputTable.read(file))
        } catch let failure as CSV.Failure {
            throw CommandFailure(.failed, "\(file): \(InputTable.words(failure))")
        } catch KnownApp.Failure.badValue(let row, let column) {
            throw CommandFailure(.failed, "\(file): csv_value_unknown: row \(row) has no valid \(column)")
        }
    }
}
