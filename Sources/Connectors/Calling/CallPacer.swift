/// Keeps a connector's calls below what its provider allows, and spreads them evenly.
actor CallPacer {
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var pace: CallPace

    init(callsPerSecond: Double) {
        self.start = self.clock.now
        self.pace = CallPace(callsPerSecond: callsPerSecond)
    }

    /// Waits for this call's turn; `end` is due after its answer. Turns are given in the order asked for.
    ///
    /// - Throws: when the task is cancelled meanwhile; its turn passes unused, and no `end` is due.
    func turn() async throws {
        var wake = self.pace.place(at: self.elapsed)
        while true {
            if wake > self.elapsed { try await Task.sleep(until: self.start + wake, clock: self.clock) }
            // The machine may wake this task late, and others have started since.
            guard let later = self.pace.start(at: self.elapsed) else { return }
            wake = later
        }
    }

    /// A call was answered, or given up.
    func end() { self.pace.end(at: self.elapsed) }

    private var elapsed: Duration { self.clock.now - self.start }
}

/// When calls may start. Instants are durations since some beginning.
///
/// A provider counts a call some time between its start and its answer. So each call holds a place from its start until
/// a second after its answer, and there are as many places as calls are allowed in a second: no second of the
/// provider's can then hold more, however late tasks wake and requests arrive. Of 50 calls a second that are answered
/// within 10 ms, 49.5 are made.
struct CallPace {
    private let interval: Duration
    private let places: Int
    /// The place of the next call that asks.
    private var nextPlace = Duration.zero
    /// Before this no call starts: up to two catch up on what a late start lost.
    private var earliest = Duration.zero
    private var underWay = 0
    /// Ends of the calls that still hold their place, in order.
    private var ends: [Duration] = []

    /// - Parameter callsPerSecond: what the provider allows.
    init(callsPerSecond: Double) {
        self.interval = .seconds(1 / callsPerSecond)
        self.places = max(1, Int(callsPerSecond))
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
        if self.underWay + self.ends.count >= self.places {
            self.ends.removeFirst(self.ends.prefix { $0 + .seconds(1) <= now }.count)
        }
        guard self.underWay + self.ends.count < self.places else {
            return self.ends.first.map { $0 + .seconds(1) } ?? now + self.interval
        }
        self.earliest = max(self.earliest + self.interval, now - self.interval)
        self.underWay += 1
        return nil
    }

    /// Ends a call that was started.
    mutating func end(at now: Duration) {
        self.underWay -= 1
        self.ends.append(now)
    }
}
