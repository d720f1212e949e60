import SQL
import Synchronization

/// What a process has taken for itself for a while, so that another takes over when it dies. PostgreSQL only: one
/// process has a SQLite file to itself.
///
/// The server's clock counts, since those of machines differ.
extension Store {
    /// Milliseconds for which a process keeps what it took without a sign of life.
    static let leaseMilliseconds: Int64 = 15_000
    /// Milliseconds between signs of life.
    private static let renewalMilliseconds: Int64 = 3_000
    /// Milliseconds between looks for new reports while there are none.
    private static let pollMilliseconds: Int64 = 100

    /// The server's time in milliseconds.
    static let serverTime = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)"

    /// Gives signs of life, and looks for reports that other processes have admitted, until cancelled.
    func keepLease() async throws {
        var sinceRenewal = Self.renewalMilliseconds
        while !Task.isCancelled {
            if sinceRenewal >= Self.renewalMilliseconds {
                sinceRenewal = 0
                try? await self.renewLease()
                try? await self.measureBacklog()
            }
            if self.inboxSignal.isAwaited, (try? await self.isWorkWaiting()) == true { self.inboxSignal.send() }
            try await Task.sleep(for: .milliseconds(Self.pollMilliseconds))
            sinceRenewal += Self.pollMilliseconds
        }
    }

    private func renewLease() async throws {
        let writer = self.session.writer
        try await self.lane.perform { try Self.renewLease(of: writer, $0) }
    }

    /// Keeps what the process has taken, reports and duties, for another while.
    static func renewLease(of writer: Int64, _ database: any SQLSession) throws {
        try database.execute(
            """
            INSERT INTO writers (org_no, writer_no, commits, lease_until) VALUES (?, ?, 0, \(Self.serverTime) + ?)
            ON CONFLICT (org_no, writer_no) DO UPDATE SET lease_until = excluded.lease_until
            """,
            [Store.organisation, writer, Self.leaseMilliseconds])
        try database.execute(
            "UPDATE duties SET lease_until = \(Self.serverTime) + ? WHERE org_no = ? AND writer_no = ?",
            [Self.leaseMilliseconds, Store.organisation, writer])
    }

    /// Gives everything back at once, so that others need not wait for the lease's end.
    func endLease() async throws {
        try await self.releaseClaims()
        let writer = self.session.writer
        _ = try await self.lane.perform { database in
            try database.execute(
                "UPDATE writers SET lease_until = 0 WHERE org_no = ? AND writer_no = ?", [Store.organisation, writer])
            try database.execute(
                "UPDATE duties SET lease_until = 0 WHERE org_no = ? AND writer_no = ?", [Store.organisation, writer])
        }
    }

    /// - Throws: `store_locked` while a server uses the database, or died so lately that nobody can know.
    static func refuseServed(_ database: any SQLSession, address: String) throws {
        let servers = try database.value(
            Int.self, "SELECT count(*) FROM writers WHERE org_no = ? AND lease_until > \(self.serverTime)",
            [Store.organisation])
        guard let servers, servers > 0 else { return }
        throw StoreError(
            .locked,
            "\(address) is being served by \(servers) processes; stop them (a killed one counts for "
                + "\(self.leaseMilliseconds / 1000) seconds)")
    }

    private func measureBacklog() async throws {
        let backlog = try await self.read { try Backlog.measured(in: $0) }
        self.session.backlog.withLock { $0 = backlog }
    }
}
