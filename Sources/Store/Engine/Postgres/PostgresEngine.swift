import Postgres
import SQL

/// A PostgreSQL database that any number of processes share.
final class PostgresEngine: StoreEngine {
    let dialect = SQLDialect.postgres
    private let readers: PostgresReaders
    private let writer: PostgresWriter

    /// Connects, and brings the database to this version's schema.
    ///
    /// - Parameters:
    ///   - number: this process's number among those that write.
    ///   - readers: connections for reading, beside the one that writes.
    /// - Throws: `StoreError` with `store_newer_schema` or `store_unavailable`.
    init(_ config: PostgresConfig, number: Int64, readers: Int) throws {
        try Store.migrate(config)
        self.writer = PostgresWriter(config, number: number)
        self.readers = PostgresReaders(config, count: readers)
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await self.readers.read(body)
    }

    func transaction(_ body: (any SQLSession) throws -> Void) throws {
        try self.writer.transaction(body)
    }

    func close() {
        self.readers.close()
    }
}
