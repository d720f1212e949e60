import Foundation
import Synchronization

/// One read, and whether it is still wanted.
final class ReaderJob: Sendable {
    private enum Phase {
        /// Before the read, and after it, when it may be done again.
        case waiting
        /// The canceller is `nil` when the connection was lost before the read began.
        case running(PostgresCanceller?)
        /// Not wanted any more, before it began.
        case dropped
        /// Not wanted any more, when it ran already.
        case cancelled
    }

    /// How long the server's word on a cancellation may take, in seconds.
    private static let patience = 5.0

    private let body: @Sendable (PostgresConnection) throws -> Void
    private let phase: Mutex<Phase> = Mutex(.waiting)
    private let isAnswered = DispatchSemaphore(value: 0)
    private let isTold = Atomic(false)

    init(_ body: @escaping @Sendable (PostgresConnection) throws -> Void) {
        self.body = body
    }

    var isDropped: Bool { self.phase.withLock { if case .dropped = $0 { true } else { false } } }

    /// - Throws: what the read throws; `CancellationError` where it failed, or did not begin, as it is not wanted any
    ///   more.
    func run(on connection: PostgresConnection) throws {
        try self.phase.withLock { phase in
            guard case .waiting = phase else { throw CancellationError() }
            phase = .running(connection.canceller())
        }
        let outcome = Result { try self.body(connection) }
        try self.phase.withLock { phase in
            guard case .running = phase else {
                if case .failure = outcome { throw CancellationError() }
                return
            }
            phase = .waiting
        }
        try outcome.get()
    }

    /// Makes a connection ready for the next read, when this one has run on it. A cancellation that is under way is
    /// awaited: it must not meet the connection's next statement.
    ///
    /// - Returns: whether the connection is ready; otherwise it is of no more use.
    func leave(_ connection: PostgresConnection) -> Bool {
        let isCancelled = self.phase.withLock { if case .cancelled = $0 { true } else { false } }
        if isCancelled {
            guard self.isAnswered.wait(timeout: .now() + Self.patience) == .success,
                self.isTold.load(ordering: .sequentiallyConsistent)
            else { return false }
        }
        do {
            if !connection.isIdle { try connection.rollback() }
            // A proxy may pass a cancellation on later than it says; then it ends this.
            if isCancelled { try connection.script("SELECT 1") }
            return true
        } catch {
            return false
        }
    }

    /// Ends the running statement, or marks what waits as not wanted. Returns at once.
    func cancel() {
        self.phase.withLock { phase in
            switch phase {
            case .waiting: phase = .dropped
            case .running(let canceller):
                phase = .cancelled
                // Cancelling makes a connection of its own, which blocks.
                Thread.detachNewThread { self.tell(canceller) }
            case .dropped, .cancelled: break
            }
        }
    }

    private func tell(_ canceller: PostgresCanceller?) {
        let isTold = canceller?.cancel() ?? false
        self.isTold.store(isTold, ordering: .sequentiallyConsistent)
        self.isAnswered.signal()
    }
}
