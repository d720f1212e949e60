import APIModel
import ArgumentParser
import Foundation
import Risk

struct RiskBacktest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Show what another risk model would make of what is stored. Nothing is written.")

    @OptionGroup var connection: ConnectionOptions
    @Option(help: "A risk model, as schemas/risk-model.v1.json describes it.")
    var model: String
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        guard let data = FileManager.default.contents(atPath: self.model) else {
            throw CommandFailure(.failed, "cannot read \(self.model)")
        }
        do {
            _ = try RiskModel(json: data)
        } catch {
            throw CommandFailure(.refused, "\(self.model): \(RiskModel.words(for: error))")
        }
        let answer = try await self.connection.client().checked("POST", "/v1/risk/backtest", [], body: data)
        let result = try APICoding.decode(BacktestBody.self, from: answer.body)
        if self.json { return try Output.json(result) }
        Output.line(
            "Model \(result.modelVersion) instead of \(result.currentModelVersion), on \(result.connections) connections with \(result.openFindings) open findings:"
        )
        Output.line("  \(result.wouldOpen) would open")
        Output.line("  \(result.wouldClose) would not have opened")
        Output.line("  \(result.wouldRise) would be more severe")
        Output.line("  \(result.wouldFall) would be less severe")
        for example in result.examples {
            let before = example.scoreBefore.map { "\($0) \(example.severityBefore ?? "")" } ?? "none"
            Output.line(
                "\(example.change)  \(example.findingID ?? example.connectionID)  \(before) → \(example.scoreAfter) \(example.severityAfter)  \(Output.safe(example.title))"
            )
        }
    }
}
