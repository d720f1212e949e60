import Foundation
package import SQL
import Synchronization

/// Threads that read, each with a connection of its own.
///
/// libpq blocks its caller, and Swift's cooperative pool must not be blocked; so readers have threads of their own.
package final class PostgresReaders: Sendable {
    private struct Job: Sendable {
        let id: Int
        let run: @Sendable (PostgresConnection) throws -> Void
        let fail: @Sendable (any Error) -> Void
    }

    private struct State {
        var waiting: [Job] = []
        var running: [Int: PostgresCanceller] = [:]
        var nextID = 0
        var isClosed = false
    }

    /// Reads that wait for a thread at most.
    private static let bound = 1_000
    private let condition = NSCondition()
    private let state: Mutex<State> = Mutex(State())

    /// - Parameter count: threads, which is connections.
    package init(_ config: PostgresConfig, count: Int) {
        for number in 1...count {
            let thread = Thread { [self] in self.work(PostgresLink(config)) }
            thread.name = "gnomon-reader-\(number)"
            thread.stackSize = 2 * 1024 * 1024
            thread.start()
        }
    }

    /// Runs `body` in a transaction that sees one moment and cannot write. Cancelling the task cancels the statement.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        let id = self.state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let job = Job(
                    id: id,
                    run: { connection in
                        try connection.begin(readOnly: true)
                        let value = try body(connection)
                        try connection.rollback()
                        continuation.resume(returning: value)
                    }, fail: { continuation.resume(throwing: $0) })
                self.enqueue(job)
            }
        } onCancel: {
            self.cancel(id)
        }
    }

    /// Refuses what comes later; what waits is still read.
    package func close() {
        self.state.withLock { $0.isClosed = true }
        self.condition.lock()
        self.condition.broadcast()
        self.condition.unlock()
    }

    private func enqueue(_ job: Job) {
        let refusal: SQLError? = self.state.withLock { state in
            guard !state.isClosed else { return SQLError(.unavailable, "the store is closed") }
            guard state.waiting.count < Self.bound else { return SQLError(.unavailable, "too many reads wait") }
            state.waiting.append(job)
            return nil
        }
        if let refusal { return job.fail(refusal) }
        self.condition.lock()
        self.condition.signal()
        self.condition.unlock()
    }

    private func cancel(_ id: Int) {
        let (waiting, running) = self.state.withLock { state -> (Job?, PostgresCanceller?) in
            guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return (nil, state.running[id]) }
            return (state.waiting.remove(at: index), nil)
        }
        waiting?.fail(CancellationError())
        // Cancelling makes a connection of its own, which blocks.
        if let running { Thread.detachNewThread { running.cancel() } }
    }

    // MARK: - One thread

    private func work(_ link: PostgresLink) {
        while let job = self.next() {
            do {
                // A lost connection is noticed by using it: once more on a fresh one.
                do {
                    try self.run(job, link)
                } catch let error as SQLError where error.kind == .connectionLost {
                    try self.run(job, link)
                }
            } catch {
                job.fail(error)
            }
        }
    }

    private func run(_ job: Job, _ link: PostgresLink) throws {
        let connection = try link.connected()
        self.state.withLock { $0.running[job.id] = connection.canceller() }
        defer { self.state.withLock { $0.running[job.id] = nil } }
        do {
            try job.run(connection)
        } catch {
            link.undo()
            throw error
        }
    }

    private func next() -> Job? {
        self.condition.lock()
        defer { self.condition.unlock() }
        while true {
            let (job, isClosed) = self.state.withLock { state in
                (state.waiting.isEmpty ? nil : state.waiting.removeFirst(), state.isClosed)
            }
            if job != nil || isClosed { return job }
            self.condition.wait()
        }
    }
}
