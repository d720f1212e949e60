import GRDB
import SQL

/// Reads what the schema's steps make, so that no list of tables beside them can be wrong.
///
/// The steps are written once for both engines; they run in an empty SQLite database in memory.
enum SchemaReader {
    /// - Returns: every table in order of its making.
    static func tables() throws -> [StoredTable] {
        let empty = try DatabaseQueue()
        try SQLiteMigrations.run(on: empty, path: "memory")
        return try empty.read { database in
            let session = SQLiteSession(database)
            let names = try session.column(
                String.self,
                """
                SELECT name FROM sqlite_master
                WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations' ORDER BY rowid
                """)
            return try names.map { try self.table($0, session) }
        }
    }

    private static func table(_ name: String, _ session: SQLiteSession) throws -> StoredTable {
        let columns = try session.rows("SELECT name, type FROM pragma_table_info(?) ORDER BY cid", [name])
        let key = try session.column(
            String.self, "SELECT name FROM pragma_table_info(?) WHERE pk > 0 AND name <> 'org_no' ORDER BY pk", [name])
        let foreign = try session.rows(
            """
            SELECT "from" AS "column", "table", "to" AS number FROM pragma_foreign_key_list(?)
            WHERE "from" <> 'org_no' ORDER BY id DESC, seq
            """, [name]
        ).map { StoredTable.Reference(column: $0["column"], table: $0["table"], number: $0["number"]) }
        let unwritten = StoredTable.unwritten[name, default: []].filter { !foreign.contains($0) }
        return StoredTable(
            name: name,
            columns: columns.map { StoredTable.Column(name: $0["name"], isText: $0["type"] as String == "TEXT") },
            key: key, references: foreign + unwritten)
    }
}
