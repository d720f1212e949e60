import Foundation
package import Grants
import SQL
import Synchronization

extension Store {
    /// The oldest reports that wait, at most `events` events of them, but always one if any.
    package func inboxSlice(events limit: Int, after number: Int64 = 0) async throws -> [InboxReport] {
        if self.engine.dialect == .postgres { return try await self.claimSlice(events: limit) }
        if let held = self.tail.take(after: number, events: limit) { return held }
        let start = self.tail.restart()
        let read = try await self.keptSlice(events: limit, after: number, upTo: start)
        return read.isEmpty ? self.tail.take(after: start, events: limit) ?? [] : read
    }

    private func keptSlice(
        events limit: Int, after number: Int64, upTo last: Int64
    ) async throws -> [InboxReport] {
        try await self.read { database in
            // First how far the slice goes, so that no body is read in vain.
            let waiting = try database.rows(
                """
                SELECT report_no, events FROM inbox WHERE org_no = ? AND report_no > ? AND report_no <= ?
                ORDER BY report_no LIMIT 4096
                """,
                [Store.organisation, number, last])
            guard let end: Int64 = waiting.slice(ofEvents: limit).last?[0] else { return [] }
            return try database.rows(
                """
                SELECT r.report_no, r.install_no, r.received_at, r.skew_ms, i.events, i.bytes, r.coding, r.body,
                    i.attempts
                FROM inbox i JOIN reports r ON r.org_no = i.org_no AND r.report_no = i.report_no
                WHERE i.org_no = ? AND i.report_no > ? AND i.report_no <= ? ORDER BY i.report_no
                """,
                [Store.organisation, number, end]
            ).map(InboxReport.init(kept:))
        }
    }

    func shrinkBacklog(by reports: [InboxReport]) {
        self.session.backlog.withLock { backlog in
            backlog.reports -= reports.count
            backlog.events -= reports.reduce(0) { $0 + $1.events }
            backlog.bytes -= reports.reduce(0) { $0 + $1.bytes }
        }
    }

    /// Deletes kept reports received before `limit`, and event keys of that age; at most `batch` reports.
    ///
    /// - Parameter duty: checked in the transaction.
    /// - Returns: how many reports went.
    package func expireReports(
        before limit: Timestamp, batch: Int = 1000, as duty: Duty? = nil
    ) async throws -> Int {
        try await self.lane.perform { database in
            try duty?.check(database)
            let deleted = try database.execute(
                """
                DELETE FROM reports WHERE org_no = ? AND report_no IN (
                    SELECT r.report_no FROM reports r
                    LEFT JOIN inbox i ON i.org_no = r.org_no AND i.report_no = r.report_no
                    WHERE r.org_no = ? AND r.received_at < ? AND i.report_no IS NULL
                    ORDER BY r.report_no LIMIT ?)
                """, [Store.organisation, Store.organisation, limit.milliseconds, batch])
            if deleted < batch {
                try database.execute(
                    "DELETE FROM event_keys WHERE org_no = ? AND seen_day < ?",
                    [Store.organisation, limit.milliseconds / 86_400_000])
            }
            return deleted
        }
    }
}
