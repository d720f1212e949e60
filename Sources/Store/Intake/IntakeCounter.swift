import Grants
import SQL

/// The durable counts that must always add up:
/// received = stored + duplicate + rejected by code + set aside + waiting.
enum IntakeCounter {
    static let received = "received"
    static let stored = "stored"
    static let duplicate = "duplicate"
    static let setAside = "set_aside"

    /// Rows that one count is spread over, so that writers seldom wait for each other's.
    private static let shards: Int64 = 16

    static func rejected(_ reason: Rejection) -> String { "rejected:\(reason.rawValue)" }

    /// Writes what a group of work has counted, at its end: one row a name, not one a report.
    static func write(_ counts: inout [String: Int], writer: Int64, _ database: any SQLSession) throws {
        guard !counts.isEmpty else { return }
        try database.executeMany(
            """
            INSERT INTO intake_counts (org_no, name, shard, count) VALUES (?, ?, ?, ?)
            ON CONFLICT (org_no, name, shard) DO UPDATE SET count = intake_counts.count + excluded.count
            """,
            counts.sorted { $0.key < $1.key }.map { name, count in
                [.integer(Store.organisation), .text(name), .integer(writer % Self.shards), .integer(Int64(count))]
            })
        counts.removeAll(keepingCapacity: true)
    }
}

/// The intake's counts at one moment.
package struct IntakeCounts: Sendable, Equatable {
    package var received = 0
    package var stored = 0
    package var duplicate = 0
    package var setAside = 0
    /// In the inbox.
    package var waiting = 0
    /// By wire reason.
    package var rejected: [String: Int] = [:]

    /// Whether nothing was lost.
    package var isBalanced: Bool {
        self.received == self.stored + self.duplicate + self.setAside + self.waiting
            + self.rejected.values.reduce(0, +)
    }

    /// As one moment of the database has them.
    static func measured(in database: any SQLSession) throws -> IntakeCounts {
        var counts = IntakeCounts()
        let rows = try database.rows(
            "SELECT name, sum(count) FROM intake_counts WHERE org_no = ? GROUP BY name", [Store.organisation])
        for row in rows {
            let name: String = row[0]
            let count: Int = row[1]
            switch name {
            case IntakeCounter.received: counts.received = count
            case IntakeCounter.stored: counts.stored = count
            case IntakeCounter.duplicate: counts.duplicate = count
            case IntakeCounter.setAside: counts.setAside = count
            default: counts.rejected[String(name.dropFirst("rejected:".count))] = count
            }
        }
        counts.waiting = try Backlog.measured(in: database).events
        return counts
    }
}
