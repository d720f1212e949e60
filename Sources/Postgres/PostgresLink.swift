import SQL

/// The connection of one thread: made when it is needed, dropped when it is broken.
///
/// After a failed attempt the next ones fail at once, with the same reason, until a pause has passed (`Backoff`).
package final class PostgresLink {
    private let config: PostgresConfig
    private var connection: PostgresConnection? {
        didSet { self.transactions = 0 }
    }
    /// Transactions that the connection has begun.
    private var transactions = 0
    private var backoff = Backoff()
    private var reason = SQLError(.unavailable, "not connected yet")

    package init(_ config: PostgresConfig) {
        self.config = config
    }

    /// A connection outside any transaction. One that was closed from the other side meanwhile is replaced.
    ///
    /// - Throws: `SQLError`: why there is none.
    package func connected() throws -> PostgresConnection {
        if let connection = self.connection, connection.isUsable { return connection }
        self.connection = nil
        guard ContinuousClock.now >= self.backoff.nextTry else { throw self.reason }
        do {
            let connection = try PostgresConnection(self.config)
            self.connection = connection
            self.backoff = Backoff()
            return connection
        } catch let error as SQLError {
            self.reason = error
            self.backoff.failed()
            throw error
        }
    }

    /// A connection inside a new transaction.
    ///
    /// - Throws: `SQLError`: why there is none; `connectionLost` when that showed only now.
    package func begun() throws -> PostgresConnection {
        let connection = try self.connected()
        do {
            self.transactions += 1
            try self.renewPlans(of: connection)
            try connection.begin()
            return connection
        } catch {
            self.undo()
            throw error
        }
    }

    /// Has the server plan anew after each power of two of transactions.
    ///
    /// Plans are kept, the server's own for foreign keys among them. One that was made while a table was empty takes any
    /// index that begins with the organisation's number for as good as the right one, and reads all of the table's rows;
    /// until the server next looks at its tables, a minute later at the earliest, a new database stood still under load.
    private func renewPlans(of connection: PostgresConnection) throws {
        guard self.transactions.nonzeroBitCount == 1 else { return }
        try connection.script("DISCARD PLANS")
    }

    /// Ends a transaction that failed. The connection is kept if it still answers.
    package func undo() {
        guard let connection = self.connection, !connection.isIdle else { return }
        do {
            try connection.rollback()
        } catch {
            self.connection = nil
        }
    }

    package func drop() {
        self.connection = nil
    }
}
