import Foundation
import Postgres
import SQL

/// The writing connection of one process, and the proof of what it has committed.
///
/// Each transaction leaves its number in the process's row of `writers`. When the connection breaks during a commit,
/// the row tells on the next connection, to a promoted standby as well, whether the commit took place. Nothing is
/// guessed.
///
/// `@unchecked`: one thread uses it, the writing thread.
final class PostgresWriter: @unchecked Sendable {
    private let link: PostgresLink
    private let number: Int64
    private var commits: Int64 = 0
    /// How long to look for the outcome of a commit before the caller is told that it is unknown.
    private let patience = Duration.seconds(20)

    /// - Parameter number: the process's own, never used before.
    init(_ config: PostgresConfig, number: Int64) {
        self.link = PostgresLink(config)
        self.number = number
    }

    func transaction(_ body: (any SQLSession) throws -> Void) throws {
        let connection = try self.begun()
        self.commits += 1
        do {
            try body(connection)
            try self.mark(on: connection)
            try connection.commit()
        } catch let error as SQLError where error.kind == .commitUnknown {
            self.link.drop()
            try self.findOutcome(error)
        } catch {
            self.link.undo()
            throw error
        }
    }

    /// A connection inside a new transaction. Where the connection turns out to be lost before it took any of the
    /// transaction's work, a fresh one is tried, once.
    private func begun() throws -> PostgresConnection {
        do {
            return try self.link.begun()
        } catch let error as SQLError where error.kind == .connectionLost {
            return try self.link.begun()
        }
    }

    private func mark(on connection: PostgresConnection) throws {
        try connection.execute(
            """
            INSERT INTO writers (org_no, writer_no, commits, lease_until) VALUES (?, ?, ?, 0)
            ON CONFLICT (org_no, writer_no) DO UPDATE SET commits = excluded.commits
            """,
            [Store.organisation, self.number, self.commits])
    }

    /// Returns when the transaction turns out to be committed, and to have reached the standby if there is one.
    ///
    /// - Throws: `unavailable` when it was not committed; `reason` when that cannot be found out in time.
    private func findOutcome(_ reason: SQLError) throws {
        let deadline = ContinuousClock.now + self.patience
        while ContinuousClock.now < deadline {
            if let isCommitted = try? self.isCommitted() {
                guard isCommitted else {
                    throw SQLError(.unavailable, "the connection broke before the commit; nothing was changed")
                }
                return
            }
            self.link.drop()
            Thread.sleep(forTimeInterval: 0.05)
        }
        throw reason
    }

    private func isCommitted() throws -> Bool {
        let connection = try self.link.connected()
        do {
            try connection.begin()
            // Waits for the lost connection's transaction, should the server not have noticed its end.
            let commits = try connection.value(
                Int64.self, "SELECT commits FROM writers WHERE org_no = ? AND writer_no = ? FOR UPDATE",
                [Store.organisation, self.number])
            // A commit of its own waits for the standby, and with it for all that was written before.
            try connection.execute(
                "UPDATE writers SET lease_until = lease_until WHERE org_no = ? AND writer_no = ?",
                [Store.organisation, self.number])
            try connection.commit()
            return commits == self.commits
        } catch {
            self.link.undo()
            throw error
        }
    }
}
