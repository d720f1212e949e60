import GRDB
import Grants

/// The durable counts that must always add up:
/// received = stored + duplicate + rejected by code + set aside + waiting.
enum IntakeCounter {
    static let received = "received"
    static let stored = "stored"
    static let duplicate = "duplicate"
    static let setAside = "set_aside"

    static func rejected(_ reason: Rejection) -> String { "rejected:\(reason.rawValue)" }

    static func add(_ counts: [String: Int], _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO intake (org_no, name, count) VALUES (?, ?, ?)
                ON CONFLICT (org_no, name) DO UPDATE SET count = intake.count + excluded.count
                """)
        for (name, count) in counts where count != 0 {
            try statement.execute(arguments: [Store.organisation, name, count])
        }
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
}
