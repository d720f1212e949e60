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

    /// Lets the jobs begin, each with the oldest connector in use that serves its provider, if there is one.
    static func release(of action: StoredAction, now: Timestamp, _ database: any SQLSession) throws {
        try database.execute(
            """
            UPDATE jobs SET state = 'available', scheduled_at = ?, connector_no = (
                SELECT min(c.connector_no) FROM connectors c WHERE c.org_no = jobs.org_no AND c.disabled_at IS NULL
                    AND ' ' || c.providers || ' ' LIKE '% ' || jobs.provider_id || ' %')
            WHERE org_no = ? AND action_no = ? AND state = 'scheduled'
            """, [now.milliseconds, Store.organisation, action.number])
    }

    /// Ends the jobs that have not begun.
    static func cancel(of action: StoredAction, now: Timestamp, _ database: any SQLSession) throws {
        try database.execute(
            """
            UPDATE jobs SET state = 'cancelled', finished_at = ?
            WHERE org_no = ? AND action_no = ? AND state = 'scheduled'
            """, [now.milliseconds, Store.organisation, action.number])
    }

    /// Whether the action has jobs that have still to call, or to read back.
    static func hasOpen(_ step: JobStep, of action: Int64, _ database: any SQLSession) throws -> Bool {
        try database.row(
            """
            SELECT 1 FROM jobs WHERE org_no = ? AND action_no = ?
                AND state IN ('scheduled', 'available', 'running', 'retryable') AND step = ? LIMIT 1
            """, [Store.organisation, action, step.rawValue]) != nil
    }

    /// What the jobs say of the action. A grant's newest job counts: an action that was held up has older ones.
    static func progress(of action: Int64, _ database: any SQLSession) throws -> ActionProgress {
        var progress = ActionProgress()
        let rows = try database.rows(
            """
            SELECT j.state, j.step, j.outcome, count(*) FROM jobs j
            WHERE j.org_no = ? AND j.action_no = ? AND NOT EXISTS (
                SELECT 1 FROM jobs k WHERE k.org_no = j.org_no AND k.action_no = j.action_no
                    AND k.subject_no = j.subject_no AND k.job_no > j.job_no)
            GROUP BY j.state, j.step, j.outcome
            """, [Store.organisation, action])
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
            case .cancelled: break
            }
        }
        return progress
    }
}
