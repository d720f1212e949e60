/// What was asked of a fake, for tests that count.
package struct CallLog: Sendable {
    package struct Entry: Sendable, Codable {
        package var method: String
        package var path: String
        package var status: Int
        /// Since the fake's start.
        package var milliseconds: Int
    }

    /// Older entries go first.
    private static let longest = 300_000

    package private(set) var entries: [Entry] = []
    package private(set) var total = 0

    mutating func add(_ entry: Entry) {
        if self.entries.count >= Self.longest { self.entries.removeFirst(Self.longest / 2) }
        self.entries.append(entry)
        self.total += 1
    }
}

/// A limit of calls a second, over any window of one second.
package struct CallLimit: Sendable {
    /// `nil`: none.
    package var callsPerSecond: Int?
    /// Calls beyond the limit.
    package private(set) var throttled = 0
    /// The most calls that came in one second, refused ones too.
    package private(set) var peak = 0

    /// Times in milliseconds of the calls of the last second.
    private var recent: [Int] = []
    private var admitted: [Int] = []

    /// Counts a call.
    ///
    /// - Returns: whether it is let in.
    mutating func admits(at milliseconds: Int) -> Bool {
        self.recent.removeAll { $0 <= milliseconds - 1_000 }
        self.recent.append(milliseconds)
        self.peak = max(self.peak, self.recent.count)
        guard let limit = self.callsPerSecond else { return true }
        self.admitted.removeAll { $0 <= milliseconds - 1_000 }
        guard self.admitted.count < limit else {
            self.throttled += 1
            return false
        }
        self.admitted.append(milliseconds)
        return true
    }
}
