import Grants
import SQL

/// The two statements that run for every event.
enum EventStatements {
    /// What tells an event from all others, and when its report came.
    struct Key: Hashable {
        var install: Int64
        var high: Int64
        var low: Int64
        var digest: Int64
        var day: Int64
    }

    /// What a batch adds to one grant's sightings; times in milliseconds.
    struct Activity {
        var first: Int64
        var last: Int64
        var count: Int

        mutating func add(_ first: Int64, _ last: Int64, _ count: Int) {
            self.first = min(self.first, first)
            self.last = max(self.last, last)
            self.count += count
        }
    }

    /// Claims the ids of events. Returns for each whether nobody had claimed it; of one id twice, the first counts.
    static func claim(_ keys: [Key], _ database: any SQLSession) throws -> [Bool] {
        try self.claiming.changes(
            keys.map { key in
                [
                    .integer(Store.organisation), .integer(key.install), .integer(key.high), .integer(key.low),
                    .integer(key.digest), .integer(key.day),
                ]
            }, database)
    }

    private static let claiming = RowStatement.insert(
        into: "event_keys",
        [
            .organisation, .integer("install_no"), .integer("event_high"), .integer("event_low"), .integer("digest"),
            .integer("seen_day"),
        ], otherwise: "ON CONFLICT (org_no, install_no, event_high, event_low) DO NOTHING",
        telling: ["install_no", "event_high", "event_low"])

    /// Adds sightings, in order of grants, so that neighbours share pages.
    static func add(_ activity: [Int64: Activity], _ database: any SQLSession) throws {
        try self.addition.run(
            activity.sorted { $0.key < $1.key }.map { number, activity in
                [
                    .integer(Store.organisation), .integer(number), .integer(Int64(activity.count)),
                    .integer(activity.first), .integer(activity.last),
                ]
            }, database)
    }

    private static let addition = RowStatement(
        [.organisation, .integer("grant_no"), .integer("count"), .integer("first"), .integer("last")],
        sqlite: """
            UPDATE grant_activity SET sightings = sightings + ?3, first_seen = min(first_seen, ?4),
                last_seen = max(last_seen, ?5)
            WHERE org_no = ?1 AND grant_no = ?2
            """
    ) { rows in
        """
        UPDATE grant_activity t SET sightings = t.sightings + r.count,
            first_seen = least(t.first_seen, r.first), last_seen = greatest(t.last_seen, r.last)
        FROM \(rows) WHERE t.org_no = r.org_no AND t.grant_no = r.grant_no
        """
    }
}
