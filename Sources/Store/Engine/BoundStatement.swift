import GRDB
import GRDBSQLite

/// A statement that is bound and run without boxing its arguments.
///
/// For what every report or event runs; everything else goes through GRDB's own arguments.
struct BoundStatement {
    enum Argument {
        case integer(Int64)
        /// Of our own making: without a NUL.
        case text(String)
        case bytes([UInt8])
    }

    private let statement: Statement

    init(_ sql: String, _ database: Database) throws {
        self.statement = try database.cachedStatement(sql: sql)
    }

    /// Runs it once with integers.
    ///
    /// - Parameter arguments: one for each `?`, in order.
    /// - Returns: how many rows it changed.
    @discardableResult
    func run(_ arguments: [Int64]) throws -> Int {
        try self.run(arguments) { handle, place, value in sqlite3_bind_int64(handle, place, value) }
    }

    /// Runs it once with any arguments; see `run(_: [Int64])`.
    @discardableResult
    func run(_ arguments: [Argument]) throws -> Int {
        try self.run(arguments) { handle, place, argument in
            switch argument {
            case .integer(let value): sqlite3_bind_int64(handle, place, value)
            case .text(let text): sqlite3_bind_text(handle, place, text, -1, Self.copied)
            // No bytes have no address, which would read as NULL.
            case .bytes(let bytes) where bytes.isEmpty: sqlite3_bind_zeroblob(handle, place, 0)
            case .bytes(let bytes): sqlite3_bind_blob(handle, place, bytes, CInt(bytes.count), Self.copied)
            }
        }
    }

    /// `SQLITE_TRANSIENT`: SQLite takes a copy.
    private static var copied: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    @inline(__always)
    private func run<Value>(
        _ arguments: [Value], bind: (OpaquePointer, CInt, Value) -> CInt
    ) throws -> Int {
        let handle = self.statement.sqliteStatement
        assert(arguments.count == Int(sqlite3_bind_parameter_count(handle)))
        defer { sqlite3_reset(handle) }
        for index in arguments.indices {
            try Self.check(bind(handle, CInt(index + 1), arguments[index]), SQLITE_OK, handle)
        }
        try Self.check(sqlite3_step(handle), SQLITE_DONE, handle)
        return Int(sqlite3_changes(sqlite3_db_handle(handle)))
    }

    private static func check(_ code: CInt, _ wanted: CInt, _ handle: OpaquePointer) throws {
        guard code != wanted else { return }
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code),
            message: String(cString: sqlite3_errmsg(sqlite3_db_handle(handle))))
    }
}
