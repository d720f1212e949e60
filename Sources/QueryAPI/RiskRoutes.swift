import APIModel
import Foundation
import Hummingbird
import Risk
import Store
import Web

/// Trying risk models.
extension QueryRoutes {
    /// What a model in the body would make of what is stored. Nothing is written.
    func backtest(_ request: Request, _ context: WebContext) async throws -> Response {
        let buffer = try await request.body.collect(upTo: 256 * 1024)
        let model: RiskModel
        do {
            model = try RiskModel(json: Data(buffer.readableBytesView))
        } catch {
            throw ProblemResponse(.riskModelInvalid, detail: RiskModel.words(for: error))
        }
        let result = try await self.store.backtest(RiskAnalyser(model: model))
        func count(_ change: Backtest.Change) -> Int { result.counts[change] ?? 0 }
        return try self.json(
            BacktestBody(
                modelVersion: model.version, currentModelVersion: self.surroundings.judge().analyser.model.version,
                connections: result.connections, openFindings: result.openFindings, wouldOpen: count(.open),
                wouldClose: count(.close), wouldRise: count(.rise), wouldFall: count(.fall),
                examples: result.examples.map(BodyMapping.example)))
    }
}
