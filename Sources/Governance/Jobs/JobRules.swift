/// When a job is tried again, and when the listing is read again.
///
/// Production values: at most 8 attempts within 24 hours, full jitter; the read-back follows the call at once and then
/// after 5 s, 30 s, 2 min, 10 min and 1 h.
package struct JobRules: Sendable, Equatable {
    /// Attempts that may fail before a job is discarded.
    package var attempts: Int
    /// Times that a job's worker may end in the middle of it before the job is discarded.
    package var rescues: Int
    /// Milliseconds after a job's first attempt during which another may begin.
    package var window: Int64
    /// Milliseconds: the bound of the first wait, doubled for each further one.
    package var firstWait: Int64
    /// Milliseconds that no wait exceeds, unless the provider asks for more.
    package var longestWait: Int64
    /// Milliseconds between the end of the call and each further read-back.
    package var readBacks: [Int64]
    /// Milliseconds that two absent listings of an eventually consistent provider lie apart at least.
    package var secondAbsence: Int64

    package init(
        attempts: Int = 8, rescues: Int = 5, window: Int64 = 86_400_000, firstWait: Int64 = 2_000,
        longestWait: Int64 = 14_400_000,
        readBacks: [Int64] = [5_000, 30_000, 120_000, 600_000, 3_600_000], secondAbsence: Int64 = 30_000
    ) {
        self.attempts = attempts
        self.rescues = rescues
        self.window = window
        self.firstWait = firstWait
        self.longestWait = longestWait
        self.readBacks = readBacks
        self.secondAbsence = secondAbsence
    }

    /// Milliseconds to wait after the failed attempt of this number, from 1.
    ///
    /// Full jitter: anything from nothing to the bound (Brooker, "Exponential Backoff And Jitter", AWS 2015).
    ///
    /// - Parameter chance: 0 to 1.
    func wait(after attempt: Int, chance: Double) -> Int64 {
        let doublings = Int64(min(max(attempt, 1) - 1, 30))
        let bound = min(self.longestWait, self.firstWait << doublings)
        return Int64(Double(bound) * min(max(chance, 0), 1))
    }
}
