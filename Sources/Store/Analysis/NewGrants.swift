import Grants
import SQL

/// Grants that a batch makes, written together: a new grant costs no round trip of its own.
struct NewGrants {
    private var grants: [[SQLValue]] = []
    private var activity: [[SQLValue]] = []
    private var numbers: Set<Int64> = []

    mutating func add(
        _ number: Int64, _ grant: ClassifiedGrant, _ key: WriterMemory.GrantKey, set: Int64, report: Int64
    ) {
        self.grants.append([
            .integer(Store.organisation), .integer(number), .integer(key.connection), .integer(key.person),
            .integer(key.client), .integer(set), .integer(Int64(grant.liveness.rawValue)),
            .text(grant.outcome.rawValue), .integer(report),
            grant.liveness > .attempted ? .integer(set) : .null,
            grant.liveness > .attempted ? .integer(grant.startedAt.milliseconds) : .null,
        ])
        self.activity.append([
            .integer(Store.organisation), .integer(number), .integer(grant.startedAt.milliseconds),
            .integer(grant.endedAt.milliseconds), .integer(0),
        ])
        self.numbers.insert(number)
    }

    /// Writes all, where this one is among them: it is about to be changed.
    mutating func write(holding number: Int64, _ database: any SQLSession) throws {
        if self.numbers.contains(number) { try self.write(database) }
    }

    mutating func write(_ database: any SQLSession) throws {
        try Self.insertion.run(self.grants, database)
        try Self.activityInsertion.run(self.activity, database)
        self = NewGrants()
    }

    private static let insertion = RowStatement.insert(
        into: "grants",
        [
            .organisation, .integer("grant_no"), .integer("connection_no"), .integer("person_no"),
            .integer("client_no"), .integer("set_no"), .integer("liveness"), .text("outcome"),
            .integer("first_report_no"), .integer("first_set_no"), .integer("first_live_at"),
        ])

    private static let activityInsertion = RowStatement.insert(
        into: "grant_activity",
        [
            .organisation, .integer("grant_no"), .integer("first_seen"), .integer("last_seen"), .integer("sightings"),
        ])
}
