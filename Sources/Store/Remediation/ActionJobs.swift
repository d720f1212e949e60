import Governance
import Grants
import SQL

/// The jobs of an action.
enum ActionJobs {
    /// Makes one job for each grant or client that no other job is at work on.
    ///
    /// - Returns: how many were made.
    static func make(
        for action: StoredAction, _ scope: ActionScope, at startsAt: Timestamp, now: Timestamp,
        _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws -> Int {
        let kind: JobKind = action.kind == .block ? .block : .revoke
        let provider = try database.value(
            String.self,
            """
            SELECT r.provider_id FROM connections n JOIN apps r ON r.org_no = n.org_no AND r.app_no = n.resource_no
            WHERE n.org_no = ? AND n.connection_no = ?
            """, [Store.organisation, action.connection])
        let rows: [[SQLValue]] = try scope.subjects.map { subject in
            [
                .integer(Store.organisation), .integer(try memory.number(in: .jobs, database)),
                .integer(action.number), .text(kind.rawValue), .integer(subject),
                provider.map(SQLValue.text) ?? .null, .integer(startsAt.milliseconds), .integer(now.milliseconds),
            ]
        }
        return try database.executeMany(
            """
            INSERT INTO jobs (org_no, job_no, action_no, kind, subject_no, provider_id, state, step, attempt, tries,
                read_backs, scheduled_at, created_at)
            VALUES (?, ?, ?, ?, ?, ?, 'scheduled', 'call', 0, 0, 0, ?, ?) ON CONFLICT DO NOTHING
            """, rows
        ).reduce(0, +)
    }

    /// Lets the jobs begin, each with the connector that serves its provider, if there is one.
    static func release(of action: StoredAction, now: Timestamp, _ database: any SQLSession) throws {
        let provider = try database.value(
            String.self, "SELECT max(provider_id) FROM jobs WHERE org_no = ? AND action_no = ?",
            [Store.organisation, action.number])
        try database.execute(
            """
            UPDATE jobs SET state = 'available', scheduled_at = ?, connector_no = ?
            WHERE org_no = ? AND action_no = ? AND state = 'scheduled'
            """,
            [
                now.milliseconds, try self.connector(for: provider, database), Store.organisation, action.number,
            ])
    }

    /// Hands what waits for a connector that is out of use to those that serve the same providers now.
    static func reroute(from connector: Int64, _ database: any SQLSession) throws {
        let waiting = "connector_no = ? AND state IN ('available', 'retryable')"
        let providers = try database.column(
            String?.self, "SELECT DISTINCT provider_id FROM jobs WHERE org_no = ? AND \(waiting)",
            [Store.organisation, connector])
        for provider in providers {
            try database.execute(
                "UPDATE jobs SET connector_no = ? WHERE org_no = ? AND \(waiting) AND provider_id = ?",
                [try self.connector(for: provider, database), Store.organisation, connector, provider])
        }
    }

    /// The oldest connector in use that serves the provider.
    static func connector(for provider: String?, _ database: any SQLSession) throws -> Int64? {
        guard let provider else { return nil }
        return try database.rows(
            """
            SELECT connector_no, providers FROM connectors WHERE org_no = ? AND disabled_at IS NULL
            ORDER BY created_at, connector_no
            """, [Store.organisation]
        ).first { Store.words($0[1]).contains(provider) }.map { $0[0] }
    }

    /// Ends the jobs that have not begun.
    static func cancel(of action: Int64, now: Timestamp, _ database: any SQLSession) throws {
        try database.execute(
            """
            UPDATE jobs SET state = 'cancelled', finished_at = ?
            WHERE org_no = ? AND action_no = ? AND state = 'scheduled'
            """, [now.milliseconds, Store.organisation, action])
    }

    /// Whether the action has jobs that have still to call, or to read back.
    static func hasOpen(_ step: JobStep, of action: Int64, _ database: any SQLSession) throws -> Bool {
        try database.row(
            """
            SELECT 1 FROM jobs WHERE org_no = ? AND action_no = ?
                AND state IN (\(self.atWork)) AND step = ? LIMIT 1
            """, [Store.organisation, action, step.rawValue]) != nil
    }

    /// What the jobs say of the action. A grant's newest job counts: an action that was held up has older ones.
    static func progress(of action: Int64, _ database: any SQLSession) throws -> ActionProgress {
        var progress = ActionProgress()
        let rows = try database.rows(self.progressStatement, [Store.organisation, action])
        for row in rows {
            guard let state = JobState(rawValue: row[0]), let step = JobStep(rawValue: row[1]) else { continue }
            let count: Int = row[3]
            switch state {
            case .scheduled, .available, .running, .retryable:
                if step == .call { progress.calling += count } else { progress.readingBack += count }
            case .completed:
                guard let outcome = (row[2] as String?).flatMap(JobOutcome.init(rawValue:)) else { continue }
                progress.outcomes[outcome, default: 0] += count
            case .discarded: progress.discarded += count
            case .cancelled: progress.cancelled += count
            }
        }
        return progress
    }

    static let progressStatement = """
        SELECT j.state, j.step, j.outcome, count(*) FROM jobs j
        WHERE j.org_no = ? AND j.action_no = ? AND NOT EXISTS (
            SELECT 1 FROM jobs k WHERE k.org_no = j.org_no AND k.action_no = j.action_no
                AND k.subject_no = j.subject_no AND \(isNewer))
        GROUP BY j.state, j.step, j.outcome
        """

    /// States in which a job is not over.
    static let atWork = JobState.allCases.filter { !$0.isOver }.map { "'\($0.rawValue)'" }.joined(separator: ", ")

    /// Whether a job `k` was made after `j`. Numbers alone do not tell: each process has a range of its own.
    static let isNewer =
        "(k.created_at > j.created_at OR (k.created_at = j.created_at AND k.job_no > j.job_no))"
}
