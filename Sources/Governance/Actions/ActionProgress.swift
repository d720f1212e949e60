/// What an action's jobs say of it.
package struct ActionProgress: Sendable, Equatable {
    /// Jobs that have still to call.
    package var calling = 0
    /// Jobs that have called and wait for the listing.
    package var readingBack = 0
    /// Jobs that are over, by outcome.
    package var outcomes: [JobOutcome: Int] = [:]
    /// Jobs out of attempts.
    package var discarded = 0
    /// Jobs that a person took back: they prove nothing.
    package var cancelled = 0

    package init() {}

    package var total: Int {
        self.calling + self.readingBack + self.discarded + self.cancelled + self.outcomes.values.reduce(0, +)
    }

    /// Jobs whose grant is proved to be gone.
    package var proved: Int { self.outcomes.filter { $0.key.isProved }.values.reduce(0, +) }

    /// Where the action stands. What can be mended is named before what has failed, so that it is mended first.
    package var state: ActionState {
        if self.calling > 0 { return .running }
        if self.readingBack > 0 { return .verifying }
        if self.has(.needsMapping) { return .needsMapping }
        if self.has(.forbidden) || self.has(.misconfigured) { return .forbidden }
        if self.has(.unsupported) || self.has(.subjectMissing) || self.has(.manualPending) || self.has(.manualAttested)
        {
            return .needsUser
        }
        return self.total > 0 && self.proved == self.total ? .verified : .failed
    }

    private func has(_ outcome: JobOutcome) -> Bool { self.outcomes[outcome, default: 0] > 0 }
}
