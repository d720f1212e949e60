import Foundation
import SQL
import Synchronization

/// The one thread that writes.
///
/// Callers put work in and wait; the thread takes all that waits, runs it in one transaction and answers after
/// the commit. So many callers share one sync of the disk, and no thread of Swift's cooperative pool ever
/// waits for a disk.
final class WriteLane: Sendable {
    /// A unit of work: runs inside the shared transaction, and once more when another unit had it undone.
    struct Work: Sendable {
        var run: @Sendable (any SQLSession) throws -> Void
        /// Called once, after the commit or with the reason why there was none.
        var finish: @Sendable (Result<Void, any Error>) -> Void
    }

    /// Something to do between two transactions.
    private struct Pause: Sendable {
        var run: @Sendable () -> Void
        var continuation: CheckedContinuation<Void, Never>
    }

    /// What the thread does next.
    private enum Step {
        case group([Work])
        case pauses([Pause])
        case end
    }

    private struct State {
        var waiting: [Work] = []
        var pauses: [Pause] = []
        var isClosed = false
    }

    private let condition = NSCondition()
    private let state: Mutex<State> = Mutex(State())
    /// Work units that share one transaction at most.
    private let largestGroup = 512

    private let engine: any StoreEngine
    private let willCommit: @Sendable (any SQLSession) throws -> Void
    private let didRollBack: @Sendable () -> Void

    /// - Parameters:
    ///   - willCommit: called on the lane's thread at the end of each transaction.
    ///   - didRollBack: called there when work was undone, to drop what was cached of it.
    init(
        engine: any StoreEngine, willCommit: @escaping @Sendable (any SQLSession) throws -> Void,
        didRollBack: @escaping @Sendable () -> Void
    ) {
        self.engine = engine
        self.willCommit = willCommit
        self.didRollBack = didRollBack
        let thread = Thread { [self] in self.run() }
        thread.name = "gnomon-writer"
        thread.stackSize = 4 * 1024 * 1024
        thread.start()
    }

    /// Runs `body` in the next transaction and returns when it is on disk.
    ///
    /// - Parameter committed: called on the writing thread after the commit, in the order of the work.
    func perform<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value,
        committed: @escaping @Sendable (Value) -> Void = { _ in }
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let value = Mutex<Value?>(nil)
            let work = Work(
                run: { database in
                    let result = try body(database)
                    value.withLock { $0 = result }
                },
                finish: { outcome in
                    switch outcome {
                    case .success:
                        guard let result = value.withLock({ $0 }) else { return }
                        committed(result)
                        continuation.resume(returning: result)
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

    /// Runs `body` on the writing thread between two transactions, before all that waits; not at all when the lane is
    /// closed.
    func pause(_ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            let isClosed = self.state.withLock { state in
                if !state.isClosed { state.pauses.append(Pause(run: body, continuation: continuation)) }
                return state.isClosed
            }
            if isClosed { continuation.resume() } else { self.wake() }
        }
    }

    /// Puts work in without waiting for it.
    ///
    /// - Throws: `shutting_down`; then `finish` is not called.
    func enqueue(_ work: Work) throws {
        try self.state.withLock { state in
            guard !state.isClosed else { throw StoreError(.shuttingDown) }
            state.waiting.append(work)
        }
        self.wake()
    }

    private func wake() {
        self.condition.lock()
        self.condition.signal()
        self.condition.unlock()
    }

    /// Units of work that wait.
    var waiting: Int { self.state.withLock(\.waiting.count) }

    /// Refuses new work; what waits is still done.
    func close() {
        self.state.withLock { $0.isClosed = true }
        self.wake()
    }

    // MARK: - The thread

    private func run() {
        while true {
            switch self.nextStep() {
            case .group(let group):
                let outcomes = self.commit(group)
                for (work, outcome) in zip(group, outcomes) { work.finish(outcome) }
            case .pauses(let pauses):
                for pause in pauses {
                    pause.run()
                    pause.continuation.resume()
                }
            case .end: return
            }
        }
    }

    /// Waits for something to do.
    private func nextStep() -> Step {
        self.condition.lock()
        defer { self.condition.unlock() }
        while true {
            if let step = self.state.withLock({ self.takeStep(&$0) }) { return step }
            self.condition.wait()
        }
    }

    private func takeStep(_ state: inout State) -> Step? {
        if !state.pauses.isEmpty {
            defer { state.pauses.removeAll() }
            return .pauses(state.pauses)
        }
        guard !state.waiting.isEmpty else { return state.isClosed ? .end : nil }
        let group = Array(state.waiting.prefix(self.largestGroup))
        state.waiting.removeFirst(group.count)
        return .group(group)
    }

    // MARK: - Transactions

    /// Failing units that are taken out of a group one by one, before each unit gets a transaction of its own.
    private static let mostExclusions = 8

    /// Why a transaction was undone: by which of its units, if it was one.
    private struct Failure: Error {
        let unit: Int?
        let reason: any Error
    }

    /// Runs a group in one transaction. A unit that throws fails alone: all is undone and done again without it.
    /// That is rare, and spares every unit a savepoint.
    private func commit(_ group: [Work]) -> [Result<Void, any Error>] {
        var outcomes = [Result<Void, any Error>](repeating: .success(()), count: group.count)
        var rest = Array(group.indices)
        for _ in 0...Self.mostExclusions where !rest.isEmpty {
            do throws(Failure) {
                try self.transaction(rest.map { group[$0] })
                return outcomes
            } catch {
                guard let unit = error.unit else {
                    for index in rest { outcomes[index] = .failure(error.reason) }
                    return outcomes
                }
                outcomes[rest.remove(at: unit)] = .failure(error.reason)
            }
        }
        for index in rest {
            do throws(Failure) {
                try self.transaction([group[index]])
            } catch {
                outcomes[index] = .failure(error.reason)
            }
        }
        return outcomes
    }

    /// Runs units in one transaction; again where it only met another process's.
    private func transaction(_ group: [Work]) throws(Failure) {
        for attempt in 1... {
            do throws(Failure) {
                return try self.attempt(group)
            } catch {
                guard attempt < Self.mostMeetings, let reason = error.reason as? SQLError, reason.isMeeting else {
                    throw Failure(unit: error.unit, reason: Self.reason(error.reason))
                }
            }
        }
    }

    /// Times that a transaction is tried when it meets another process's each time.
    private static let mostMeetings = 5

    private func attempt(_ group: [Work]) throws(Failure) {
        var unit: Int?
        do {
            try self.engine.transaction { database in
                for (index, work) in group.enumerated() {
                    unit = index
                    try work.run(database)
                }
                unit = nil
                try self.willCommit(database)
            }
        } catch {
            self.didRollBack()
            throw Failure(unit: unit, reason: error)
        }
    }

    private static func reason(_ error: any Error) -> any Error {
        guard let error = error as? SQLError, !error.isConstraint else { return error }
        return StoreError(error)
    }
}
