import ArgumentParser

struct RiskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "risk", abstract: "Why a finding has its score, and what another model would say.",
        subcommands: [RiskExplain.self, RiskBacktest.self])
}
