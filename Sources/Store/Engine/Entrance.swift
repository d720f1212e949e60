import SQL

/// The door to what one transaction at a time may change: an organisation's grants, findings, people and log.
///
/// On PostgreSQL it is the organisation's row, which stays locked until the transaction ends. Its `revision` is raised
/// by each that enters, so a process that finds the number it left knows that nobody was in between. SQLite has one
/// writer anyway.
struct Entrance {
    enum Finding {
        case asLeft, othersChanged
    }

    private var isInside = false
    private var revision: Int64?

    mutating func enter(_ database: any SQLSession) throws -> Finding {
        guard database.dialect == .postgres, !self.isInside else { return .asLeft }
        let revision = try database.value(
            Int64.self, "UPDATE organisations SET revision = revision + 1 WHERE org_no = ? RETURNING revision",
            [Store.organisation])
        guard let revision else { throw StoreError(.unavailable, "the organisation's row is missing") }
        let isAsLeft = self.revision == revision - 1
        self.revision = revision
        self.isInside = true
        return isAsLeft ? .asLeft : .othersChanged
    }

    mutating func leave() { self.isInside = false }
}
