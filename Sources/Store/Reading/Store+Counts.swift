import GRDB

extension Store {
    /// Reports ever kept.
    package func reportCount() async throws -> Int {
        try await self.read { database in
            try Int.fetchOne(
                database, sql: "SELECT coalesce(max(report_no), 0) FROM reports WHERE org_no = ?",
                arguments: [Store.organisation]) ?? 0
        }
    }

    package func openFindingCount() async throws -> Int {
        try await self.read { database in
            try Int.fetchOne(
                database, sql: "SELECT count(*) FROM findings WHERE org_no = ? AND status = 'open'",
                arguments: [Store.organisation]) ?? 0
        }
    }
}
