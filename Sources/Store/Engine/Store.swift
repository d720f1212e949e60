import Foundation
import GRDB
import Grants
import Synchronization

/// The product's memory: verbs of the domain, one transaction each.
///
/// One organisation so far; every statement names it all the same.
package final class Store: Sendable {
    /// The organisation that everything belongs to.
    package static let organisation: Int64 = 1

    let pool: DatabasePool
    let lane: WriteLane
    let session: WriterSession
    package let config: StoreConfig
    /// Sent after reports were admitted.
    package let inboxSignal = WorkSignal()
    let tail: InboxTail
    private let lock: WriterLock
    let checkpointer: Checkpointer

    /// Opens or creates the database and brings it to this version's schema.
    ///
    /// - Throws: `StoreError` with `store_locked`, `store_newer_schema` or `store_unavailable`.
    package init(at location: StoreLocation, config: StoreConfig = StoreConfig()) throws {
        self.config = config
        self.tail = InboxTail(bound: config.heldEvents)
        do {
            let folder = URL(fileURLWithPath: location.path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            self.lock = try WriterLock(besides: location.path)
            try PrivateFile.claim(location.path)
            var configuration = Configuration()
            configuration.label = "gnomon"
            configuration.maximumReaderCount = 4
            configuration.busyMode = .timeout(5)
            configuration.persistentReadOnlyConnections = true
            configuration.prepareDatabase { database in
                database.add(function: TextFold.function)
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
                // What is deleted is overwritten: an erased address must not live on in a free page.
                try database.execute(sql: "PRAGMA secure_delete = ON")
                let cacheKiB = database.configuration.readonly ? 2048 : config.cacheKiB
                try database.execute(sql: "PRAGMA cache_size = -\(cacheKiB)")
            }
            self.pool = try DatabasePool(path: location.path, configuration: configuration)
            // After opening: a pool in WAL mode sets NORMAL for itself, which would make a 202 a lie.
            try self.pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = \(config.synchronous.rawValue.uppercased())")
            }
            if try self.pool.read(Schema.migrator.hasBeenSuperseded) {
                throw StoreError(.newerSchema, "\(location.path) was written by a newer gnomon; run that version")
            }
            try Schema.migrator.migrate(self.pool)
        } catch let error as DatabaseError {
            throw StoreError(.unavailable, "\(location.path): \(error.message ?? "unreadable")")
        }
        let session = WriterSession()
        self.session = session
        self.lane = WriteLane(
            database: self.pool, queueBytes: config.queueBytes, willCommit: session.finish,
            didRollBack: session.forget)
        self.checkpointer = try Checkpointer(
            path: location.path, threshold: config.checkpointBytes, lane: self.lane)
        let newest = try self.pool.read { database in
            try Int64.fetchOne(
                database, sql: "SELECT max(report_no) FROM reports WHERE org_no = ?", arguments: [Store.organisation])
        }
        self.tail.begin(behind: newest ?? 0)
        let backlog = try self.pool.read { try Backlog.measured(in: $0) }
        self.session.backlog.withLock { $0 = backlog }
    }

    /// Keeps the write-ahead log small until cancelled.
    package func maintain() async throws {
        try await self.checkpointer.run()
    }

    /// Refuses new writes and finishes those that wait.
    package func close() async {
        _ = try? await self.lane.perform { _ in }
        self.lane.close()
    }

    /// Runs `body` on a reading connection, away from the cooperative pool.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await self.pool.read(body)
        } catch let error as DatabaseError {
            throw StoreError(.unavailable, error.message ?? "")
        }
    }

    /// Whether the database answers and takes writes: a row is read, and the writing thread has an empty turn.
    package func ping() async throws {
        try await self.read { _ = try Int.fetchOne($0, sql: "SELECT org_no FROM organisations") }
        try await self.lane.perform { _ in }
    }
}
