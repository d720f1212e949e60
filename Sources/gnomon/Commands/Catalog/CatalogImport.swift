import APIModel
import ArgumentParser
import Foundation

struct CatalogImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put a signed catalogue in force, in every process of the service, without a restart.",
        discussion: """
            Refused, with the catalogue in force left as it is, when the file is cut off, changed, older, too large, \
            has a wrong row, or is signed by a key that is not among catalog.trusted_keys. History follows in the \
            background: see gnomon catalog info. Exit 6: refused.
            """)

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The signed catalogue.") var file: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let client = try self.connection.client()
        let body = Data(try CatalogSource.bytes(self.file))
        let answer = try await client.checked("PUT", "/v1/catalog", [], body: body)
        let result = try APICoding.decode(CatalogImportAnswer.self, from: answer.body)
        if self.json { return try Output.json(result) }
        Output.note(
            result.isRepeat
                ? "Catalogue \(result.version) is in force already."
                : "Catalogue \(result.version), signed by key \(result.signedBy), is in force. See: gnomon catalog info"
        )
    }
}
