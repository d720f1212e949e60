import Postgres
import SQL

/// A PostgreSQL database that is filled by `COPY`.
final class PostgresCopyTarget: CopyTarget {
    private let connection: PostgresConnection
    /// Keeps servers and other copies out.
    private let claim: PostgresClaim
    /// The table that rows are under way to.
    private var filling: String?

    /// Connects, and brings the database to this version's schema.
    init(_ connectionString: String) throws {
        try Store.migrate(connectionString)
        let config = PostgresConfig.patient(connectionString)
        self.claim = try PostgresClaim(config, isTarget: true)
        self.connection = try PostgresConnection(config)
    }

    func setChecksAside() throws { try self.transaction(PostgresForeignKeys.setAside) }
    func restoreChecks(_ database: any SQLSession) throws { try PostgresForeignKeys.restore(database) }

    func read<Value>(_ body: (any SQLSession) throws -> Value) throws -> Value {
        try self.connection.begin(readOnly: true)
        let value = try body(self.connection)
        try self.connection.rollback()
        return value
    }

    func transaction(_ body: (any SQLSession) throws -> Void) throws {
        try self.connection.begin()
        try body(self.connection)
        try self.connection.commit()
    }

    func add(_ rows: CopyRows, to table: StoredTable) throws {
        if self.filling == nil {
            try self.connection.begin()
            try self.connection.beginCopy(into: table.name, columns: table.columnNames)
            self.filling = table.name
        }
        try self.connection.putCopy(rows.lines)
    }

    func commit(_ mark: (any SQLSession) throws -> Void) throws {
        guard let table = self.filling else { return try self.transaction(mark) }
        self.filling = nil
        do {
            try self.connection.endCopy()
        } catch let error as SQLError {
            // The server's word on a row does not always name the table.
            throw SQLError(error.kind, "filling \(table): \(error.message)", sqlState: error.sqlState)
        }
        try mark(self.connection)
        try self.connection.commit()
    }
}
