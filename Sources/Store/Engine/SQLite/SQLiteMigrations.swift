import GRDB
import SQL

/// Brings a SQLite file to this version's schema; GRDB keeps the list of what was done.
enum SQLiteMigrations {
    /// - Throws: `StoreError` with `store_newer_schema`; or GRDB's error.
    static func run(on pool: DatabasePool, path: String) throws {
        var migrator = DatabaseMigrator()
        for step in Schema.steps {
            migrator.registerMigration(step.name) { try $0.execute(sql: step.sql(for: .sqlite)) }
        }
        if try pool.read(migrator.hasBeenSuperseded) {
            throw StoreError(.newerSchema, "\(path) was written by a newer gnomon; run that version")
        }
        try migrator.migrate(pool)
    }
}
