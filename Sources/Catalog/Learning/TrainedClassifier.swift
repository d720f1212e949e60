import Grants

/// A classifier as it came out of training, with what it was measured on.
package struct TrainedClassifier: Sendable {
    let weights: [String: Int]
    let bias: Int
    /// Its shifts are parts of the weights of the features that all names and all redirects have.
    let cut: AppClassifierTraining.Cut
    let calibration: AppClassifier.Calibration
    /// Every example, scored by a model that had not seen its maker.
    package let scored: [ScoredExample]
    let training: AppClassifierTraining

    package var threshold: Int { self.cut.threshold }

    package var classifier: AppClassifier {
        AppClassifier(weights: self.weights, bias: self.bias, threshold: self.threshold, calibration: self.calibration)
    }

    /// The weights file: `feature,weight` in byte order, weights in thousandths.
    package var weightsFile: [UInt8] {
        var text = "feature,weight\n\(AppClassifier.formatName),0\n"
        let numbers = [
            ("@bias", self.bias), ("@offset", self.calibration.offset), ("@slope", self.calibration.slope),
            ("@threshold", self.threshold),
        ]
        for (name, value) in numbers { text += "\(name),\(value)\n" }
        for (name, weight) in self.weights.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            text += "\(name),\(weight)\n"
        }
        return Array(text.utf8)
    }

    /// The model card: one JSON object, one member a line.
    package var modelCard: [UInt8] {
        let members = self.cardMembers.sorted { $0.0 < $1.0 }
        let lines = members.map { name, value in
            "\"\(name)\":\(String(decoding: value.bytes, as: UTF8.self))"
        }
        return Array("{\n\(lines.joined(separator: ",\n"))\n}\n".utf8)
    }

    // MARK: - The card

    private var cardMembers: [(String, CanonicalJSON)] {
        let curve = PrecisionCurve(self.scored)
        let recipe = self.training.recipe
        let points = [0.9, 0.95, 0.96, 0.97, 0.98, 0.99].compactMap { curve.point(precision: $0) }
        return [
            ("format", .string(AppClassifier.formatName)),
            ("answers", "whether a host or a name is an AI product's; yes or unknown, never no"),
            (
                "method",
                "logistic regression over words and letter pieces, coordinate descent, weights in thousandths"
            ),
            (
                "measured",
                "each example by a model that had seen no example of its maker (vendor, product, registrable domain)"
            ),
            ("folds", CanonicalJSON(recipe.folds)),
            ("ridge_hundredths", CanonicalJSON(Int((recipe.ridge * 100).rounded()))),
            ("lasso_hundredths", CanonicalJSON(Int((recipe.lasso * 100).rounded()))),
            ("least_strength_hundredths", CanonicalJSON(Int((recipe.leastStrength * 100).rounded()))),
            ("sweeps", CanonicalJSON(recipe.sweeps)),
            ("features", CanonicalJSON(self.weights.count)),
            ("examples", self.classBalance),
            ("sources", self.sources),
            ("name_shift", CanonicalJSON(self.cut.shifts[.name] ?? 0)),
            ("redirect_shift", CanonicalJSON(self.cut.shifts[.redirect] ?? 0)),
            ("threshold", self.figures(curve.point(threshold: self.threshold))),
            ("by_kind", .object(self.byKind)),
            ("by_origin", .object(self.byOrigin)),
            ("curve", .array(points.map(self.figures))),
        ]
    }

    private var classBalance: CanonicalJSON {
        let ai = self.scored.count { $0.isAI }
        return ["ai": CanonicalJSON(ai), "other": CanonicalJSON(self.scored.count - ai)]
    }

    private var sources: CanonicalJSON {
        var counts: [String: Int] = [:]
        for example in self.training.examples { counts[example.source, default: 0] += 1 }
        return .object(counts.mapValues { CanonicalJSON($0) })
    }

    private var byKind: [String: CanonicalJSON] {
        Dictionary(grouping: self.scored, by: \.kind.rawValue).mapValues(self.shares(of:))
    }

    /// Rows that the project gathered itself, and rows of others' lists: the first grow with each gathering, and with
    /// them the share of makers that look like nothing; the second stay, and can be compared from card to card.
    private var byOrigin: [String: CanonicalJSON] {
        let pairs = zip(self.training.examples, self.scored)
        let groups = Dictionary(grouping: pairs) { example, _ in
            example.source == "providers.json" || example.source.hasPrefix("own") ? "own" : "elsewhere"
        }
        return groups.mapValues { self.shares(of: $0.map(\.1)) }
    }

    private func shares(of rows: [ScoredExample]) -> CanonicalJSON {
        let point = PrecisionCurve(rows).point(threshold: self.threshold)
        let ai = rows.count { $0.isAI }
        return [
            "ai": CanonicalJSON(ai), "other": CanonicalJSON(rows.count - ai),
            "recall_percent": Self.percent(point.recall), "false_percent": Self.percent(point.falseShare),
        ]
    }

    private func figures(_ point: PrecisionCurve.Point) -> CanonicalJSON {
        let share = Double(self.scored.count { $0.isAI }) / Double(max(1, self.scored.count))
        return [
            "threshold": CanonicalJSON(point.threshold),
            "recall_percent": Self.percent(point.recall),
            "false_percent": Self.percent(point.falseShare),
            "precision_percent_half_ai": Self.percent(point.precision(whereAIIs: 0.5)),
            "precision_percent_as_examples": Self.percent(point.precision(whereAIIs: share)),
            "precision_percent_5_percent_ai": Self.percent(point.precision(whereAIIs: 0.05)),
        ]
    }

    /// A share as a percentage of two places.
    private static func percent(_ share: Double) -> CanonicalJSON {
        .decimal(hundredths: Int64((share * 10_000).rounded()))
    }
}
