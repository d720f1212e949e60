import ArgumentParser
import Catalog
import Grants

struct CatalogClassify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify", abstract: "Say which apps are AI, each by one sign alone. Works offline.",
        discussion: """
            Reads a CSV file with the columns kind (domain, client_id, redirect_host or name) and value, and writes \
            kind, value, ai, category, confidence and rule, one row for each in the same order. The catalogue is \
            looked up first; for what it does not have, the learned classifier says yes or nothing.
            """)

    @Option(help: "A CSV file, or - for standard input.")
    var batch: String

    func run() throws {
        let table = try InputTable.read(self.batch)
        let columns: (kind: Int, value: Int)
        do {
            columns = (try table.column("kind"), try table.column("value"))
        } catch {
            throw CommandFailure(.failed, "\(self.batch): \(InputTable.words(error))")
        }
        let answers = AppAnswers(catalog: try .shipped())
        var output = Array("kind,value,ai,category,confidence,rule\n".utf8)
        for row in table.rows {
            let answer = KnownApp.Kind(rawValue: row[columns.kind]).map { answers.answer($0, row[columns.value]) }
            output += Self.line(row[columns.kind], row[columns.value], answer ?? .unknown)
            if output.count > 1 << 16 {
                Output.bytes(output)
                output.removeAll(keepingCapacity: true)
            }
        }
        Output.bytes(output)
    }

    private static func line(_ kind: String, _ value: String, _ answer: AppAnswer) -> [UInt8] {
        let confidence = CanonicalJSON.decimal(hundredths: Int64((answer.confidence * 100).rounded())).bytes
        let fields = [
            kind, value, answer.aiClass.ai, answer.category, String(decoding: confidence, as: UTF8.self), answer.rule,
        ]
        return Array((fields.map(Self.field).joined(separator: ",") + "\n").utf8)
    }

    /// A field as RFC 4180 writes it.
    private static func field(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { [UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13].contains($0) }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
