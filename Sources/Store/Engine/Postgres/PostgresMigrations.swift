import Postgres
import SQL

/// Brings a PostgreSQL database to this version's schema, once, whichever process comes first.
enum PostgresMigrations {
    /// Connects and does it. A step takes as long as it takes.
    ///
    /// - Parameter steps: the steps to bring it to, an older version's in a test.
    /// - Throws: `StoreError` with `store_newer_schema`; `SQLError`.
    static func run(_ config: PostgresConfig, steps: [Schema.Step] = Schema.steps) throws {
        let connection = try PostgresConnection(self.unhurried(config))
        let address = try config.shownAddress()
        for attempt in 1... {
            do {
                return try self.attempt(connection, address, steps)
            } catch let error as SQLError where attempt < Self.mostMeetings && self.mayPass(error) {
                try connection.rollback()
            }
        }
    }

    /// Times that it is tried when it meets other processes each time.
    private static let mostMeetings = 10

    /// Two processes made the list at the same moment, or a step and a running process each wait for a table that the
    /// other one holds.
    private static func mayPass(_ error: SQLError) -> Bool {
        error.isMeeting || error.kind == .uniqueViolation || ["42P07", "42710"].contains(error.sqlState)
    }

    /// Without limits but for the wait for another process that does the same.
    private static func unhurried(_ config: PostgresConfig) -> PostgresConfig {
        var config = config
        config.statementTimeout = 0
        config.lockTimeout = 120_000
        config.commitTimeout = 0
        return config
    }

    private static func attempt(
        _ connection: PostgresConnection, _ address: String, _ steps: [Schema.Step]
    ) throws {
        try connection.script("CREATE TABLE IF NOT EXISTS schema_steps (name TEXT PRIMARY KEY)")
        try connection.begin()
        try connection.script("LOCK TABLE schema_steps IN EXCLUSIVE MODE")
        let done = Set(try connection.column(String.self, "SELECT name FROM schema_steps"))
        guard done.isSubset(of: steps.map(\.name)) else {
            try connection.rollback()
            throw StoreError.newerSchema(address)
        }
        for step in steps where !done.contains(step.name) {
            try connection.script(step.sql(for: .postgres))
            for rule in step.rules { try connection.script("ALTER TABLE \(rule.table) ADD \(rule.clause)") }
            try connection.execute("INSERT INTO schema_steps (name) VALUES (?)", [step.name])
        }
        try self.makeSequences(connection)
        try connection.commit()
    }

    /// The sources of numbers, which SQLite does without.
    private static func makeSequences(_ connection: PostgresConnection) throws {
        for table in NumberedTable.allCases { try connection.script("CREATE SEQUENCE IF NOT EXISTS \(table.sequence)") }
    }
}
