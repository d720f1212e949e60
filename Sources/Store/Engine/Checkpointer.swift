import Foundation
import GRDB

/// Moves the write-ahead log into the database file from a connection of its own, so that the committing
/// connection does not pay for it.
final class Checkpointer: Sendable {
    private let database: DatabaseQueue
    private let walPath: String
    private let threshold: Int
    private let lane: WriteLane

    init(path: String, threshold: Int, lane: WriteLane) throws {
        var configuration = Configuration()
        configuration.label = "gnomon-checkpointer"
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try database.execute(sql: "PRAGMA cache_size = -512")
        }
        self.database = try DatabaseQueue(path: path, configuration: configuration)
        self.walPath = path + "-wal"
        self.threshold = threshold
        self.lane = lane
    }

    /// Runs until cancelled, looking at the log's size four times a second.
    func run() async throws {
        var baseline = 0
        while !Task.isCancelled {
            try await Task.sleep(for: .milliseconds(250))
            let size = self.walSize()
            if size < baseline { baseline = 0 }
            guard size - baseline >= self.threshold else { continue }
            try await self.checkpoint()
            baseline = size > 4 * self.threshold ? 0 : size
        }
    }

    /// Two passes beside the writer; when those leave little, one inside it lets the log start over.
    private func checkpoint() async throws {
        for _ in 0..<2 {
            try await self.database.writeWithoutTransaction { database in
                _ = try? database.checkpoint(.passive)
            }
        }
        if self.walSize() > 2 * self.threshold {
            try await self.lane.perform { _ in }
            try await self.database.writeWithoutTransaction { database in
                _ = try? database.checkpoint(.restart)
            }
        }
    }

    /// Empties the write-ahead log, so that nothing that was deleted is left in it. Where a reader is in the way
    /// the log is overwritten later instead.
    func truncate() async {
        try? await self.database.writeWithoutTransaction { database in
            _ = try? database.checkpoint(.truncate)
        }
    }

    private func walSize() -> Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: self.walPath)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }
}
