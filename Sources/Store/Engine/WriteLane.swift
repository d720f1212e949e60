import Foundation
import GRDB
import Synchronization

/// The one thread that writes.
///
/// Callers put work in and wait; the thread takes all that waits, runs it in one transaction and answers after
/// the commit. So many callers share one sync of the disk, and no thread of Swift's cooperative pool ever
/// waits for a disk.
final class WriteLane: Sendable {
    /// A unit of work: runs inside the shared transaction, in a savepoint of its own when it fails the group.
    struct Work: Sendable {
        /// Bytes of outside data it holds, for the bound on the queue.
        var bytes: Int
        var run: @Sendable (Database) throws -> Void
        /// Called once, after the commit or with the reason why there was none.
        var finish: @Sendable (Result<Void, any Error>) -> Void
    }

    private struct State {
        var waiting: [Work] = []
        var bytes = 0
        var isClosed = false
    }

    private let condition = NSCondition()
    private let state: Mutex<State> = Mutex(State())
    private let queueBytes: Int
    /// Work units that share one transaction at most.
    private let largestGroup = 512

    private let database: any DatabaseWriter
    private let didRollBack: @Sendable () -> Void

    /// - Parameter didRollBack: called on the lane's thread when work was undone, to drop what was cached of it.
    init(database: any DatabaseWriter, queueBytes: Int, didRollBack: @escaping @Sendable () -> Void) {
        self.database = database
        self.queueBytes = queueBytes
        self.didRollBack = didRollBack
        let thread = Thread { [self] in self.run() }
        thread.name = "gnomon-writer"
        thread.stackSize = 4 * 1024 * 1024
        thread.start()
    }

    /// Runs `body` in the next transaction and returns when it is on disk.
    func perform<Value: Sendable>(
        bytes: Int = 0, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let value = Mutex<Value?>(nil)
            let work = Work(
                bytes: bytes,
                run: { database in
                    let result = try body(database)
                    value.withLock { $0 = result }
                },
                finish: { outcome in
                    switch outcome {
                    case .success:
                        if let result = value.withLock({ $0 }) { continuation.resume(returning: result) }
                    case .failure(let error): continuation.resume(throwing: error)
                    }
                })
            do {
                try self.enqueue(work)
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    private func enqueue(_ work: Work) throws {
        try self.state.withLock { state in
            guard !state.isClosed else { throw StoreError(.shuttingDown) }
            guard work.bytes == 0 || state.bytes + work.bytes <= self.queueBytes else { throw StoreError(.queueFull) }
            state.waiting.append(work)
            state.bytes += work.bytes
        }
        self.condition.lock()
        self.condition.signal()
        self.condition.unlock()
    }

    var waitingBytes: Int { self.state.withLock(\.bytes) }

    /// Refuses new work; what waits is still done.
    func close() {
        self.state.withLock { $0.isClosed = true }
        self.condition.lock()
        self.condition.broadcast()
        self.condition.unlock()
    }

    // MARK: - The thread

    private func run() {
        while let group = self.nextGroup() {
            let outcomes = self.commit(group)
            for (work, outcome) in zip(group, outcomes) { work.finish(outcome) }
        }
    }

    /// Waits for work. `nil` when the lane is closed and empty.
    private func nextGroup() -> [Work]? {
        self.condition.lock()
        defer { self.condition.unlock() }
        while true {
            let (group, isClosed) = self.state.withLock { state -> ([Work], Bool) in
                let group = Array(state.waiting.prefix(self.largestGroup))
                state.waiting.removeFirst(group.count)
                state.bytes -= group.reduce(0) { $0 + $1.bytes }
                return (group, state.isClosed)
            }
            if !group.isEmpty { return group }
            if isClosed { return nil }
            self.condition.wait()
        }
    }

    /// Runs a group in one transaction. A unit that throws is undone alone and does not fail the others.
    private func commit(_ group: [Work]) -> [Result<Void, any Error>] {
        var outcomes: [Result<Void, any Error>] = []
        do {
            try self.database.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    for work in group {
                        outcomes.append(self.attempt(work, in: database))
                        // On a full disk or an I/O error SQLite may undo the whole transaction by itself.
                        guard database.isInsideTransaction else {
                            throw StoreError(.unavailable, "the transaction was undone")
                        }
                    }
                    return .commit
                }
            }
            return outcomes
        } catch {
            self.didRollBack()
            let reason =
                error as? StoreError
                ?? StoreError(.unavailable, (error as? DatabaseError)?.message ?? "the commit failed")
            return group.map { _ in .failure(reason) }
        }
    }

    private func attempt(_ work: Work, in database: Database) -> Result<Void, any Error> {
        do {
            try database.inSavepoint {
                try work.run(database)
                return .commit
            }
            return .success(())
        } catch let error as DatabaseError where error.resultCode != .SQLITE_CONSTRAINT {
            self.didRollBack()
            return .failure(StoreError(.unavailable, error.message ?? ""))
        } catch {
            self.didRollBack()
            return .failure(error)
        }
    }
}
