import Grants

/// Judges connections by a model. Pure and deterministic.
package struct RiskAnalyser: Sendable {
    package let model: RiskModel
    /// The model's limits in the order in which they bound a score: those that lift it first.
    private let limits: [RiskModel.Limit]

    package init(model: RiskModel) {
        self.model = model
        self.limits = model.limits.filter { $0.atLeast != nil } + model.limits.filter { $0.atMost != nil }
    }

    /// Judges one connection.
    ///
    /// - Returns: 0–100 points and every contribution; the contributions add up to the score. Limits come
    ///   last, as the points that lift or lower the sum to them.
    package func assessment(of facts: ConnectionFacts) -> Assessment {
        self.assessment(of: Signals.fired(by: facts))
    }

    /// What the score would be if one signal that lifts it had not fired, the lowest first.
    ///
    /// By the model in force, which may be a newer one than the assessment's.
    package func counterfactuals(of assessment: Assessment) -> [Counterfactual] {
        var fired = FiredSignals()
        for part in assessment.contributions { fired[part.signal] = part.detail }
        let score = self.assessment(of: fired).score
        return assessment.contributions.compactMap { part in
            var others = fired
            others[part.signal] = nil
            let without = self.assessment(of: others).score
            guard without < score else { return nil }
            return Counterfactual(signal: part.signal, label: part.label, score: without)
        }.sorted { ($0.score, $0.signal.rawValue) < ($1.score, $1.signal.rawValue) }
    }

    private func assessment(of fired: FiredSignals) -> Assessment {
        var contributions: [Assessment.Contribution] = []
        var silent: [Signal] = []
        contributions.reserveCapacity(12)
        silent.reserveCapacity(self.model.signals.count + self.limits.count)
        for index in self.model.signals.indices {
            let id = self.model.signals[index].id
            guard let detail = fired[id], self.model.signals[index].points != 0 else {
                silent.append(id)
                continue
            }
            let weight = self.model.signals[index]
            contributions.append(
                .init(signal: weight.id, points: weight.points, label: weight.label, detail: detail))
        }
        var score = contributions.reduce(0) { $0 + $1.points }
        for index in self.limits.indices {
            let id = self.limits[index].id
            guard let detail = fired[id] else {
                silent.append(id)
                continue
            }
            let limit = self.limits[index]
            let bounded = limit.bounded(score)
            contributions.append(
                .init(signal: limit.id, points: bounded - score, label: limit.label, detail: detail))
            score = bounded
        }
        let clamped = min(max(score, 0), 100)
        if clamped != score, let last = contributions.lastIndex(where: { ($0.points > 0) == (score > clamped) }) {
            contributions[last].points += clamped - score
        }
        return Assessment(
            score: clamped, contributions: contributions, silent: silent, modelVersion: self.model.version)
    }

    /// Whether `assessment` opens a finding on a connection with these facts.
    package func decision(on facts: ConnectionFacts, _ assessment: Assessment) -> FindingDecision {
        guard facts.liveness > .attempted, !assessment.has(.signInOnly) else { return .quiet }
        return assessment.score >= self.model.openAt ? .open : .quiet
    }
}
