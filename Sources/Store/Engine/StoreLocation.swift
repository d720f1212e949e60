import Postgres
import SQL

/// Where a store lives: `sqlite:PATH` or `postgresql://…`.
package enum StoreLocation: Sendable, Equatable {
    /// The file's path.
    case sqlite(String)
    /// A connection string of libpq's; it may hold a password, so it is never shown.
    case postgres(String)

    /// - Returns: `nil` when the text names no engine.
    package init?(_ text: String) {
        if text.hasPrefix("sqlite:"), text.count > "sqlite:".count {
            self = .sqlite(String(text.dropFirst("sqlite:".count)))
        } else if text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") {
            self = .postgres(text)
        } else {
            return nil
        }
    }
}

/// Printed, it has no user and no password.
extension StoreLocation: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres(let text): "\(PostgresConfig(connectionString: text))"
        }
    }

    package var debugDescription: String { self.description }

    package var customMirror: Mirror { Mirror(self, children: ["location": self.description]) }
}

extension StoreLocation {
    /// Its name in messages, without user and password.
    ///
    /// - Throws: `SQLError` for a connection string that cannot be read.
    package func shownAddress() throws -> String {
        switch self {
        case .sqlite(let path): path
        case .postgres(let text): try PostgresConfig(connectionString: text).shownAddress()
        }
    }

    /// Reads one moment of a database beside the servers that use it.
    ///
    /// - Throws: `StoreError` with `store_unavailable`.
    func readOnly<Value>(_ body: (any SQLSession) throws -> Value) throws -> Value {
        do {
            switch self {
            case .sqlite(let path): return try SQLiteEngine.readOnly(path: path, body)
            case .postgres(let text):
                let connection = try PostgresConnection(.patient(text))
                try connection.begin(readOnly: true)
                let value = try body(connection)
                try connection.rollback()
                return value
            }
        } catch let error as SQLError {
            throw StoreError(error)
        }
    }
}

extension PostgresConfig {
    /// For walks through whole tables, which take their time: a statement may run for six hours.
    static func patient(_ connectionString: String) -> PostgresConfig {
        var config = PostgresConfig(connectionString: connectionString)
        config.statementTimeout = 6 * 3_600_000
        return config
    }
}
