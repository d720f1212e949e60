import Synchronization

/// How many attempts are under way at each connector.
final class JobCrew: Sendable {
    private let counts: Mutex<[Int64: Int]> = Mutex([:])

    func free(at connector: Int64, of concurrency: Int) -> Int {
        self.counts.withLock { max(0, concurrency - $0[connector, default: 0]) }
    }

    func begin(_ count: Int, at connector: Int64) {
        self.counts.withLock { $0[connector, default: 0] += count }
    }

    func end(at connector: Int64) {
        self.counts.withLock { $0[connector, default: 0] -= 1 }
    }
}
