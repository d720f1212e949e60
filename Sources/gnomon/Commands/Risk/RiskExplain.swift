import APIModel
import ArgumentParser

struct RiskExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show the sum of one finding's score, what would lower it, and what did not fire.")

    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "The finding's id, such as fnd_3.")
    var id: String
    @Flag(help: "Print JSON.")
    var json = false

    private struct Explanation: Encodable {
        var id: String
        var score: Int
        var severity: String
        var modelVersion: String?
        var contributions: [ContributionBody]
        var counterfactuals: [CounterfactualBody]
        var silentSignals: [String]

        private enum CodingKeys: String, CodingKey {
            case id, score, severity, contributions, counterfactuals
            case modelVersion = "model_version"
            case silentSignals = "silent_signals"
        }
    }

    func run() async throws {
        let finding = try await self.connection.client().get(FindingBody.self, "/v1/findings/\(self.id)")
        if self.json {
            return try Output.json(
                Explanation(
                    id: finding.id, score: finding.score, severity: finding.severity,
                    modelVersion: finding.modelVersion, contributions: finding.contributions ?? [],
                    counterfactuals: finding.counterfactuals ?? [], silentSignals: finding.silentSignals ?? []))
        }
        Output.line("\(finding.severity.uppercased()) \(finding.score)  \(Output.safe(finding.title))")
        FindingPage.contributions(finding.contributions ?? [], score: finding.score)
        FindingPage.counterfactuals(finding.counterfactuals ?? [])
        FindingPage.silent(finding.silentSignals ?? [])
        if let version = finding.modelVersion { Output.line("Model: \(version)") }
    }
}
