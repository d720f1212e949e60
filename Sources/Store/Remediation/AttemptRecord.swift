package import Governance
package import Grants

/// What one attempt of a job came to.
package struct AttemptRecord: Sendable {
    package var job: JobClaim
    package var decision: JobDecision
    /// Of the call, or what the listing said: a proved outcome when the grant was absent.
    package var outcome: JobOutcome
    /// The vendor's words, at most 500 characters, without addresses and secrets.
    package var detail: String
    /// The vendor's ids of the requests.
    package var requestIDs: [String]
    /// Until when tokens that were given out may live on, where that is known.
    package var residualUntil: Timestamp?
    /// Whether this read-back did not show the grant.
    package var sawAbsence: Bool

    package init(
        job: JobClaim, decision: JobDecision, outcome: JobOutcome, detail: String = "", requestIDs: [String] = [],
        residualUntil: Timestamp? = nil, sawAbsence: Bool = false
    ) {
        self.job = job
        self.decision = decision
        self.outcome = outcome
        self.detail = detail
        self.requestIDs = requestIDs
        self.residualUntil = residualUntil
        self.sawAbsence = sawAbsence
    }
}
