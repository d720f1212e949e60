import Grants
import SQL

/// The two statements that run for every event, in each engine's own form.
///
/// SQLite steps one prepared statement through the rows. PostgreSQL takes all rows as arrays in one statement, which
/// costs about half of what a pipeline of statements does (decision 0015).
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
        switch database.dialect {
        case .sqlite:
            return try database.executeMany(
                """
                INSERT INTO event_keys (org_no, install_no, event_high, event_low, digest, seen_day)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (org_no, install_no, event_high, event_low) DO NOTHING
                """,
                keys.map { key in
                    [
                        .integer(Store.organisation), .integer(key.install), .integer(key.high), .integer(key.low),
                        .integer(key.digest), .integer(key.day),
                    ]
                }
            ).map { $0 == 1 }
        case .postgres:
            var claimed = Set(
                try database.rows(
                    """
                    INSERT INTO event_keys (org_no, install_no, event_high, event_low, digest, seen_day)
                    SELECT ?, k.* FROM unnest(\(Self.arrays(5))) AS k
                    ON CONFLICT (org_no, install_no, event_high, event_low) DO NOTHING
                    RETURNING install_no, event_high, event_low
                    """,
                    [
                        Store.organisation, Self.array(keys.map(\.install)), Self.array(keys.map(\.high)),
                        Self.array(keys.map(\.low)), Self.array(keys.map(\.digest)), Self.array(keys.map(\.day)),
                    ]
                ).map { [$0[0], $0[1], $0[2]] as [Int64] })
            return keys.map { claimed.remove([$0.install, $0.high, $0.low]) != nil }
        }
    }

    /// Adds sightings, in order of grants, so that neighbours share pages.
    static func add(_ activity: [Int64: Activity], _ database: any SQLSession) throws {
        let rows = activity.sorted { $0.key < $1.key }
        switch database.dialect {
        case .sqlite:
            try database.executeMany(
                """
                UPDATE grant_activity SET sightings = sightings + ?, first_seen = min(first_seen, ?),
                    last_seen = max(last_seen, ?)
                WHERE org_no = ? AND grant_no = ?
                """,
                rows.map { number, activity in
                    [
                        .integer(Int64(activity.count)), .integer(activity.first), .integer(activity.last),
                        .integer(Store.organisation), .integer(number),
                    ]
                })
        case .postgres:
            try database.execute(
                """
                UPDATE grant_activity a SET sightings = a.sightings + s.count,
                    first_seen = least(a.first_seen, s.first), last_seen = greatest(a.last_seen, s.last)
                FROM unnest(\(Self.arrays(4))) AS s (number, count, first, last)
                WHERE a.org_no = ? AND a.grant_no = s.number
                """,
                [
                    Self.array(rows.map(\.key)), Self.array(rows.map { Int64($0.value.count) }),
                    Self.array(rows.map(\.value.first)), Self.array(rows.map(\.value.last)), Store.organisation,
                ])
        }
    }

    private static func arrays(_ count: Int) -> String {
        repeatElement("CAST(? AS BIGINT[])", count: count).joined(separator: ", ")
    }

    /// PostgreSQL manual, "Array Input and Output Syntax".
    private static func array(_ numbers: [Int64]) -> String {
        "{\(numbers.lazy.map(String.init).joined(separator: ","))}"
    }
}
