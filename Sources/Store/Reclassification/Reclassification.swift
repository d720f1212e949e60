package import Grants
import SQL

/// One pass over history by which a change of the catalogue reaches it, and how far it has come.
package struct Reclassification: Sendable, Equatable {
    /// What is gone through, in this order.
    package enum Phase: String, Sendable, CaseIterable {
        /// Which app each client is; its grants follow it.
        case clients
        /// What each set of scopes means.
        case scopes
        /// What each connection deserves.
        case connections
        case finished
        /// Another change of the catalogue came before its end.
        case superseded

        var next: Phase {
            switch self {
            case .clients: .scopes
            case .scopes: .connections
            case .connections, .finished: .finished
            case .superseded: .superseded
            }
        }
    }

    package var number: Int64
    /// The catalogue before; empty for the first.
    package var from: String
    package var to: String
    package var phase: Phase
    /// The last number of the phase that is done.
    package var position: Int64
    /// Clients, scope sets and connections that are done.
    package var done: Int
    /// Those that there are, as far as can be known in this phase.
    package var total: Int
    package var grantsMoved: Int
    package var findingsOpened: Int
    package var findingsChanged: Int
    package var findingsClosed: Int
    package var startedAt: Timestamp
    package var changedAt: Timestamp

    package var isUnderWay: Bool { self.phase != .finished && self.phase != .superseded }
}

extension Reclassification {
    /// The newest; `nil` before the first.
    static func newest(in database: any SQLSession) throws -> Reclassification? {
        try database.row(
            """
            SELECT run_no, from_catalog, to_catalog, phase, position, done, total, grants_moved, findings_opened,
                findings_changed, findings_closed, started_at, changed_at
            FROM reclassifications WHERE org_no = ? ORDER BY run_no DESC LIMIT 1
            """, [Store.organisation]
        ).map(Self.init)
    }

    private init(_ row: SQLRow) {
        self.init(
            number: row[0], from: row[1], to: row[2], phase: Phase(rawValue: row[3]) ?? .superseded, position: row[4],
            done: row[5], total: row[6], grantsMoved: row[7], findingsOpened: row[8], findingsChanged: row[9],
            findingsClosed: row[10], startedAt: Timestamp(milliseconds: row[11]),
            changedAt: Timestamp(milliseconds: row[12]))
    }

    /// Rows of a phase that lie behind this one's position, at most `limit`.
    static func count(_ table: String, _ database: any SQLSession) throws -> Int {
        try database.value(Int.self, "SELECT count(*) FROM \(table) WHERE org_no = ?", [Store.organisation]) ?? 0
    }

    /// Keeps what a step has done.
    ///
    /// - Parameter before: the state that the step began with.
    /// - Throws: `conflict` when another process has gone on meanwhile.
    func save(after before: Reclassification, _ database: any SQLSession) throws {
        let changed = try database.execute(
            """
            UPDATE reclassifications SET phase = ?, position = ?, done = ?, total = ?, grants_moved = ?,
                findings_opened = ?, findings_changed = ?, findings_closed = ?, changed_at = ?
            WHERE org_no = ? AND run_no = ? AND phase = ? AND position = ? AND grants_moved = ?
            """,
            [
                self.phase.rawValue, self.position, self.done, self.total, self.grantsMoved, self.findingsOpened,
                self.findingsChanged, self.findingsClosed, self.changedAt.milliseconds, Store.organisation,
                self.number, before.phase.rawValue, before.position, before.grantsMoved,
            ])
        guard changed == 1 else { throw StoreError(.conflict, "another process goes on with the reclassification") }
    }

    /// Why findings change: what every entry of the log says that this pass writes.
    var facts: [String: CanonicalJSON] {
        [
            "reason": "catalogue version", "from_catalog": .string(self.from), "to_catalog": .string(self.to),
        ]
    }
}

/// How far any pass has come: changes with every step, so that a process can tell that rows it remembers are old.
struct ReclassificationMark: Equatable {
    var run: Int64 = 0
    var steps: Int64 = 0

    static func present(in database: any SQLSession) throws -> ReclassificationMark {
        let row = try database.row(
            """
            SELECT run_no, done + grants_moved FROM reclassifications WHERE org_no = ? ORDER BY run_no DESC LIMIT 1
            """, [Store.organisation])
        return row.map { ReclassificationMark(run: $0[0], steps: $0[1]) } ?? ReclassificationMark()
    }
}
