package import Grants

/// Judges connections by a model. Pure and deterministic.
package struct RiskAnalyser: Sendable {
    package let model: RiskModel
    /// The model's limits in the order in which they bound a score: those that lift it first.
    private let limits: [RiskModel.Limit]
    /// The signals that add points.
    private let weights: [RiskModel.Weight]

    package init(model: RiskModel) {
        self.model = model
        self.limits = model.limits.filter { $0.atLeast != nil } + model.limits.filter { $0.atMost != nil }
        self.weights = model.signals.filter { $0.points != 0 }
    }

    /// Judges one connection.
    ///
    /// - Returns: 0–100 points and every contribution; the contributions add up to the score. Limits come
    ///   last, as the points that lift or lower the sum to them.
    package func assessment(of facts: ConnectionFacts) -> Assessment {
        let fired = Signals.fired(by: facts)
        var contributions = self.weights.filter { fired.contains($0.id) }.map { weight in
            Assessment.Contribution(
                signal: weight.id, points: weight.points, label: weight.label,
                detail: Signals.words(for: weight.id, facts))
        }
        var score = contributions.reduce(0) { $0 + $1.points }
        for limit in self.limits where fired.contains(limit.id) {
            let bounded = limit.bounded(score)
            contributions.append(
                .init(
                    signal: limit.id, points: bounded - score, label: limit.label,
                    detail: Signals.words(for: limit.id, facts)))
            score = bounded
        }
        let clamped = min(max(score, 0), 100)
        if clamped != score, let last = contributions.lastIndex(where: { ($0.points > 0) == (score > clamped) }) {
            contributions[last].points += clamped - score
        }
        let silent =
            self.model.signals.filter { !fired.contains($0.id) || $0.points == 0 }.map(\.id)
            + self.limits.map(\.id).filter { !fired.contains($0) }
        return Assessment(
            score: clamped, contributions: contributions, silent: silent, modelVersion: self.model.version)
    }

    /// Judges one sighting without history and without words: the score that `assessment` gives, at a fraction of its
    /// cost.
    package func judgement(
        of client: ClientProfile, _ access: ScopeProfile, marks: ConnectionFacts.Marks,
        liveness: ClassifiedGrant.Liveness = .observed
    ) -> Judgement {
        let fired = Signals.fired(by: client.app, on: client.resource, access, people: 0, liveness, marks)
        return Judgement(score: self.score(of: fired), fired: fired)
    }

    /// What the score would be if one signal that lifts it had not fired, the lowest first.
    ///
    /// By the model in force, which may be a newer one than the assessment's.
    package func counterfactuals(of assessment: Assessment) -> [Counterfactual] {
        let fired = SignalSet(assessment.contributions.map(\.signal))
        let score = self.score(of: fired)
        return assessment.contributions.compactMap { part in
            var others = fired
            others.remove(part.signal)
            let without = self.score(of: others)
            guard without < score else { return nil }
            return Counterfactual(signal: part.signal, label: part.label, score: without)
        }.sorted { ($0.score, $0.signal.rawValue) < ($1.score, $1.signal.rawValue) }
    }

    private func score(of fired: SignalSet) -> Int {
        var score = 0
        for index in self.weights.indices where fired.contains(self.weights[index].id) {
            score += self.weights[index].points
        }
        for index in self.limits.indices where fired.contains(self.limits[index].id) {
            score = self.limits[index].bounded(score)
        }
        return min(max(score, 0), 100)
    }

    /// Whether `assessment` opens a finding on a connection with these facts.
    package func decision(on facts: ConnectionFacts, _ assessment: Assessment) -> FindingDecision {
        guard facts.liveness > .attempted, !assessment.has(.signInOnly) else { return .quiet }
        // What can be taken back must not open a finding, which stays: reports in any order leave the same findings.
        var lasting = SignalSet(assessment.contributions.map(\.signal))
        lasting.remove(.scopeDrift)
        return self.score(of: lasting) >= self.model.openAt ? .open : .quiet
    }
}
