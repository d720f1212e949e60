import APIModel
import ArgumentParser
import Grants
import Store

struct GrantsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grants", abstract: "Who granted what to which app.",
        subcommands: [List.self, StandingGrantsCommand.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List grants, the latest first; denied and abandoned flows only with --state any.",
            discussion: ListOffer.grants.help)

        @OptionGroup var connection: ConnectionOptions
        @OptionGroup var list: ListOptions
        @Option(help: "Part of the person's address.")
        var user: String?
        @Option(help: "Part of the client's name.")
        var client: String?
        @Option(help: "Part of the resource's name.")
        var resource: String?
        @Option(help: "observed, unconfirmed, attempted or any; comma-separated.")
        var state: String?

        func run() async throws {
            let now = WallClock.system.now()
            let table = Table<GrantBody>(columns: [
                .init(title: "ID", value: { $0.id }),
                .init(title: "PERSON", value: { Self.name($0.person) }, mayShrink: true),
                .init(title: "CLIENT", value: { $0.client.name }, mayShrink: true),
                .init(title: "AI", value: { $0.client.ai }),
                .init(title: "RESOURCE", value: { $0.resource.name }, mayShrink: true),
                .init(title: "KIND", value: { $0.grantKind }),
                .init(title: "ACCESS", value: { $0.access ?? "" }),
                .init(title: "SCOPES", value: { $0.scopes.map { String($0.count) } ?? "?" }, isNumber: true),
                .init(title: "STATE", value: { $0.state }),
                .init(title: "SEEN", value: { String($0.sightings) }, isNumber: true),
                .init(title: "LAST SEEN", value: { $0.lastSeen }, shown: { RelativeTime.of($0.lastSeen, now: now) }),
                .init(title: "COACHING", value: { $0.coaching.map(Self.words) ?? "" }, mayShrink: true),
            ])
            try await ListPrinter(path: "/v1/grants", table: table).run(
                self.list,
                [
                    ("user", self.user), ("client", self.client), ("resource", self.resource), ("state", self.state),
                ], by: self.connection)
        }

        private static func words(_ coaching: CoachingBody) -> String {
            let answer = coaching.shown ? coaching.choice : "not shown"
            return coaching.reason.map { "\(answer): \($0)" } ?? answer
        }

        private static func name(_ person: PersonReference) -> String {
            person.address ?? person.domain.map { "someone at \($0)" } ?? person.id
        }
    }
}

struct ConnectionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connections", abstract: "Which app reaches which app, over all people.",
        subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List connections, the latest first.", discussion: ListOffer.connections.help)

        @OptionGroup var connection: ConnectionOptions
        @OptionGroup var list: ListOptions

        func run() async throws {
            let now = WallClock.system.now()
            let table = Table<ConnectionBody>(columns: [
                .init(title: "ID", value: { $0.id }),
                .init(title: "CLIENT", value: { $0.client.name }, mayShrink: true),
                .init(title: "AI", value: { $0.client.ai }),
                .init(title: "RESOURCE", value: { $0.resource.name }, mayShrink: true),
                .init(title: "ACCESS", value: { $0.access ?? "" }),
                .init(title: "PEOPLE", value: { String($0.people) }, isNumber: true),
                .init(title: "SCORE", value: { $0.score.map { String($0) } ?? "" }, isNumber: true),
                .init(title: "LAST SEEN", value: { $0.lastSeen }, shown: { RelativeTime.of($0.lastSeen, now: now) }),
            ])
            try await ListPrinter(path: "/v1/connections", table: table).run(self.list, by: self.connection)
        }
    }
}

struct AppsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apps", abstract: "The apps that were seen, and how they were recognised.",
        subcommands: [List.self, View.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List apps by name.", discussion: ListOffer.apps.help)

        @OptionGroup var connection: ConnectionOptions
        @OptionGroup var list: ListOptions
        @Option(help: "client or resource.")
        var role: String?
        @Option(help: "yes, no or unknown.")
        var ai: String?

        func run() async throws {
            let table = Table<AppBody>(columns: [
                .init(title: "ID", value: { $0.id }),
                .init(title: "NAME", value: { $0.name }, mayShrink: true),
                .init(title: "VENDOR", value: { $0.vendor }, mayShrink: true),
                .init(title: "ROLE", value: { $0.role }),
                .init(title: "CATEGORY", value: { $0.category }),
                .init(title: "AI", value: { $0.ai }),
                .init(title: "RULE", value: { $0.rule }),
                .init(title: "PEOPLE", value: { String($0.people) }, isNumber: true),
                .init(title: "TOP SCORE", value: { $0.highestScore.map { String($0) } ?? "" }, isNumber: true),
            ])
            try await ListPrinter(path: "/v1/apps", table: table).run(
                self.list, [("role", self.role), ("ai", self.ai)], by: self.connection)
        }
    }

    struct View: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one app and why it was taken for that.")

        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The app's id, such as app_3.")
        var id: String
        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let app = try await self.connection.client().get(AppBody.self, "/v1/apps/\(self.id)")
            if self.json { return try Output.json(app) }
            Output.line("\(Output.safe(app.name))  (\(app.id), \(app.role))")
            Output.line(
                "Vendor: \(app.vendor.isEmpty ? "unknown" : app.vendor) · category: \(app.category) · AI: \(app.ai)")
            Output.line("\(app.connections) connections · \(app.people) people · first seen \(app.firstSeen)")
            FindingPage.evidence(app.evidence)
        }
    }
}
