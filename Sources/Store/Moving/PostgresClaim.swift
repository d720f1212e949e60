import Postgres
import SQL

/// Keeps servers out of a PostgreSQL database of this version's schema while it lives.
///
/// A transaction that changes nothing holds locks: each transaction of a server writes in `writers`, so none can begin
/// to serve; a second copy into the database needs the lock on `copies`.
final class PostgresClaim {
    private let connection: PostgresConnection

    /// Milliseconds to wait for a lock: enough for a server's transaction to end, or for the database to see that a
    /// copy was killed.
    private static let patience = 3_000

    /// - Parameter isTarget: whether the database is to be filled.
    /// - Throws: `StoreError`: `store_locked` when a server or, for a target, another copy uses the database;
    ///   `store_unavailable`, `store_newer_schema`. `SQLError`.
    init(_ config: PostgresConfig, isTarget: Bool) throws {
        let address = try config.shownAddress()
        self.connection = try PostgresConnection(config)
        try self.connection.begin()
        try self.connection.script(
            """
            SET LOCAL lock_timeout = \(Self.patience);
            SET LOCAL idle_in_transaction_session_timeout = 0
            """)
        try Schema.requirePresentVersion(self.connection, address: address)
        if isTarget {
            try self.lock("copies", "SHARE UPDATE EXCLUSIVE", or: "another process copies into \(address)")
        }
        try self.lock("writers", "SHARE", or: "\(address) is being served; stop its servers")
        try Store.refuseServed(self.connection, address: address)
    }

    private func lock(_ table: String, _ mode: String, or refusal: String) throws {
        do {
            try self.connection.execute("LOCK TABLE \(table) IN \(mode) MODE")
        } catch let error as SQLError where error.kind == .timeout {
            throw StoreError(.locked, refusal)
        }
    }
}
