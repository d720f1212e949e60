import GRDB

extension Store {
    /// Reports that are kept, emptied ones included.
    package func reportCount() async throws -> Int {
        try await self.read { database in
            try Int.fetchOne(
                database, sql: "SELECT count(*) FROM reports WHERE org_no = ?",
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
