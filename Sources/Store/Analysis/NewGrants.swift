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
        ])
        self.activity.append([
            .integer(Store.organisation), .integer(number), .integer(grant.startedAt.milliseconds),
            .integer(grant.endedAt.milliseconds),
        ])
        self.numbers.insert(number)
    }

    /// Writes all, where this one is among them: it is about to be changed.
    mutating func write(holding number: Int64, _ database: any SQLSession) throws {
        if self.numbers.contains(number) { try self.write(database) }
    }

    mutating func write(_ database: any SQLSession) throws {
        try database.executeMany(
            """
            INSERT INTO grants (org_no, grant_no, connection_no, person_no, client_no, set_no, liveness,
                outcome, first_report_no)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, self.grants)
        try database.executeMany(
            "INSERT INTO grant_activity (org_no, grant_no, first_seen, last_seen, sightings) VALUES (?, ?, ?, ?, 0)",
            self.activity)
        self = NewGrants()
    }
}
