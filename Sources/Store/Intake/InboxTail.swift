import DequeModule
import Synchronization

/// The newest admitted reports as the door decoded them, so that an analyzer in the same process need not read,
/// inflate and decode them again. The database has them all; this only saves work.
///
/// It holds every waiting report behind a certain number, or none: at its bound it lets go of all, and analysis
/// reads the database until it has caught up.
final class InboxTail: Sendable {
    fileprivate struct State {
        /// All waiting reports behind this number are held; `nil`: none is.
        var start: Int64?
        var reports: Deque<InboxReport> = []
        var events = 0
        /// The newest number that was committed.
        var newest: Int64 = 0
    }

    private let bound: Int
    private let state: Mutex<State> = Mutex(State())

    /// - Parameter bound: most events held; 0 holds nothing.
    init(bound: Int) {
        self.bound = bound
    }

    /// Names the newest report that was kept before this process. To be called once, before the first `append`.
    func begin(behind number: Int64) {
        self.state.withLock { $0.newest = number }
    }

    /// Takes a report that has just been committed. To be called in the order of commits.
    func append(_ report: InboxReport) {
        self.state.withLock { state in
            state.newest = report.number
            guard state.start != nil else { return }
            guard state.events + report.events <= self.bound else {
                state.start = nil
                state.drop()
                return
            }
            state.reports.append(report)
            state.events += report.events
        }
    }

    /// Hands out the oldest reports behind `number`, at most `events` events of them, but always one if any.
    ///
    /// - Returns: `nil` when they are not all here.
    func take(after number: Int64, events limit: Int) -> [InboxReport]? {
        self.state.withLock { state in
            guard let start = state.start, number >= start else { return nil }
            var taken: [InboxReport] = []
            var events = 0
            while let next = state.reports.first {
                let isNew = next.number > number
                if isNew, !taken.isEmpty, events + next.events > limit { break }
                state.reports.removeFirst()
                state.events -= next.events
                guard isNew else { continue }
                events += next.events
                taken.append(next)
            }
            // What was handed out is no longer here: who asks for it again, after a failure, reads the database.
            if let last = taken.last { state.start = last.number }
            return taken
        }
    }

    /// Begins anew behind the newest report.
    ///
    /// - Returns: its number; what waits up to it is to be read from the database.
    func restart() -> Int64 {
        self.state.withLock { state in
            state.start = self.bound > 0 ? state.newest : nil
            state.drop()
            return self.bound > 0 ? state.newest : .max
        }
    }
}

extension InboxTail.State {
    fileprivate mutating func drop() {
        self.reports.removeAll()
        self.events = 0
    }
}
