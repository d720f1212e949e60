import APIModel
import ArgumentParser

struct CatalogOverlay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "overlay", abstract: "The organisation's own corrections, which win over the catalogue.",
        subcommands: [Add.self, List.self, Remove.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Correct what the catalogue says of an app.",
            discussion: """
                Kinds: client_id, cimd_host, redirect_host (HOST or HOST/PATH), custom_scheme, domain. A sanction \
                needs the role admin, and an identity that the client cannot choose: a client_id at its provider, or \
                a cimd_host. What would speak for other apps is refused and logged.
                """)
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "What kind of sign the value is.") var kind: String
        @Argument(help: "The sign by which the app is recognised.") var value: String
        @Option(help: "The app's name.") var app: String
        @Option(help: "Who makes it; the app's name when not given.") var vendor: String?
        @Option(help: "Such as ai-assistant or crm.") var category: String?
        @Option(help: "ai_native, ai_enabled, not_ai or unknown.") var aiClass: String
        @Option(help: "The provider at which a client id is meant.") var provider: String?
        @Flag(help: "The organisation lets its people use it.") var sanctioned = false
        @Option(help: "Why, for those who read it later.") var reason: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let made = try await self.connection.client().send(
                OverlayBody.self, "POST", "/v1/catalog/overlays",
                OverlayRequest(
                    kind: self.kind, value: self.value, provider: self.provider, app: self.app, vendor: self.vendor,
                    category: self.category, aiClass: self.aiClass, sanctioned: self.sanctioned, reason: self.reason))
            for warning in made.warnings ?? [] { Output.note("Warning: \(Output.safe(warning))") }
            if self.json { return try Output.json(made) }
            Output.note("\(made.id) is in force. History follows: see gnomon catalog info")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List corrections with their authors and reasons.")
        @OptionGroup var connection: ConnectionOptions
        @Flag(help: "Also those that are no longer in force.") var removed = false
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let rows = try await self.connection.client().get(
                ListBody<OverlayBody>.self, "/v1/catalog/overlays", self.removed ? [("removed", "true")] : []
            ).data
            if self.json { return try Output.json(rows) }
            Table<OverlayBody>(columns: [
                .init(title: "ID", value: { $0.id }), .init(title: "KIND", value: { $0.kind }),
                .init(title: "VALUE", value: { $0.value }, mayShrink: true),
                .init(title: "PROVIDER", value: { $0.provider ?? "" }),
                .init(title: "APP", value: { $0.app }, mayShrink: true),
                .init(title: "AI CLASS", value: { $0.aiClass }),
                .init(title: "SANCTIONED", value: { $0.sanctioned ? "yes" : "" }),
                .init(title: "BY", value: { $0.author }, mayShrink: true),
                .init(title: "SINCE", value: { $0.createdAt }), .init(title: "UNTIL", value: { $0.removedAt ?? "" }),
                .init(title: "WHY", value: { $0.reason }, mayShrink: true),
            ]).print(rows)
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a correction; it stays in the list of --removed.")
        @OptionGroup var connection: ConnectionOptions
        @Argument(help: "The correction's id, such as ovl_1.") var id: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            try await self.connection.client().delete("/v1/catalog/overlays/\(self.id)")
            if self.json { return try Output.json(["removed": self.id]) }
            Output.note("\(self.id) is no longer in force.")
        }
    }
}
