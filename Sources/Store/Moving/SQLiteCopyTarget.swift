import GRDB
import SQL

/// A SQLite file that is filled row by row.
final class SQLiteCopyTarget: CopyTarget {
    private let engine: SQLiteEngine
    private var waiting: (sql: String, rows: [[SQLValue]]) = ("", [])
    private var commits = 0

    /// Commits after which the write-ahead log is moved into the file, so that it stays small.
    private static let commitsPerCheckpoint = 16

    /// Opens or creates the file, and brings it to this version's schema.
    init(path: String) throws {
        self.engine = try SQLiteEngine(path: path, config: StoreConfig())
    }

    /// Its checks cost next to nothing.
    func setChecksAside() {}
    func restoreChecks(_ database: any SQLSession) {}

    func read<Value>(_ body: (any SQLSession) throws -> Value) throws -> Value {
        try SQLiteEngine.readOnly(path: self.engine.path, body)
    }

    func transaction(_ body: (any SQLSession) throws -> Void) throws {
        try self.engine.transaction(body)
        self.commits += 1
        if self.commits.isMultiple(of: Self.commitsPerCheckpoint) {
            self.engine.onWriter { _ = try? $0.checkpoint(.truncate) }
        }
    }

    func add(_ rows: CopyRows, to table: StoredTable) throws {
        self.waiting.sql = table.insertion
        self.waiting.rows += rows.values
    }

    func commit(_ mark: (any SQLSession) throws -> Void) throws {
        let waiting = self.waiting
        self.waiting = ("", [])
        try self.transaction { database in
            try database.executeMany(waiting.sql, waiting.rows)
            try mark(database)
        }
    }
}
