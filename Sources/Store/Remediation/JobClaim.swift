package import Governance
package import Grants
import SQL

/// A job that this process has taken, with what its work needs.
package struct JobClaim: Sendable {
    package var number: Int64
    package var action: Int64
    package var kind: JobKind
    package var step: JobStep
    package var connector: Int64?
    package var provider: String?
    /// Number of the attempt's row, from 1, over calls and read-backs.
    package var tries: Int
    package var progress: JobProgress
    /// The grant of a revoke, the client of a block.
    package var subject: Int64
    package var person: Int64?
    /// The person's address; `nil` when it is not known, or was erased.
    package var address: String?
    package var clientID: String
    /// What a person or a listing has said the vendor calls the client.
    package var vendorKey: String?
    package var scopes: [String]
    /// For guides: what to look for.
    package var clientName: String
    package var resourceName: String
}

extension Store {
    /// Takes due jobs of one connector, the longest due first.
    ///
    /// Each gets its attempt's row before anything is called, so that a crash leaves a trace.
    ///
    /// - Parameters:
    ///   - connector: `nil` for the jobs of providers without a connector; one that is paused has none to give.
    ///   - limit: at least 1.
    package func claimJobs(
        of connector: Int64?, limit: Int, now: Timestamp, as duty: Duty? = nil
    ) async throws -> [JobClaim] {
        try await self.lane.perform { database in
            try duty?.check(database)
            if let connector, try !Self.isWorking(connector, database) { return [] }
            let isFrozen = try PolicyFreeze.isOn(database)
            let due = try database.rows(
                """
                SELECT j.job_no, j.step, j.tries FROM jobs j
                WHERE j.org_no = ? AND j.connector_no \(connector == nil ? "IS NULL" : "= ?")
                    AND j.state IN ('available', 'retryable') AND j.scheduled_at <= ?
                    \(isFrozen ? "AND j.step = 'read_back'" : "")
                ORDER BY j.scheduled_at, j.job_no LIMIT ?
                """,
                [Store.organisation] + (connector.map { [$0] } ?? []) + [now.milliseconds, limit])
            // Another process may have cancelled one meanwhile.
            let taken = try database.executeMany(
                """
                UPDATE jobs SET state = 'running', tries = tries + 1,
                    attempt = CASE WHEN step = 'call' THEN attempt + 1 ELSE attempt END,
                    read_backs = CASE WHEN step = 'read_back' THEN read_backs + 1 ELSE read_backs END,
                    first_attempt_at = coalesce(first_attempt_at, ?)
                WHERE org_no = ? AND job_no = ? AND state IN ('available', 'retryable')
                """,
                due.map { [.integer(now.milliseconds), .integer(Store.organisation), .integer($0[0])] })
            let mine = zip(due, taken).filter { $0.1 == 1 }.map(\.0)
            try database.executeMany(
                """
                INSERT INTO job_attempts (org_no, job_no, attempt_no, step, connector_no, started_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                mine.map { row in
                    [
                        .integer(Store.organisation), .integer(row[0]), .integer((row[2] as Int64) + 1),
                        .text(row[1]), connector.map(SQLValue.integer) ?? .null, .integer(now.milliseconds),
                    ]
                })
            return try mine.map { try Self.claim($0[0], database) }
        }
    }

    private static func isWorking(_ connector: Int64, _ database: any SQLSession) throws -> Bool {
        try database.row(
            """
            SELECT 1 FROM connectors
            WHERE org_no = ? AND connector_no = ? AND disabled_at IS NULL AND paused_because IS NULL
            """, [Store.organisation, connector]) != nil
    }

    private static func claim(_ number: Int64, _ database: any SQLSession) throws -> JobClaim {
        let row = try database.row(
            """
            SELECT j.job_no, j.action_no, j.kind, j.step, j.connector_no, j.provider_id, j.tries, j.attempt,
                j.first_attempt_at, j.called, j.called_at, j.read_backs, j.absent_at, j.subject_no,
                p.person_no, p.address, k.client_id, m.vendor_key, s.scopes, c.name, r.name,
                (SELECT count(*) FROM job_attempts t WHERE t.org_no = j.org_no AND t.job_no = j.job_no
                    AND t.outcome = 'throttled' AND t.step = 'call' AND t.started_at >= j.first_attempt_at)
            FROM jobs j
            LEFT JOIN grants g ON g.org_no = j.org_no AND g.grant_no = j.subject_no AND j.kind = 'revoke'
            LEFT JOIN people p ON p.org_no = g.org_no AND p.person_no = g.person_no
            LEFT JOIN scope_sets s ON s.org_no = g.org_no AND s.set_no = g.set_no
            JOIN clients k ON k.org_no = j.org_no AND k.client_no = CASE j.kind WHEN 'revoke' THEN g.client_no ELSE j.subject_no END
            JOIN apps c ON c.org_no = k.org_no AND c.app_no = k.app_no
            JOIN apps r ON r.org_no = k.org_no AND r.app_no = k.resource_no
            LEFT JOIN client_mappings m ON m.org_no = j.org_no AND m.connector_no = j.connector_no
                AND m.client_id = k.client_id
            WHERE j.org_no = ? AND j.job_no = ?
            """, [Store.organisation, number])
        guard let row, let kind = JobKind(rawValue: row[2]), let step = JobStep(rawValue: row[3]) else {
            throw StoreError(.notFound, "job_\(number) is about nothing that is stored")
        }
        return JobClaim(
            number: row[0], action: row[1], kind: kind, step: step, connector: row[4], provider: row[5],
            tries: row[6],
            progress: JobProgress(
                attempt: row[7], throttled: row[21], firstAttemptAt: Timestamp(milliseconds: row[8]),
                called: (row[9] as String?).flatMap(JobOutcome.init(rawValue:)),
                calledAt: (row[10] as Int64?).map(Timestamp.init(milliseconds:)), readBacks: row[11],
                absentAt: (row[12] as Int64?).map(Timestamp.init(milliseconds:))),
            subject: row[13], person: row[14], address: row[15], clientID: row[16], vendorKey: row[17],
            scopes: try ScopeNames.read(row[18]), clientName: row[19], resourceName: row[20])
    }
}
