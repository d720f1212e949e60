import APIModel
import ArgumentParser
import Store

/// Lists all grants at the provider now and waits for the end.
struct ConnectorsSync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Read from the provider which grants stand, now, with progress.",
        discussion: """
            Grants that no browser saw become findings; grants that are gone close as lapsed, unless the listing is \
            in doubt. Ended by Control-C the listing goes on by itself.
            """)

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The connector's id or name.") var id: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let client = try self.connection.client()
        let id = try await ConnectorName.id(self.id, client)
        var run = try await client.send(
            ListingBody.self, "POST", "/v1/connectors/\(id)/listings", [String: String]())
        let progress = ProgressLine()
        while run.state == "running" {
            progress.show("\(run.seen)\(run.total.map { " of \($0)" } ?? "") grants, \(run.pages) pages")
            try await Task.sleep(for: .milliseconds(500))
            let newest = try await client.get(ListBody<ListingBody>.self, "/v1/listings").data
            guard let present = newest.first(where: { $0.id == run.id }) else { break }
            run = present
        }
        progress.clear()
        if self.json { return try Output.json(run) }
        Output.note("\(run.id) is \(run.state): \(run.seen) grants seen, \(run.gone) ended.")
        if let problem = run.problem { Output.note(Output.safe(problem)) }
        guard run.state == "complete" else { throw CommandFailure(.failed, "nothing was concluded from \(run.id)") }
        Output.note("See them with: gnomon grants standing")
    }
}

/// What providers list, beside what browsers saw.
struct StandingGrantsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "standing", abstract: "List grants as their providers know them.",
        discussion: "SOURCE: both, when a browser saw the consent, too; confirmed, when only the provider tells of it.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var list: ListOptions
    @Option(help: "standing (default) or gone.") var state: String?
    @Option(help: "A mail address, or a part of one.") var person: String?
    @Option(help: "Part of the client's name.") var client: String?

    func run() async throws {
        try await ListPrinter(
            path: "/v1/standing-grants",
            table: Table<StandingGrantBody>(columns: [
                .init(title: "ID", value: { $0.id }),
                .init(title: "PERSON", value: { $0.tenantWide ? "everybody" : $0.person ?? "" }, mayShrink: true),
                .init(title: "CLIENT", value: { $0.client }, mayShrink: true),
                .init(title: "SOURCE", value: { $0.source }),
                .init(title: "SCOPES", value: { String($0.grantedScopes.count) }, isNumber: true),
                .init(title: "NOT GRANTED", value: { $0.notGranted.joined(separator: " ") }, mayShrink: true),
                .init(title: "NOT REQUESTED", value: { $0.notRequested.joined(separator: " ") }, mayShrink: true),
                .init(title: "LAST SEEN", value: { $0.lastSeen }), .init(title: "GONE", value: { $0.goneAt ?? "" }),
            ])
        ).run(
            self.list, [("state", self.state), ("person", self.person), ("client", self.client)], by: self.connection)
    }
}
