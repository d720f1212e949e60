import CShippedData
package import Foundation

extension RiskModel {
    /// Why a text is no risk model.
    package enum Failure: Error, Equatable {
        case format(String)
        case pointsOutOfRange(Signal)
        case repeated(Signal)
    }

    /// What to say of a text that `init(json:)` refused, in words that hold nothing of the text.
    package static func words(for error: any Error) -> String {
        switch error {
        case Failure.format: "format must be \(Self.formatName)"
        case Failure.pointsOutOfRange(let signal): "the points of \(signal.rawValue) must lie between -100 and 100"
        case Failure.repeated(let signal): "\(signal.rawValue) must stand once, as a signal or as a limit"
        case DecodingError.keyNotFound(let key, _): "\(key.stringValue) is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "\(Self.place(context)) has the wrong type"
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            "\(Self.place(context)) is none that this version knows"
        default: "the text is not JSON"
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }
        return path.isEmpty ? "the model" : path.joined(separator: ".").replacing(".[", with: "[")
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
