package import Grants
package import Risk

/// What to propose for which finding. Data: `policy.json`, described by `schemas/policy.v1.json`.
package struct Policy: Sendable, Codable, Equatable {
    package static let formatName = "gnomon.policy/1"

    package var format: String
    package var version: String
    /// The first rule that matches decides; the last matches everything.
    package var rules: [Rule]

    /// Who may be asked to decide: the names of roles.
    package static let deciders = ["viewer", "analyst", "remediator", "auditor", "admin"]

    enum CodingKeys: String, CodingKey, CaseIterable {
        case format, version, rules
    }

    package struct Rule: Sendable, Codable, Equatable {
        package var id: String
        package var when: Condition
        package var propose: ActionKind
        /// The role that must decide, for a review.
        package var decider: String?
        /// Until when, for a review.
        package var withinDays: Int?
        package var because: String

        enum CodingKeys: String, CodingKey, CaseIterable {
            case id, when, propose, decider, because
            case withinDays = "within_days"
        }
    }

    /// All named parts must hold; an empty condition always does.
    package struct Condition: Sendable, Codable, Equatable {
        /// Signals that must all have fired.
        package var signals: [Signal]?
        package var severity: [Severity]?
        package var aiClass: [AIClass]?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case signals, severity
            case aiClass = "ai_class"
        }
    }

    /// What the policy proposes for a judged connection.
    package func proposal(for assessment: Assessment, aiClass: AIClass) -> Proposal? {
        guard let rule = self.rules.first(where: { $0.when.holds(for: assessment, aiClass) }) else { return nil }
        return Proposal(
            kind: rule.propose, rule: rule.id, reason: rule.because, decider: rule.decider,
            withinDays: rule.withinDays, policyVersion: self.version)
    }
}

extension Policy.Condition {
    fileprivate func holds(for assessment: Assessment, _ actual: AIClass) -> Bool {
        if let signals = self.signals, !signals.allSatisfy(assessment.has) { return false }
        if let severity = self.severity, !severity.contains(assessment.severity) { return false }
        if let aiClass = self.aiClass, !aiClass.contains(actual) { return false }
        return true
    }
}

/// An action that a policy asks somebody to approve.
package struct Proposal: Sendable, Equatable {
    package var kind: ActionKind
    package var rule: String
    package var reason: String
    package var decider: String?
    package var withinDays: Int?
    package var policyVersion: String

    package init(
        kind: ActionKind, rule: String, reason: String, decider: String?, withinDays: Int?, policyVersion: String
    ) {
        self.kind = kind
        self.rule = rule
        self.reason = reason
        self.decider = decider
        self.withinDays = withinDays
        self.policyVersion = policyVersion
    }
}
