import Postgres
import SQL

/// The database that is copied into.
protocol CopyTarget: AnyObject {
    /// Before rows come: sets aside what would check each of them. After the last one: checks all and puts it back.
    func setChecksAside() throws
    func restoreChecks(_ database: any SQLSession) throws

    /// Reads one moment.
    func read<Value>(_ body: (any SQLSession) throws -> Value) throws -> Value

    /// Runs one transaction, with no rows under way.
    func transaction(_ body: (any SQLSession) throws -> Void) throws

    /// Takes rows of a table. They may be lost until `commit` returns.
    func add(_ rows: CopyRows, to table: StoredTable) throws

    /// Commits the rows that were added, together with what `mark` writes.
    func commit(_ mark: (any SQLSession) throws -> Void) throws
}

/// Some rows of one table, in order of its key.
struct CopyRows {
    /// Values in the table's order of columns.
    private(set) var values: [[SQLValue]] = []
    /// The same as text; what is compared at the end is the hash of it.
    private(set) var lines: [UInt8] = []

    mutating func append(_ row: [SQLValue]) throws {
        try CopyText.append(row, to: &self.lines)
        self.values.append(row)
    }

    mutating func removeAll() {
        self.values.removeAll(keepingCapacity: true)
        self.lines.removeAll(keepingCapacity: true)
    }
}
