import APIModel
import Analyzer
import ArgumentParser
import Catalog

struct CatalogInfo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Say what the catalogue holds, where that comes from, and who signed it.",
        discussion: """
            With --server or GNOMON_SERVER, tells of the catalogue in force there, its corrections, and how far history \
            has been brought under it; without, of the one that this program ships.
            """)

    @OptionGroup var connection: ConnectionOptions
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let body = try await self.body()
        if self.json { return try Output.json(body) }
        Output.line("catalogue \(body.version) (\(body.origin)), \(body.label)")
        Output.line("sha256 \(body.digest)")
        if let key = body.signedBy { Output.line("signed by key \(key), imported \(body.importedAt ?? "")") }
        if let refusal = body.refusal {
            Output.line("NOT in force: the catalogue imported last, because of \(refusal)")
        }
        if !body.trustedKeys.isEmpty { Output.line("trusted keys: \(body.trustedKeys.joined(separator: ", "))") }
        Output.line(
            "rows: " + body.counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
        Output.line("corrections in force: \(body.overlays)")
        if let run = body.reclassification { Self.print(run) }
        Table<CatalogBody.Source>(columns: [
            .init(title: "ROWS", value: { String($0.rows) }, isNumber: true),
            .init(title: "LICENCE", value: { $0.licence }), .init(title: "SOURCE", value: { $0.name }),
        ]).print(body.sources)
    }

    private func body() async throws -> CatalogBody {
        if self.connection.namesServer {
            return try await self.connection.client().get(CatalogBody.self, "/v1/catalog")
        }
        let content = try CatalogSource.content(of: "shipped")
        return try CatalogBody(content, digest: CatalogInForce.digest(of: content))
    }

    private static func print(_ run: ReclassificationBody) {
        let share = run.total == 0 ? 100 : run.done * 100 / run.total
        Output.line(
            "history: \(run.phase) \(run.done)/\(run.total) (\(share) %), from \(run.from.isEmpty ? "nothing" : run.from) to \(run.to)"
        )
        Output.line(
            "history: \(run.grantsMoved) grants moved; findings: \(run.findingsOpened) opened, \(run.findingsChanged) changed, \(run.findingsClosed) closed"
        )
    }
}
