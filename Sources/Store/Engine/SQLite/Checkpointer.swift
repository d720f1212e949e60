import GRDB
import GRDBSQLite
import Synchronization

/// Moves the write-ahead log into the database file from a connection of its own, so that the committing
/// connection does not pay for it.
final class Checkpointer: Sendable {
    private let database: DatabaseQueue
    private let threshold: Int
    private let lane: WriteLane
    private let engine: SQLiteEngine
    /// Pages in the log after the last commit.
    private let pages = LoggedPages()

    /// - Parameter threshold: bytes of the log after which it is moved.
    init(_ engine: SQLiteEngine, threshold: Int, lane: WriteLane) throws {
        var configuration = Configuration()
        configuration.label = "gnomon-checkpointer"
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try database.execute(sql: "PRAGMA cache_size = -512")
        }
        self.database = try DatabaseQueue(path: engine.path, configuration: configuration)
        let pageSize = try self.database.read { try Int.fetchOne($0, sql: "PRAGMA page_size") ?? 4096 }
        self.threshold = threshold / pageSize
        self.lane = lane
        self.engine = engine
    }

    /// Runs until cancelled, looking at the log's length ten times a second.
    func run() async throws {
        await self.lane.pause { [engine, pages] in engine.onWriter { pages.watch($0) } }
        while !Task.isCancelled {
            try await Task.sleep(for: .milliseconds(100))
            if self.pages.count >= self.threshold { try await self.checkpoint() }
        }
    }

    /// Two passes beside the writer, then the little they left between two of its transactions, so that its next one
    /// starts the log over. A checkpoint that locked the writer out would make it poll for the lock.
    private func checkpoint() async throws {
        for _ in 0..<2 {
            try await self.database.writeWithoutTransaction { database in
                _ = try? database.checkpoint(.passive)
            }
        }
        await self.lane.pause { [engine] in engine.onWriter { _ = try? $0.checkpoint(.passive) } }
    }

    /// Empties the write-ahead log, so that nothing that was deleted is left in it. Where a reader is in the way
    /// the log is overwritten later instead.
    func truncate() async {
        try? await self.database.writeWithoutTransaction { database in
            _ = try? database.checkpoint(.truncate)
        }
    }
}

/// How long the write-ahead log is, as SQLite tells it after each commit of one connection.
private final class LoggedPages: Sendable {
    private let value = Atomic<Int>(0)

    var count: Int { self.value.load(ordering: .relaxed) }

    /// Listens to a connection that lives no longer than this object.
    func watch(_ database: Database) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            database.sqliteConnection,
            { context, _, _, pages in
                guard let context else { return SQLITE_OK }
                let pagesLogged = Unmanaged<LoggedPages>.fromOpaque(context).takeUnretainedValue()
                pagesLogged.value.store(Int(pages), ordering: .relaxed)
                return SQLITE_OK
            }, context)
    }
}
