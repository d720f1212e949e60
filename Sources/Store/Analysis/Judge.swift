package import Governance
package import Risk

/// The pure parts by which the store judges a changed connection inside its transaction.
package struct Judge: Sendable {
    package var analyser: RiskAnalyser
    package var policy: Policy

    package init(analyser: RiskAnalyser, policy: Policy) {
        self.analyser = analyser
        self.policy = policy
    }
}
