import Foundation
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
    let tail: InboxTail
    let admissions: AdmissionQueue
    private let checkpointer: Checkpointer?

    /// Opens or creates the database and brings it to this version's schema.
    ///
    /// - Throws: `StoreError` with `store_locked`, `store_newer_schema` or `store_unavailable`.
    package init(at location: StoreLocation, config: StoreConfig = StoreConfig()) throws {
        self.config = config
        self.tail = InboxTail(bound: config.heldEvents)
        let session = WriterSession()
        self.session = session
        let engine = try SQLiteEngine(path: location.path, config: config)
        self.engine = engine
        self.lane = WriteLane(engine: engine, willCommit: session.finish, didRollBack: session.forget)
        self.admissions = AdmissionQueue(bound: config.queueBytes)
        do {
            self.checkpointer = try Checkpointer(engine, threshold: config.checkpointBytes, lane: self.lane)
            try engine.transaction { database in
                self.tail.begin(behind: try Self.newestReport(database))
                let backlog = try Backlog.measured(in: database)
                session.backlog.withLock { $0 = backlog }
            }
        } catch let error as SQLError {
            throw StoreError(error)
        }
    }

    private static func newestReport(_ database: any SQLSession) throws -> Int64 {
        try database.value(Int64.self, "SELECT max(report_no) FROM reports WHERE org_no = ?", [Store.organisation]) ?? 0
    }

    /// Keeps the write-ahead log small until cancelled.
    package func maintain() async throws {
        try await self.checkpointer?.run()
    }

    /// Refuses new writes and finishes those that wait.
    package func close() async {
        _ = try? await self.lane.perform { _ in }
        self.lane.close()
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
