/// Spreads a connector's calls evenly, so that no second holds more of them than the provider allows.
actor CallPacer {
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var pace: CallPace

    init(callsPerSecond: Double) {
        self.start = self.clock.now
        self.pace = CallPace(callsPerSecond: callsPerSecond)
    }

    /// Waits for this call's turn. Turns are given in the order asked for.
    ///
    /// - Throws: when the task is cancelled meanwhile; its turn passes unused.
    func turn() async throws {
        var wake = self.pace.place(at: self.elapsed)
        while true {
            if wake > self.elapsed { try await Task.sleep(until: self.start + wake, clock: self.clock) }
            // The machine may wake this task late, and others have started since.
            guard let later = self.pace.start(at: self.elapsed) else { return }
            wake = later
        }
    }

    private var elapsed: Duration { self.clock.now - self.start }
}

/// When calls may start. Instants are durations since some beginning.
///
/// Up to two calls in any second catch up on what a late start lost, and calls that start apart may arrive together. So
/// the pace lies two calls a second below the provider's limit, or a tenth where that is less: of 50 calls a second 48
/// are made.
struct CallPace {
    private let interval: Duration
    /// The place of the next call that asks.
    private var nextPlace = Duration.zero
    /// Before this no call starts.
    private var earliest = Duration.zero

    /// - Parameter callsPerSecond: what the provider allows.
    init(callsPerSecond: Double) {
        self.interval = .seconds(1 / max(callsPerSecond - 2, callsPerSecond * 0.9))
    }

    /// Takes a place in the row.
    ///
    /// - Returns: when its turn comes, if nothing is late.
    mutating func place(at now: Duration) -> Duration {
        let place = max(now, self.nextPlace)
        self.nextPlace = place + self.interval
        return place
    }

    /// Starts a call.
    ///
    /// - Returns: `nil` when it may start; else when to ask again.
    mutating func start(at now: Duration) -> Duration? {
        guard now >= self.earliest else { return self.earliest }
        self.earliest = max(self.earliest + self.interval, now - self.interval)
        return nil
    }
}
