import Foundation
import Postgres
import SQL
import Synchronization

/// The product's memory: verbs of the domain, one transaction each.
///
/// One organisation so far; every statement names it all the same.
package final class Store: Sendable {
    /// The organisation that everything belongs to.
    package static let organisation: Int64 = 1

    let engine: any StoreEngine
    let lane: WriteLane
    let session: WriterSession
    package let config: StoreConfig
    /// Sent after reports were admitted.
    package let inboxSignal = WorkSignal()
    /// Sent when actions or jobs have changed.
    package let jobSignal = WorkSignal()
    let tail: InboxTail
    let admissions: AdmissionQueue
    private let checkpointer: Checkpointer?

    /// Opens or creates the database and brings it to this version's schema.
    ///
    /// - Throws: `StoreError` with `store_locked`, `store_newer_schema` or `store_unavailable`.
    package init(at location: StoreLocation, config: StoreConfig = StoreConfig()) throws {
        self.config = config
        let sqlite: SQLiteEngine?
        let session: WriterSession
        switch location {
        case .sqlite(let path):
            let engine = try SQLiteEngine(path: path, config: config)
            (self.engine, sqlite) = (engine, engine)
            session = WriterSession()
            self.tail = InboxTail(bound: config.heldEvents)
        case .postgres(let text):
            var postgres = PostgresConfig(connectionString: text)
            postgres.namesStatements = config.postgresNamesStatements
            postgres.statementTimeout = config.postgresStatementSeconds * 1000
            session = WriterSession(writer: .random(in: 1...Int64.max))
            self.engine = try PostgresEngine(postgres, number: session.writer, readers: config.postgresReaders)
            // What one process holds is not all that waits.
            self.tail = InboxTail(bound: 0)
            sqlite = nil
        }
        do {
            let tail = self.tail
            try self.engine.transaction { database in
                try CopyState.refuseUnfinished(database)
                tail.begin(behind: try NumberedTable.reports.lastNumber(database))
                let backlog = try Backlog.measured(in: database)
                session.backlog.withLock { $0 = backlog }
            }
        } catch {
            self.engine.close()
            if let error = error as? SQLError { throw StoreError(error) }
            throw error
        }
        self.session = session
        self.lane = WriteLane(engine: self.engine, willCommit: session.finish, didRollBack: session.forget)
        self.admissions = AdmissionQueue(bound: config.queueBytes)
        do {
            self.checkpointer = try sqlite.map { [lane] in
                try Checkpointer($0, threshold: config.checkpointBytes, lane: lane)
            }
        } catch let error as SQLError {
            throw StoreError(error)
        }
    }

    /// Creates a PostgreSQL database's tables, or brings them to this version's schema, and leaves.
    package static func migrate(_ connectionString: String) throws {
        try self.migrate(PostgresConfig(connectionString: connectionString))
    }

    static func migrate(_ config: PostgresConfig) throws {
        do {
            try PostgresMigrations.run(config)
        } catch let error as SQLError {
            throw StoreError(error)
        }
    }

    /// Keeps the database in order until cancelled: on SQLite the write-ahead log small, on PostgreSQL this process's
    /// lease.
    package func maintain() async throws {
        if let checkpointer = self.checkpointer { try await checkpointer.run() } else { try await self.keepLease() }
    }

    /// Refuses new writes and finishes those that wait.
    package func close() async {
        if self.engine.dialect == .postgres { try? await self.endLease() }
        _ = try? await self.lane.perform { _ in }
        self.lane.close()
        self.engine.close()
    }

    /// Runs `body` on a reading connection, away from the cooperative pool.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        do {
            return try await self.engine.read(body)
        } catch let error as SQLError {
            throw StoreError(error)
        }
    }

    /// Lets nothing that was deleted live on in the write-ahead log.
    func scrub() async {
        await self.checkpointer?.truncate()
    }

    /// Whether the database answers and takes writes: a row is read, and the writing thread has an empty turn.
    package func ping() async throws {
        try await self.read { _ = try $0.value(Int.self, "SELECT org_no FROM organisations") }
        try await self.lane.perform { _ in }
    }
}
