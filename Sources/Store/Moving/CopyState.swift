import SQL

/// How far a copy into a database has come, as the database itself says: every table before `table` is whole.
struct CopyState: Equatable {
    /// The source's fingerprint.
    var source: [UInt8]
    var table: String
    /// Rows of `table`, in order of its key.
    var rows: Int
    var isFinished = false

    /// - Returns: `nil` where nothing was ever copied into the database.
    static func read(_ database: any SQLSession) throws -> CopyState? {
        try database.row(
            "SELECT source, table_name, row_count, is_finished FROM copies WHERE org_no = ?", [Store.organisation]
        ).map { CopyState(source: $0[0], table: $0[1], rows: $0[2], isFinished: $0[3]) }
    }

    func write(_ database: any SQLSession) throws {
        try database.execute(
            """
            INSERT INTO copies (org_no, source, table_name, row_count, is_finished) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (org_no) DO UPDATE SET source = excluded.source, table_name = excluded.table_name,
                row_count = excluded.row_count, is_finished = excluded.is_finished
            """,
            [Store.organisation, self.source, self.table, self.rows, self.isFinished])
    }

    /// - Throws: `StoreError` with `store_unavailable` when the database is part of a store, and no more.
    static func refuseUnfinished(_ database: any SQLSession) throws {
        guard let state = try self.read(database), !state.isFinished else { return }
        throw StoreError(
            .unavailable,
            "the store holds an unfinished copy; finish it by gnomon store copy --resume, or begin with an empty one")
    }
}
