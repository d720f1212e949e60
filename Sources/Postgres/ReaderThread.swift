import Foundation
import SQL

/// One reader: a thread and its connection, which it gets when reads wait and drops when it is broken.
struct ReaderThread {
    private let config: PostgresConfig
    private let queue: ReaderQueue

    /// Starts one; it ends when the queue is closed and empty.
    static func start(_ config: PostgresConfig, _ queue: ReaderQueue, number: Int) {
        let thread = Thread { ReaderThread(config: config, queue: queue).run() }
        thread.name = "gnomon-reader-\(number)"
        thread.stackSize = 2 * 1024 * 1024
        thread.start()
    }

    private func run() {
        var connection: PostgresConnection?
        while let step = self.queue.next(isConnected: connection != nil) {
            switch (step, connection) {
            case (.run(let entry), let current?):
                if !self.serve(entry, current) { connection = nil }
            case (.connect, _): connection = self.connect()
            case (.run, nil): preconditionFailure("a reader without a connection got a read")
            }
        }
    }

    private func connect() -> PostgresConnection? {
        do {
            let connection = try PostgresConnection(self.config)
            self.queue.didConnect()
            return connection
        } catch {
            self.queue.didFail(error as? SQLError ?? SQLError(.unavailable, "no connection to the database"))
            return nil
        }
    }

    /// Does a read, once more on another connection where this one turns out to be lost: a read changes nothing.
    ///
    /// - Returns: whether the connection is of further use.
    private func serve(_ entry: ReaderQueue.Entry, _ connection: PostgresConnection) -> Bool {
        guard connection.isUsable else {
            self.queue.didLose(puttingBack: entry)
            return false
        }
        do {
            try entry.job.run(on: connection)
            entry.continuation.resume()
        } catch let error as SQLError where error.kind == .connectionLost && !entry.isRepeated {
            self.queue.didLose(
                puttingBack: .init(job: entry.job, continuation: entry.continuation, isRepeated: true))
            return false
        } catch {
            entry.continuation.resume(throwing: error)
        }
        guard entry.job.leave(connection) else {
            self.queue.didLose()
            return false
        }
        return true
    }
}
