/// Which database answers.
package enum SQLDialect: Sendable {
    case sqlite, postgres
}

/// One connection inside one transaction, used by one thread.
///
/// Statements are written for both engines, with `?` for each argument, in order. Every call throws `SQLError`; after
/// a throw the transaction can only be rolled back.
package protocol SQLSession: AnyObject {
    var dialect: SQLDialect { get }

    /// Runs one statement.
    ///
    /// - Returns: how many rows it changed.
    @discardableResult
    func execute(_ sql: String, _ arguments: [any SQLEncodable]) throws -> Int

    /// Runs one statement for each list of arguments, in order, in as few round trips as the engine allows.
    ///
    /// - Returns: how many rows each run changed.
    @discardableResult
    func executeMany(_ sql: String, _ arguments: [[SQLValue]]) throws -> [Int]

    /// Hands out the rows one by one; memory does not grow with their number.
    func forEachRow(_ sql: String, _ arguments: [any SQLEncodable], _ body: (SQLRow) throws -> Void) throws

    /// The rows of one query for each list of arguments, in as few round trips as the engine allows.
    func rowsMany(_ sql: String, _ arguments: [[SQLValue]]) throws -> [[SQLRow]]

    /// Runs several statements without arguments, separated by semicolons.
    func script(_ sql: String) throws
}

extension SQLSession {
    @discardableResult
    package func execute(_ sql: String) throws -> Int { try self.execute(sql, []) }

    package func rows(_ sql: String, _ arguments: [any SQLEncodable] = []) throws -> [SQLRow] {
        var rows: [SQLRow] = []
        try self.forEachRow(sql, arguments) { rows.append($0) }
        return rows
    }

    /// The first row, if any.
    package func row(_ sql: String, _ arguments: [any SQLEncodable] = []) throws -> SQLRow? {
        try self.rows(sql, arguments).first
    }

    /// The first column of the first row; `nil` without a row, or for a null.
    package func value<Value: SQLDecodable>(
        _ type: Value.Type, _ sql: String, _ arguments: [any SQLEncodable] = []
    ) throws -> Value? {
        let value: Value?? = try self.row(sql, arguments).map { $0[0] }
        return value ?? nil
    }

    /// The first column of each row.
    package func column<Value: SQLDecodable>(
        _ type: Value.Type, _ sql: String, _ arguments: [any SQLEncodable] = []
    ) throws -> [Value] {
        try self.rows(sql, arguments).map { $0[0] }
    }
}
