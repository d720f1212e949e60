import ArgumentParser

struct CatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "The known providers, apps and scopes: what stands in it, corrections, updates.",
        subcommands: [
            CatalogInfo.self, CatalogLookupCommand.self, CatalogCheckCommand.self, CatalogDiffCommand.self,
            CatalogClassify.self, CatalogScopes.self, CatalogOverlay.self, CatalogSign.self, CatalogImport.self,
            CatalogBuild.self, CatalogTrain.self,
        ])
}
