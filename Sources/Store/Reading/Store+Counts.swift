import SQL

extension Store {
    /// Reports that are kept, emptied ones included.
    package func reportCount() async throws -> Int {
        try await self.read { database in
            try database.value(Int.self, "SELECT count(*) FROM reports WHERE org_no = ?", [Store.organisation]) ?? 0
        }
    }

    package func openFindingCount() async throws -> Int {
        try await self.read { database in
            try database.value(
                Int.self, "SELECT count(*) FROM findings WHERE org_no = ? AND status = 'open'", [Store.organisation])
                ?? 0
        }
    }
}
