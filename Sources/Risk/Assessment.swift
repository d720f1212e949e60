/// A score and everything it is made of.
package struct Assessment: Sendable, Equatable, Codable {
    /// 0 to 100: the sum of `contributions`.
    package var score: Int
    /// In the model's order, limits last; never zero points.
    package var contributions: [Contribution]
    /// Signals of the model that did not fire.
    package var silent: [Signal]
    package var modelVersion: String

    package var severity: Severity { Severity(score: self.score) }

    /// The signals that fired, limits included.
    package func has(_ signal: Signal) -> Bool {
        self.contributions.contains { $0.signal == signal }
    }

    private enum CodingKeys: String, CodingKey {
        case score, contributions, silent
        case modelVersion = "model_version"
    }

    /// One part of a score.
    package struct Contribution: Sendable, Equatable, Codable {
        package var signal: Signal
        package var points: Int
        package var label: String
        /// What showed the signal.
        package var detail: String
    }
}

/// A score and the signals that made it, without words.
package struct Judgement: Sendable, Hashable {
    /// 0 to 100.
    package var score: Int
    package var fired: SignalSet

    package var severity: Severity { Severity(score: self.score) }
}

/// The score that remains without one signal.
package struct Counterfactual: Sendable, Equatable {
    package var signal: Signal
    package var label: String
    package var score: Int

    package var severity: Severity { Severity(score: self.score) }
}

/// How urgent a finding is. Bounds: info 0–19, low 20–39, medium 40–59, high 60–79, critical 80–100.
package enum Severity: String, Sendable, CaseIterable, Codable, Comparable {
    case info, low, medium, high, critical

    package init(score: Int) {
        switch score {
        case ..<20: self = .info
        case ..<40: self = .low
        case ..<60: self = .medium
        case ..<80: self = .high
        default: self = .critical
        }
    }

    /// The least score of this severity.
    package var leastScore: Int {
        switch self {
        case .info: 0
        case .low: 20
        case .medium: 40
        case .high: 60
        case .critical: 80
        }
    }

    package static func < (left: Severity, right: Severity) -> Bool { left.leastScore < right.leastScore }
}

/// Whether a connection deserves a finding.
package enum FindingDecision: Sendable, Equatable {
    case open
    /// Nothing standing, sign-in alone, or a score below the model's threshold.
    case quiet
}
