import ArgumentParser

struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure how well apps, scopes and requests are understood, by labelled rows.",
        subcommands: [EvaluateURLs.self, EvaluateApps.self, EvaluateScopes.self])
}
