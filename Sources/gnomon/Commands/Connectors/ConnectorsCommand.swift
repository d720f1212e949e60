import APIModel
import ArgumentParser

struct ConnectorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connectors",
        abstract: "The apps' own interfaces, by which access is ended and proved to be gone.",
        discussion: """
            What no connector serves becomes a task for a person, with a guide. Secrets go in by file or standard \
            input, are kept sealed, and are never shown again but for their last four characters.
            """,
        subcommands: [
            Kinds.self, ConnectorsAdd.self, List.self, Test.self, ConnectorsRotate.self, Pause.self, Unpause.self,
            MapClient.self, ConnectorsSync.self, ConnectorsListings.self, Disable.self,
        ])

    struct Kinds: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show which apps can be connected, what each needs, and what it was ever run against.")
        @OptionGroup var connection: ConnectionOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let kinds = try await self.connection.client().get(
                ListBody<ConnectorKindBody>.self, "/v1/connector-kinds"
            ).data
            if self.json { return try Output.json(kinds) }
            for kind in kinds {
                Output.line("\(kind.kind)  \(kind.title)")
                Output.line("  providers     \(kind.providers.joined(separator: ", "))")
                Output.line("  can           \(kind.capabilities.joined(separator: ", "))")
                Output.line("  run against   \(kind.evidence == "fake_only" ? "the bundled fake only" : kind.evidence)")
                Output.line("  documentation \(kind.documentation)")
                for setting in kind.settings {
                    let marks = [
                        setting.required ? "required" : nil, setting.secret ? "secret" : nil,
                        setting.defaultValue.map { "default \($0)" },
                    ].compactMap(\.self).joined(separator: ", ")
                    Output.line(
                        "  --\(setting.secret ? "secret-file" : "set") \(setting.name)  \(setting.meaning)\(marks.isEmpty ? "" : " (\(marks))")"
                    )
                }
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List connectors, never their secrets.")
        @OptionGroup var connection: ConnectionOptions
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let rows = try await self.connection.client().get(ListBody<ConnectorBody>.self, "/v1/connectors").data
            if self.json { return try Output.json(rows) }
            Table<ConnectorBody>(columns: [
                .init(title: "ID", value: { $0.id }), .init(title: "NAME", value: { $0.name }, mayShrink: true),
                .init(title: "KIND", value: { $0.isTest ? "\($0.kind) (test)" : $0.kind }),
                .init(title: "PROVIDERS", value: { $0.providers.joined(separator: ", ") }, mayShrink: true),
                .init(title: "STATE", value: { $0.pausedBecause ?? $0.state }, mayShrink: true),
                .init(
                    title: "HEALTH", value: { $0.health.map { $0.healthy ? "healthy" : "unhealthy" } ?? "not tested" }),
                .init(
                    title: "SECRETS",
                    value: { $0.secrets.map { "\($0.name) …\($0.lastFour)" }.joined(separator: ", ") },
                    mayShrink: true),
            ]).print(rows)
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try a connector without changing anything; exit 1 when something is missing.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The connector's id, such as cnr_1, or its name.") var id: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let client = try self.connection.client()
            let id = try await ConnectorName.id(self.id, client)
            let health = try await client.send(
                ConnectorHealthBody.self, "POST", "/v1/connectors/\(id)/test", [String: String]())
            if self.json { try Output.json(health) } else { Self.show(health, id) }
            guard health.healthy else { throw CommandFailure(.failed, "\(id) is not ready for work") }
        }

        private static func show(_ health: ConnectorHealthBody, _ id: String) {
            for problem in health.problems {
                Output.note("\(problem.code): \(Output.safe(problem.detail))")
                if let permission = problem.permission {
                    Output.note("  missing permission: \(Output.safe(permission))")
                }
                if let link = problem.documentation { Output.note("  see \(Output.safe(link))") }
            }
            if health.healthy {
                Output.note(
                    "\(id) is ready. It \(health.seesOtherPeople ? "sees" : "was not seen to see") other people's grants."
                )
            }
        }
    }

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a connector's jobs wait.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The connector's id or name.") var id: String
        @Option(help: "Why, for those who read it later.") var reason: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await ConnectorName.change(
                self.id, "pause", PauseRequest(reason: self.reason), self.connection, self.json,
                said: "Its jobs wait. Let them go on with: gnomon connectors unpause \(self.id)")
        }
    }

    struct Unpause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a paused connector's jobs go on.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The connector's id or name.") var id: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await ConnectorName.change(
                self.id, "pause", PauseRequest(), self.connection, self.json, said: "Its jobs go on.")
        }
    }

    struct MapClient: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "map",
            abstract: "Say what the vendor calls a client. Needed where a job stopped in needs_mapping.",
            discussion: "Nothing is ever revoked by a likeness of names: a person says it, once for each client.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The connector's id or name.") var id: String
        @Argument(help: "The client id as the browser saw it.") var clientID: String
        @Argument(help: "The vendor's own key, such as a Slack app id A0123.") var vendorKey: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await ConnectorName.change(
                self.id, "mappings", MappingRequest(clientID: self.clientID, vendorKey: self.vendorKey),
                self.connection, self.json,
                said: "Kept. Go on with what waits for it: gnomon actions list --state needs_mapping")
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a connector out of use and delete its secrets.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The connector's id or name.") var id: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let client = try self.connection.client()
            let id = try await ConnectorName.id(self.id, client)
            try await client.delete("/v1/connectors/\(id)")
            if self.json { return try Output.json(["disabled": id]) }
            Output.note("\(id) is out of use; its secrets are deleted.")
        }
    }
}

/// Connectors by id or by name.
enum ConnectorName {
    static func id(_ text: String, _ client: APIClient) async throws -> String {
        guard !text.hasPrefix("cnr_") else { return text }
        let rows = try await client.get(ListBody<ConnectorBody>.self, "/v1/connectors").data
        guard let row = rows.first(where: { $0.name == text && $0.state != "disabled" }) else {
            throw CommandFailure(.notFound, "no connector named \(text) is in use; see gnomon connectors list")
        }
        return row.id
    }

    static func change(
        _ name: String, _ verb: String, _ body: some Encodable, _ connection: ConnectionOptions, _ isJSON: Bool,
        said: String
    ) async throws {
        let client = try connection.client()
        let id = try await Self.id(name, client)
        let changed = try await client.send(ConnectorBody.self, "POST", "/v1/connectors/\(id)/\(verb)", body)
        if isJSON { return try Output.json(changed) }
        Output.note(said)
    }
}
