package import GRDB
import GRDBSQLite
package import SQL

/// A connection of GRDB's, spoken to in the words that both engines share.
///
/// Arguments are bound and columns read without boxes of GRDB's: these calls run for every event.
package final class SQLiteSession: SQLSession {
    package let dialect = SQLDialect.sqlite
    private let database: Database

    package init(_ database: Database) {
        self.database = database
    }

    @discardableResult
    package func execute(_ sql: String, _ arguments: [any SQLEncodable]) throws -> Int {
        let statement = try self.statement(sql)
        defer { sqlite3_reset(statement) }
        for (index, argument) in arguments.enumerated() {
            try self.bind(argument.sqlValue, at: index, of: statement)
        }
        return try self.run(statement)
    }

    @discardableResult
    package func executeMany(_ sql: String, _ arguments: [[SQLValue]]) throws -> [Int] {
        guard !arguments.isEmpty else { return [] }
        let statement = try self.statement(sql)
        return try arguments.map { list in
            defer { sqlite3_reset(statement) }
            for index in list.indices { try self.bind(list[index], at: index, of: statement) }
            return try self.run(statement)
        }
    }

    package func forEachRow(_ sql: String, _ arguments: [any SQLEncodable], _ body: (SQLRow) throws -> Void) throws {
        let statement = try self.statement(sql)
        defer { sqlite3_reset(statement) }
        for (index, argument) in arguments.enumerated() {
            try self.bind(argument.sqlValue, at: index, of: statement)
        }
        let columns = Self.columns(of: statement)
        while let row = try self.next(statement, columns) { try body(row) }
    }

    package func rowsMany(_ sql: String, _ arguments: [[SQLValue]]) throws -> [[SQLRow]] {
        guard !arguments.isEmpty else { return [] }
        let statement = try self.statement(sql)
        let columns = Self.columns(of: statement)
        return try arguments.map { list in
            defer { sqlite3_reset(statement) }
            for index in list.indices { try self.bind(list[index], at: index, of: statement) }
            var rows: [SQLRow] = []
            while let row = try self.next(statement, columns) { rows.append(row) }
            return rows
        }
    }

    package func script(_ sql: String) throws {
        try self.check(sqlite3_exec(self.database.sqliteConnection, sql, nil, nil, nil), SQLITE_OK)
    }

    // MARK: - One statement

    /// The compiled statement, made once for a connection and text.
    private func statement(_ sql: String) throws -> OpaquePointer {
        do {
            return try self.database.cachedStatement(sql: sql).sqliteStatement
        } catch let error as DatabaseError {
            throw SQLError(error)
        }
    }

    private func bind(_ value: SQLValue, at index: Int, of statement: OpaquePointer) throws {
        let place = CInt(index + 1)
        let code =
            switch value {
            case .null: sqlite3_bind_null(statement, place)
            case .integer(let value): sqlite3_bind_int64(statement, place, value)
            case .real(let value): sqlite3_bind_double(statement, place, value)
            case .text(let text): sqlite3_bind_text(statement, place, text, CInt(text.utf8.count), Self.copied)
            // No bytes have no address, which would read as NULL.
            case .bytes(let bytes) where bytes.isEmpty: sqlite3_bind_zeroblob(statement, place, 0)
            case .bytes(let bytes): sqlite3_bind_blob(statement, place, bytes, CInt(bytes.count), Self.copied)
            }
        try self.check(code, SQLITE_OK)
    }

    /// `SQLITE_TRANSIENT`: SQLite takes a copy.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    private func run(_ statement: OpaquePointer) throws -> Int {
        assert(sqlite3_column_count(statement) == 0, "a query is read, not run")
        try self.check(sqlite3_step(statement), SQLITE_DONE)
        return Int(sqlite3_changes(self.database.sqliteConnection))
    }

    private func next(_ statement: OpaquePointer, _ columns: SQLColumns) throws -> SQLRow? {
        let code = sqlite3_step(statement)
        guard code != SQLITE_DONE else { return nil }
        try self.check(code, SQLITE_ROW)
        return SQLRow(columns, (0..<CInt(columns.names.count)).map { Self.value(statement, $0) })
    }

    private static func columns(of statement: OpaquePointer) -> SQLColumns {
        SQLColumns((0..<sqlite3_column_count(statement)).map { String(cString: sqlite3_column_name(statement, $0)) })
    }

    private static func value(_ statement: OpaquePointer, _ column: CInt) -> SQLValue {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            let start = sqlite3_column_text(statement, column)
            let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
            return .text(String(decoding: bytes, as: UTF8.self))
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(statement, column)
            return .bytes(
                Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))))
        default: return .null
        }
    }

    private func check(_ code: CInt, _ wanted: CInt) throws {
        guard code != wanted else { return }
        let connection = self.database.sqliteConnection
        throw SQLError(
            DatabaseError(
                resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
                message: String(cString: sqlite3_errmsg(connection))))
    }
}

extension SQLError {
    /// The same in the words that both engines share.
    init(_ error: DatabaseError) {
        let kind: SQLError.Kind =
            switch error.extendedResultCode {
            case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: .uniqueViolation
            case .SQLITE_CONSTRAINT_FOREIGNKEY: .foreignKeyViolation
            case .SQLITE_CONSTRAINT_CHECK: .checkViolation
            default:
                switch error.resultCode {
                case .SQLITE_CONSTRAINT: .otherConstraint
                case .SQLITE_READONLY: .readOnly
                case .SQLITE_FULL: .diskFull
                case .SQLITE_BUSY: .timeout
                case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_NOTADB, .SQLITE_CORRUPT: .unavailable
                default: .other
                }
            }
        self.init(kind, error.message ?? "\(error.resultCode)")
    }
}
