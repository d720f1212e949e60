import CShippedData
import Grants

/// Says how likely a host or a name is an AI product's, from what the catalogue's own rows look like.
///
/// A linear model: the sum of the weights of the sign's features. Weights are whole thousandths, so that the sum is
/// equal on every machine. It knows no single app; a look-up comes before it.
package struct AppClassifier: Sendable {
    /// The format of the two files that hold a classifier.
    package static let formatName = "gnomon.app-classifier/1"

    /// Feature hash → thousandths.
    private let weights: [UInt64: Int32]
    private let bias: Int32
    /// The least score, in thousandths, that counts as an AI.
    package let threshold: Int
    private let calibration: Calibration

    /// Turns a score into a probability: 1 / (1 + e^−(slope · score + offset)).
    package struct Calibration: Sendable, Equatable {
        /// Thousandths.
        package var slope: Int
        package var offset: Int

        /// At most 0.99: a look is no proof.
        func probability(_ score: Int) -> Double {
            min(0.99, Logistic.probability((Double(self.slope) * Double(score) / 1000 + Double(self.offset)) / 1000))
        }
    }

    /// An answer with its reasons.
    package struct Verdict: Sendable {
        /// 0 to 0.99; among signs that are as often AI as not.
        package var probability: Double
        /// What spoke loudest for it, loudest first, with its part of the score.
        package var reasons: [(feature: String, weight: Double)]

        /// One line for a reader.
        package var detail: String {
            let parts = self.reasons.map { reason in
                let hundredths = CanonicalJSON.decimal(hundredths: Int64((abs(reason.weight) * 100).rounded()))
                let number = String(decoding: hundredths.bytes, as: UTF8.self)
                return "\(reason.feature) \(reason.weight < 0 ? "-" : "+")\(number)"
            }
            return "looks like an AI product's by \(parts.joined(separator: ", "))"
        }
    }

    init(weights: [String: Int], bias: Int, threshold: Int, calibration: Calibration) {
        self.weights = Dictionary(
            weights.map { (SignFeatures.hash(of: $0.key.utf8), Int32(clamping: $0.value)) },
            uniquingKeysWith: { first, _ in first })
        self.bias = Int32(clamping: bias)
        self.threshold = threshold
        self.calibration = calibration
    }

    /// The sign's score in thousandths.
    package func score(_ sign: AppSign) -> Int {
        self.score(SignFeatures(sign))
    }

    /// The verdict when the score reaches the threshold; below it nothing is said.
    package func verdict(on sign: AppSign) -> Verdict? {
        let features = SignFeatures(sign)
        let score = self.score(features)
        guard score >= self.threshold else { return nil }
        return Verdict(probability: self.calibration.probability(score), reasons: self.reasons(features))
    }

    private func score(_ features: SignFeatures) -> Int {
        var words = Int(self.bias)
        for feature in features.words { words += Int(self.weights[feature.hash] ?? 0) }
        var pieces = 0
        for feature in features.pieces { pieces += Int(self.weights[feature.hash] ?? 0) }
        return words + Int((Double(pieces) * features.pieceValue).rounded())
    }

    private func reasons(_ features: SignFeatures) -> [(feature: String, weight: Double)] {
        var sums: [String: Double] = [:]
        for feature in features.words {
            sums[features.name(of: feature), default: 0] += Double(self.weights[feature.hash] ?? 0) / 1000
        }
        for feature in features.pieces {
            let weight = Double(self.weights[feature.hash] ?? 0) * features.pieceValue / 1000
            sums[features.name(of: feature), default: 0] += weight
        }
        let sorted = sums.sorted { (abs($0.value), $1.key) > (abs($1.value), $0.key) }
        return sorted.prefix(Self.shownReasons).filter { $0.value != 0 }.map { ($0.key, $0.value) }
    }

    private static let shownReasons = 5

    /// The classifier that this build ships.
    package static func shipped() throws -> AppClassifier { try self.reading.get() }

    private static let reading = Result {
        let file = gnomon_app_classifier_csv
        return try AppClassifier(weights: CSV(UnsafeBufferPointer(start: file.bytes, count: file.size)))
    }
}
