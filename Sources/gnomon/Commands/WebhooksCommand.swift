import APIModel
import ArgumentParser

struct WebhooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks", abstract: "Tell others what happens: signed events over HTTPS.",
        discussion: """
            Each event is an entry of the system log, with ids and no addresses, signed as the Standard Webhooks \
            specification says. It is sent until it is taken, for 24 hours at most; then the webhook is disabled and \
            can be replayed.
            """,
        subcommands: [Add.self, List.self, Replay.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a receiver; its signing secret alone is printed on standard output, once.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "Where to post to: an https address.") var url: String
        @Option(help: "A type of log entry such as finding.open, or a beginning such as job.*; several possible.")
        var event: [String] = []
        @Option(help: ArgumentHelp("A network it may reach beside public addresses.", valueName: "cidr"))
        var network: [String] = []
        @Flag(help: "Send people's mail addresses along.") var withAddresses = false
        @Flag(help: "Print JSON, with the secret.") var json = false

        func run() async throws {
            let made = try await self.connection.client().send(
                WebhookBody.self, "POST", "/v1/webhooks",
                WebhookRequest(
                    url: self.url, events: self.event.isEmpty ? nil : self.event,
                    networks: self.network.isEmpty ? nil : self.network, withAddresses: self.withAddresses))
            if self.json { return try Output.json(made) }
            Output.line(made.secret ?? "")
            Output.note("\(made.id) gets \(made.events.joined(separator: ", ")) from now on.")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List receivers, and which of them fail.")
        @OptionGroup var connection: ConnectionOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let rows = try await self.connection.client().get(ListBody<WebhookBody>.self, "/v1/webhooks").data
            if self.json { return try Output.json(rows) }
            Table<WebhookBody>(columns: [
                .init(title: "ID", value: { $0.id }), .init(title: "URL", value: { $0.url }, mayShrink: true),
                .init(title: "EVENTS", value: { $0.events.joined(separator: ", ") }, mayShrink: true),
                .init(title: "STATE", value: { $0.state }), .init(title: "PROBLEM", value: { $0.problem ?? "" }),
                .init(title: "SECRET", value: { "…\($0.secretLastFour)" }),
            ]).print(rows)
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send what happened since a time once more, also to a receiver that was disabled.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The receiver's id, such as whk_1.") var id: String
        @Option(help: "Since when (RFC 3339).") var since: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let answer = try await self.connection.client().send(
                ReplayAnswer.self, "POST", "/v1/webhooks/\(self.id)/replay", ReplayRequest(since: self.since))
            if self.json { return try Output.json(answer) }
            Output.note("\(self.id) goes through \(answer.entries) log entries again.")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a receiver and its secret.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The receiver's id.") var id: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await self.connection.client().delete("/v1/webhooks/\(self.id)")
            if self.json { return try Output.json(["removed": self.id]) }
            Output.note("\(self.id) gets nothing any more.")
        }
    }
}
