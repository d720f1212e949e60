import SQL

/// The foreign keys of a PostgreSQL database that is being filled: set aside first, made again in the end.
///
/// The server looks each row's references up one by one while a key is there, and joins whole tables when it is made
/// (PostgreSQL manual, "Populating a Database"). A table of the database keeps the keys meanwhile, so that a copy that
/// was interrupted still knows them.
enum PostgresForeignKeys {
    private static let place = "foreign_keys_set_aside"

    /// Does nothing where they are set aside already. Tables that are not copied keep theirs: a copy has them locked.
    static func setAside(_ database: any SQLSession) throws {
        guard try !self.areAside(database) else { return }
        try database.script(
            """
            CREATE TABLE \(self.place) AS
            SELECT conname::text AS name, conrelid::regclass::text AS owner, pg_get_constraintdef(oid) AS definition
            FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
                AND conrelid::regclass::text IN (\(StoredTable.all.map { "'\($0.name)'" }.joined(separator: ", ")))
            """)
        for key in try self.keys(database) {
            try database.script("ALTER TABLE \(key.owner) DROP CONSTRAINT \(key.name)")
        }
    }

    /// - Throws: `conflict` naming the table and the key that its rows break.
    static func restore(_ database: any SQLSession) throws {
        guard try self.areAside(database) else { return }
        for key in try self.keys(database) {
            do {
                try database.script("ALTER TABLE \(key.owner) ADD CONSTRAINT \(key.name) \(key.definition)")
            } catch let error as SQLError where error.isConstraint {
                throw StoreError(.conflict, "rows of \(key.owner) refer to nothing: \(error.message)")
            }
        }
        try database.script("DROP TABLE \(self.place)")
    }

    private static func areAside(_ database: any SQLSession) throws -> Bool {
        try database.value(Bool.self, "SELECT to_regclass('\(self.place)') IS NOT NULL") ?? false
    }

    /// Names and owners in the spelling of SQL.
    private static func keys(
        _ database: any SQLSession
    ) throws -> [(name: String, owner: String, definition: String)] {
        try database.rows("SELECT quote_ident(name), owner, definition FROM \(self.place) ORDER BY owner, name").map {
            ($0[0], $0[1], $0[2])
        }
    }
}
