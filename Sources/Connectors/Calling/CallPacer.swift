/// Spreads a connector's calls evenly, so that no second holds more of them than the provider allows.
actor CallPacer {
    private let interval: Duration
    private let clock = ContinuousClock()
    /// When the next call may start.
    private var next: ContinuousClock.Instant

    init(callsPerSecond: Double) {
        self.interval = .seconds(1 / callsPerSecond)
        self.next = self.clock.now
    }

    /// Waits for this call's turn. Turns are given in the order asked for.
    ///
    /// - Throws: when the task is cancelled meanwhile; its turn passes unused.
    func turn() async throws {
        let now = self.clock.now
        let slot = max(now, self.next)
        self.next = slot + self.interval
        if slot > now { try await Task.sleep(until: slot, clock: self.clock) }
    }
}
