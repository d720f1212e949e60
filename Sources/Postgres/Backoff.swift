/// When to try again after failures: pauses that double from 50 milliseconds to 2 seconds, each shortened at random over
/// its full length, so that many processes do not come back all at once.
struct Backoff {
    private static let shortest = Duration.milliseconds(50)
    private static let longest = Duration.seconds(2)

    private var limit = Self.shortest
    /// No try before this.
    private(set) var nextTry = ContinuousClock.now

    mutating func failed() {
        self.nextTry = .now + self.limit * Double.random(in: 0...1)
        self.limit = min(self.limit * 2, Self.longest)
    }
}
