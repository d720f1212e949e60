import SQL

/// The door to what one transaction at a time may change: an organisation's grants, findings, people and log.
///
/// On PostgreSQL it is the organisation's row, which stays locked until the transaction ends. Its `revision` is raised
/// by each that enters, and `log_changes` by those among them that touch nothing remembered but the log, so a process
/// knows from both numbers what others have changed since it left. SQLite has one writer anyway.
struct Entrance {
    /// What a transaction changes of the rows that a process remembers.
    enum Purpose {
        case records, logAlone
    }

    enum Finding {
        case asLeft, logChanged, recordsChanged
    }

    private struct Mark {
        var revision: Int64
        var logChanges: Int64
    }

    /// Of the transaction that is inside.
    private var purpose: Purpose?
    private var mark: Mark?

    mutating func enter(for purpose: Purpose, _ database: any SQLSession) throws -> Finding {
        guard database.dialect == .postgres else { return .asLeft }
        if let already = self.purpose {
            if already == .logAlone, purpose == .records { try self.widen(database) }
            return .asLeft
        }
        let quiet: Int64 = purpose == .logAlone ? 1 : 0
        let row = try database.row(
            """
            UPDATE organisations SET revision = revision + 1, log_changes = log_changes + ?
            WHERE org_no = ? RETURNING revision, log_changes
            """, [quiet, Store.organisation])
        guard let row else { throw StoreError(.unavailable, "the organisation's row is missing") }
        let left = self.mark
        self.mark = Mark(revision: row[0], logChanges: row[1])
        self.purpose = purpose
        guard let left else { return .recordsChanged }
        let others = (row[0] as Int64) - 1 - left.revision
        let othersLog = (row[1] as Int64) - quiet - left.logChanges
        return others == 0 ? .asLeft : others == othersLog ? .logChanged : .recordsChanged
    }

    /// What began with the log alone goes on with records.
    private mutating func widen(_ database: any SQLSession) throws {
        try database.execute(
            "UPDATE organisations SET log_changes = log_changes - 1 WHERE org_no = ?", [Store.organisation])
        self.mark?.logChanges -= 1
        self.purpose = .records
    }

    mutating func leave() { self.purpose = nil }
}
