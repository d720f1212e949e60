package import SQL
import Synchronization

/// Threads that read, each with a connection of its own.
///
/// libpq blocks its caller, and Swift's cooperative pool must not be blocked; so readers have threads of their own.
package final class PostgresReaders: Sendable {
    private let queue = ReaderQueue()

    /// - Parameter count: threads, which is connections at most.
    package init(_ config: PostgresConfig, count: Int) {
        for number in 1...count { ReaderThread.start(config, self.queue, number: number) }
    }

    deinit {
        self.queue.close()
    }

    /// Runs `body` in a transaction that sees one moment and cannot write. Cancelling the task cancels the statement.
    ///
    /// - Parameter body: called once more, on another connection, when the connection is lost.
    /// - Throws: what `body` throws; `CancellationError` when the task was cancelled and `body` failed for that;
    ///   `unavailable` when too many reads wait or the readers are closed; why there is no connection, when no reader
    ///   has one or can get one.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        let value = Mutex<Value?>(nil)
        let job = ReaderJob { connection in
            try connection.begin(readOnly: true)
            let result = try body(connection)
            try connection.rollback()
            value.withLock { $0 = result }
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                self.queue.add(.init(job: job, continuation: continuation))
            }
        } onCancel: {
            job.cancel()
            self.queue.drop(job)
        }
        guard let result = value.withLock({ $0 }) else { preconditionFailure("a read ended without a value") }
        return result
    }

    /// Refuses what comes later; what waits is still read.
    package func close() {
        self.queue.close()
    }
}
