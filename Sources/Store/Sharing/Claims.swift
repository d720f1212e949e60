import Postgres
import SQL

/// Which process analyses which reports, on PostgreSQL.
extension Store {
    /// A report is free when nobody has taken it, or its taker gave no sign of life.
    static let isFree = """
        (i.writer_no IS NULL OR NOT EXISTS (
            SELECT 1 FROM writers w
            WHERE w.org_no = i.org_no AND w.writer_no = i.writer_no AND w.lease_until > \(serverTime)))
        """

    /// Whether there are free reports, and no other process that lives has the analysis.
    func isWorkWaiting() async throws -> Bool {
        let writer = self.session.writer
        return try await self.read { database in
            try database.row(
                """
                SELECT 1 FROM organisations o
                WHERE o.org_no = ? AND NOT EXISTS (
                    SELECT 1 FROM duties d WHERE d.org_no = o.org_no AND d.name = '\(DutyName.analysis.rawValue)'
                        AND d.writer_no <> ? AND d.lease_until > \(Self.serverTime))
                    AND EXISTS (SELECT 1 FROM inbox i WHERE i.org_no = o.org_no AND \(Self.isFree))
                """, [Store.organisation, writer]) != nil
        }
    }

    /// Gives back what this process has taken and not finished.
    package func releaseClaims() async throws {
        guard self.engine.dialect == .postgres else { return }
        let writer = self.session.writer
        _ = try await self.lane.perform { database in
            try database.execute(
                "UPDATE inbox SET writer_no = NULL WHERE org_no = ? AND writer_no = ?", [Store.organisation, writer])
        }
    }

    /// Takes the oldest free reports for this process, at most `events` events of them, but always one if any; none
    /// while another process that lives has the analysis.
    func claimSlice(events limit: Int) async throws -> [InboxReport] {
        let writer = self.session.writer
        let numbers = try await self.lane.perform { database in
            try Self.renewLease(of: writer, database)
            guard try Self.takeDuty(.analysis, for: writer, database) != nil else { return [Int64]() }
            // First how far the slice goes, so that nothing is locked in vain.
            let free = try database.rows(
                """
                SELECT i.report_no, i.events FROM inbox i WHERE i.org_no = ? AND \(Self.isFree)
                ORDER BY i.report_no LIMIT ?
                """,
                [Store.organisation, limit])
            guard let end: Int64 = free.slice(ofEvents: limit).last?[0] else { return [] }
            return try database.column(
                Int64.self,
                """
                UPDATE inbox t SET writer_no = ? FROM (
                    SELECT i.org_no, i.report_no FROM inbox i
                    WHERE i.org_no = ? AND i.report_no <= ? AND \(Self.isFree) FOR UPDATE OF i SKIP LOCKED) f
                WHERE t.org_no = f.org_no AND t.report_no = f.report_no RETURNING t.report_no
                """, [writer, Store.organisation, end])
        }
        guard !numbers.isEmpty else { return [] }
        let list = try PostgresArray.encoded(numbers.map { [.integer($0)] }[...], column: 0, of: .integer)
        return try await self.read { database in
            // A list of numbers for either table: joined to an array, a plan from when the tables were empty reads all
            // reports of the organisation for each slice.
            try database.rows(
                """
                SELECT r.report_no, r.install_no, r.received_at, r.skew_ms, i.events, i.bytes, r.coding, r.body,
                    i.attempts
                FROM inbox i JOIN reports r ON r.org_no = i.org_no AND r.report_no = i.report_no
                WHERE i.org_no = ? AND i.report_no = ANY (CAST(? AS BIGINT[]))
                    AND r.org_no = ? AND r.report_no = ANY (CAST(? AS BIGINT[]))
                ORDER BY r.report_no
                """, [Store.organisation, list, Store.organisation, list]
            ).map(InboxReport.init(kept:))
        }
    }
}

extension [SQLRow] {
    /// The first rows that together have at most `limit` events, but always one if any; a row's second column is its
    /// number of events.
    func slice(ofEvents limit: Int) -> ArraySlice<SQLRow> {
        var events = 0
        return self.prefix { row in
            let isFirst = events == 0
            events += row[1] as Int
            return isFirst || events <= limit
        }
    }
}
