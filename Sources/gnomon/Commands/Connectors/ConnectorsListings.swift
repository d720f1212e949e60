import APIModel
import ArgumentParser

/// How far listings have come, also those that began by themselves.
struct ConnectorsListings: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listings", abstract: "Show the newest 100 listings and how far each has come.")

    @OptionGroup var connection: ConnectionOptions
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let runs = try await self.connection.client().get(ListBody<ListingBody>.self, "/v1/listings").data
        if self.json { return try Output.json(runs) }
        Table<ListingBody>(columns: [
            .init(title: "ID", value: { $0.id }), .init(title: "CONNECTOR", value: { $0.connectorID }),
            .init(title: "STATE", value: { $0.state }),
            .init(title: "PAGES", value: { String($0.pages) }, isNumber: true),
            .init(title: "SEEN", value: { String($0.seen) }, isNumber: true),
            .init(title: "OF", value: { $0.total.map(String.init) ?? "" }, isNumber: true),
            .init(title: "ENDED", value: { String($0.gone) }, isNumber: true),
            .init(title: "STARTED", value: { $0.startedAt }),
            .init(title: "PROBLEM", value: { $0.problem ?? "" }, mayShrink: true),
        ]).print(runs)
    }
}
