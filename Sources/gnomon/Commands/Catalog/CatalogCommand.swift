import ArgumentParser

struct CatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog", abstract: "What is known of apps, providers and scopes.",
        subcommands: [CatalogClassify.self, CatalogScopes.self, CatalogTrain.self])
}
