import ArgumentParser
import Catalog
import Grants

struct CatalogScopes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scopes", abstract: "Say what scopes let their holder do. Works offline.",
        discussion: """
            Reads a CSV file with the columns provider and scope, and writes provider, scope, access, data_class, \
            sensitivity and basis, one row for each in the same order. A provider is an id of the catalogue or the \
            name of a scope family; any other name is answered by the words of the scope alone.
            """)

    @Option(help: "A CSV file, or - for standard input.")
    var batch: String

    func run() throws {
        let table = try InputTable.read(self.batch)
        let columns: (provider: Int, scope: Int)
        do {
            columns = (try table.column("provider"), try table.column("scope"))
        } catch {
            throw CommandFailure(.failed, "\(self.batch): \(InputTable.words(error))")
        }
        let catalog = try CatalogSnapshot.shipped()
        let reader = catalog.scopeReader
        var providers: [String: Provider?] = [:]
        var output = Array("provider,scope,access,data_class,sensitivity,basis\n".utf8)
        for row in table.rows {
            let name = row[columns.provider]
            let provider = providers[name] ?? reader.provider(named: name, in: catalog.providers)
            if providers.count < Self.rememberedNames { providers[name] = .some(provider) }
            let meaning = reader.scope(row[columns.scope], at: provider)
            let fields = [
                name, row[columns.scope], meaning.access.rawValue, meaning.dataClass.rawValue,
                meaning.sensitivity.rawValue, meaning.basis.rawValue,
            ]
            output += Array(fields.map(Self.field).joined(separator: ",").utf8)
            output.append(UInt8(ascii: "\n"))
            if output.count > 1 << 16 {
                Output.bytes(output)
                output.removeAll(keepingCapacity: true)
            }
        }
        Output.bytes(output)
    }

    /// Provider names whose look-up is remembered.
    private static let rememberedNames = 10_000

    /// A field as RFC 4180 writes it.
    private static func field(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { [UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13].contains($0) }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
