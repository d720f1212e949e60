import APIModel
import ArgumentParser
import Catalog

struct CatalogLookupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup", abstract: "Say which row of the catalogue speaks of a value, by which rule and source.",
        discussion: """
            The value is a client id, host, URL, scheme, scope or name. The first row is the one that counts. With \
            --server or GNOMON_SERVER, asks the catalogue in force there, with its corrections; without, the one that \
            this program ships. Exit 5 when no row does.
            """)

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "A client id, host, URL, scheme, scope or name.") var value: String
    @Option(help: "Only rows of this provider, or of none.") var provider: String?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let answers = try await self.answers()
        if self.json {
            try Output.json(answers)
        } else {
            Table<CatalogAnswer>(columns: [
                .init(title: "RULE", value: { $0.rule }), .init(title: "ROW", value: { $0.place }),
                .init(title: "SAYS", value: Self.sentence, mayShrink: true),
                .init(title: "SOURCE", value: { $0.source }, mayShrink: true),
            ]).print(answers)
        }
        if answers.isEmpty { throw CommandFailure(.notFound, "no row of the catalogue speaks of it") }
    }

    private func answers() async throws -> [CatalogAnswer] {
        if self.connection.namesServer {
            return try await self.connection.client().send(
                ListBody<CatalogAnswer>.self, "POST", "/v1/catalog/lookup",
                CatalogQuestion(value: self.value, provider: self.provider)
            ).data
        }
        let content = try CatalogSource.content(of: "shipped")
        return try CatalogLookup(content, CatalogSnapshot(content)).answers(to: self.value, provider: self.provider)
            .map(CatalogAnswer.init)
    }

    /// The fields that matter first, then the others by name.
    private static func sentence(_ answer: CatalogAnswer) -> String {
        let first = ["app", "name", "ai_class", "vendor", "category", "access", "data_class", "sensitivity"]
        let rest = answer.fields.keys.filter { !first.contains($0) }.sorted()
        return (first + rest).compactMap { name in answer.fields[name].map { "\(name)=\($0)" } }
            .joined(separator: " ")
    }
}
