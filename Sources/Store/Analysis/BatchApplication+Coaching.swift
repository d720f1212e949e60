import Grants
import SQL

/// What people answered to the plugin's coaching pages; a grant keeps the newest answer.
extension BatchApplication {
    struct SeenCoaching {
        var at: Timestamp
        var answer: AuthorizationEvent.Coaching
    }

    mutating func noteCoaching(_ grant: ClassifiedGrant, on number: Int64) {
        guard let answer = grant.coaching else { return }
        if let known = self.coaching[number], known.at > grant.endedAt { return }
        self.coaching[number] = SeenCoaching(at: grant.endedAt, answer: answer)
    }

    /// To be called after the grants themselves were written.
    func writeCoaching() throws {
        try self.database.executeMany(
            """
            INSERT INTO grant_coaching (org_no, grant_no, at, shown, choice, reason) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (org_no, grant_no) DO UPDATE
                SET at = excluded.at, shown = excluded.shown, choice = excluded.choice, reason = excluded.reason
                WHERE grant_coaching.at <= excluded.at
            """,
            self.coaching.sorted { $0.key < $1.key }.map { number, seen in
                [
                    .integer(Store.organisation), .integer(number), .integer(seen.at.milliseconds),
                    .integer(seen.answer.wasShown ? 1 : 0), .text(seen.answer.choice.rawValue),
                    seen.answer.reason.map { .text($0) } ?? .null,
                ]
            })
    }
}
