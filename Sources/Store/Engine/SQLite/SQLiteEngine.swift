import Foundation
import GRDB
import SQL

/// One SQLite file and the claim to be the one process that writes to it.
final class SQLiteEngine: StoreEngine {
    let dialect = SQLDialect.sqlite
    let path: String
    private let pool: DatabasePool
    private let lock: WriterLock

    /// Opens or creates the file and brings it to this version's schema.
    ///
    /// - Throws: `StoreError` with `store_locked`, `store_newer_schema` or `store_unavailable`.
    init(path: String, config: StoreConfig) throws {
        self.path = path
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            self.lock = try WriterLock(besides: path)
            try PrivateFile.claim(path)
            self.pool = try DatabasePool(path: path, configuration: Self.configuration(config))
            // After opening: a pool in WAL mode sets NORMAL for itself, which would make a 202 a lie.
            try self.pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = \(config.synchronous.rawValue.uppercased())")
            }
            try SQLiteMigrations.run(on: self.pool, path: path)
        } catch let error as DatabaseError {
            throw StoreError(.unavailable, "\(path): \(error.message ?? "unreadable")")
        }
    }

    private static func configuration(_ config: StoreConfig) -> Configuration {
        var configuration = Configuration()
        configuration.label = "gnomon"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(5)
        configuration.persistentReadOnlyConnections = true
        configuration.prepareDatabase { database in
            database.add(function: Self.fold)
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            // What is deleted is overwritten: an erased address must not live on in a free page.
            try database.execute(sql: "PRAGMA secure_delete = ON")
            let cacheKiB = database.configuration.readonly ? 2048 : config.cacheKiB
            try database.execute(sql: "PRAGMA cache_size = -\(cacheKiB)")
        }
        return configuration
    }

    /// `gnomon_fold(text)`: SQLite's own `lower` knows the letters of ASCII alone.
    private static let fold = DatabaseFunction(TextFold.functionName, argumentCount: 1, pure: true) { values in
        String.fromDatabaseValue(values[0]).map(TextFold.fold)
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        do {
            return try await self.pool.read { try body(SQLiteSession($0)) }
        } catch let error as DatabaseError {
            throw SQLError(error)
        }
    }

    func transaction(_ body: (any SQLSession) throws -> Void) throws {
        do {
            try self.pool.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    try body(SQLiteSession(database))
                    return .commit
                }
            }
        } catch let error as DatabaseError {
            throw SQLError(error)
        }
    }

    func close() {}

    /// Runs `body` on the writing connection outside a transaction; on the writing thread alone.
    func onWriter(_ body: (Database) -> Void) {
        self.pool.writeWithoutTransaction(body)
    }

    /// Opens a file for reading beside a running server.
    ///
    /// - Throws: `StoreError` with `store_unavailable`.
    static func readOnly<Value>(path: String, _ body: (any SQLSession) throws -> Value) throws -> Value {
        do {
            return try self.reader(path: path).unsafeRead { database in
                // A damaged file answers what it can, and then refuses to commit.
                var value: Value?
                try database.inTransaction(.deferred) {
                    value = try body(SQLiteSession(database))
                    return .rollback
                }
                guard let value else { throw StoreError(.unavailable, "\(path): unreadable") }
                return value
            }
        } catch let error as DatabaseError {
            throw StoreError(.unavailable, "\(path): \(error.message ?? "unreadable")")
        }
    }

    /// A connection that cannot write.
    static func reader(path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
