import GRDB
import SQL

/// Brings a SQLite file to this version's schema; GRDB keeps the list of what was done.
enum SQLiteMigrations {
    /// - Parameter steps: the steps to bring it to, an older version's in a test.
    /// - Throws: `StoreError` with `store_newer_schema`; or GRDB's error.
    static func run(on pool: some DatabaseWriter, path: String, steps: [Schema.Step] = Schema.steps) throws {
        var migrator = DatabaseMigrator()
        for step in steps {
            migrator.registerMigration(step.name) { database in
                try database.execute(sql: step.sql(for: .sqlite))
                try self.add(step.rules, to: database)
            }
        }
        if try pool.read(migrator.hasBeenSuperseded) {
            throw StoreError.newerSchema(path)
        }
        try migrator.migrate(pool)
        try pool.write(PlannerStatistics.write)
    }

    /// Adds constraints to tables as they are, without copying their rows: SQLite's documented way for changes that do
    /// not touch what is stored (sqlite.org/lang_altertable.html, section 8). What is stored is checked against them.
    private static func add(_ rules: [TableRule], to database: Database) throws {
        guard !rules.isEmpty else { return }
        let version = try Int.fetchOne(database, sql: "PRAGMA schema_version") ?? 0
        try database.execute(sql: "PRAGMA writable_schema = ON")
        for rule in rules {
            try database.execute(
                sql: """
                    UPDATE sqlite_schema SET sql = replace(sql, char(10) || ') STRICT', ', ' || ? || char(10) || ') STRICT')
                    WHERE type = 'table' AND name = ?
                    """, arguments: [rule.clause, rule.table])
        }
        try database.execute(sql: "PRAGMA schema_version = \(version + 1); PRAGMA writable_schema = RESET")
        for table in Set(rules.map(\.table)) {
            // Foreign keys are checked at the migration's end.
            let faults = try String.fetchAll(database, sql: "PRAGMA integrity_check('\(table)')")
            guard faults == ["ok"] else {
                throw DatabaseError(resultCode: .SQLITE_CONSTRAINT, message: faults.joined(separator: "; "))
            }
        }
    }
}
