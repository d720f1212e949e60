import CShippedData
package import Foundation

extension RiskModel {
    /// Why a text is no risk model.
    package enum Failure: Error, Equatable {
        case format(String)
        case pointsOutOfRange(Signal)
        case repeated(Signal)
    }

    /// Reads and checks a model.
    package init(json: Data) throws {
        let model = try JSONDecoder().decode(RiskModel.self, from: json)
        guard model.format == RiskModel.formatName else { throw Failure.format(model.format) }
        var seen: Set<Signal> = []
        for id in model.signals.map(\.id) + model.limits.map(\.id) where !seen.insert(id).inserted {
            throw Failure.repeated(id)
        }
        if let weight = model.signals.first(where: { !(-100...100).contains($0.points) }) {
            throw Failure.pointsOutOfRange(weight.id)
        }
        self = model
    }

    /// The model that this build ships.
    package static func shipped() throws -> RiskModel {
        let file = gnomon_risk_model_json
        return try RiskModel(json: Data(bytes: file.bytes, count: file.size))
    }
}
