package import Governance
package import Grants
import Risk
import SQL

extension Store {
    package func jobs(_ request: ListRequest) async throws -> ListPage<JobView> {
        try await self.read { try Self.jobList.page(request, $0, Self.job) }
    }

    /// One job with its attempts; `nil` when none has the number.
    package func job(_ number: Int64) async throws -> (job: JobView, attempts: [JobAttemptView])? {
        guard let job = try await self.jobs(ListRequest(filters: ["id": ["job_\(number)"]], limit: 1)).rows.first else {
            return nil
        }
        let attempts = try await self.read { database in
            try database.rows(
                """
                SELECT attempt_no, step, started_at, finished_at, outcome, detail, request_ids FROM job_attempts
                WHERE org_no = ? AND job_no = ? ORDER BY attempt_no
                """, [Store.organisation, number]
            ).map { row in
                JobAttemptView(
                    number: row[0], step: row[1], startedAt: Timestamp(milliseconds: row[2]),
                    finishedAt: (row[3] as Int64?).map(Timestamp.init(milliseconds:)), outcome: row[4],
                    detail: row[5] ?? "",
                    requestIDs: ((row[6] as String?) ?? "").split(separator: " ").map(String.init))
            }
        }
        return (job, attempts)
    }

    /// A job's receipt as it was hashed; `nil` before its work is over.
    package func receipt(ofJob number: Int64) async throws -> (bytes: [UInt8], hash: [UInt8])? {
        try await self.read { database in
            try database.row(
                "SELECT bytes, hash FROM receipts WHERE org_no = ? AND job_no = ?", [Store.organisation, number]
            ).map { ($0[0], $0[1]) }
        }
    }

    /// Tries a dead letter again, from its first attempt. What was proposed meanwhile gives way.
    ///
    /// - Throws: `not_found`; `job_move_illegal` unless the job is discarded, nothing came after it for its grant, and
    ///   its action has failed or is at work; `conflict` while another action is under way for the finding.
    package func retryJob(_ number: Int64, _ decision: Decision, now: Timestamp) async throws {
        try await self.decide { memory, database in
            let (state, action) = try Self.stateOfJob(number, database)
            guard state == .discarded else {
                throw StoreError(
                    .jobMoveIllegal, "job_\(number) is \(state.rawValue); only discarded jobs are tried again")
            }
            try Self.requireNewest(number, database)
            if let other = try ActionsInTheWay.find(for: action.finding, besides: action.number, database) {
                throw StoreError(.conflict, "act_\(other) is under way for fnd_\(action.finding); wait for its end")
            }
            let provider = try database.value(
                String.self, "SELECT provider_id FROM jobs WHERE org_no = ? AND job_no = ?",
                [Store.organisation, number])
            try database.execute(
                """
                UPDATE jobs SET state = 'available', step = 'call', outcome = NULL, attempt = 0, read_backs = 0,
                    first_attempt_at = NULL, called = NULL, called_at = NULL, absent_at = NULL, finished_at = NULL,
                    scheduled_at = ?, connector_no = ?
                WHERE org_no = ? AND job_no = ?
                """,
                [
                    now.milliseconds, try ActionJobs.connector(for: provider, database), Store.organisation, number,
                ])
            if action.state == .failed {
                try ProposedActions.cancel(
                    of: action.finding, because: .superseded, now: now, actor: decision.actor, &memory, database)
                _ = try action.move(to: .running, "retry", now: now, actor: decision.actor, &memory, database)
            } else if action.state != .running, action.state != .verifying {
                throw StoreError(
                    .jobMoveIllegal,
                    "act_\(action.number) is \(action.state.rawValue); mend and resume it instead of its jobs")
            }
            Self.log("job.retry", number, action.number, decision, now, &memory)
        }
    }

    /// Ends a job that no worker is at. Its action cannot be verified then; one that has not begun and has no other job
    /// is cancelled with it.
    ///
    /// - Throws: `not_found`; `job_move_illegal` for a job that runs or is over.
    package func cancelJob(_ number: Int64, _ decision: Decision, judge: Judge, now: Timestamp) async throws {
        try await self.decide { memory, database in
            let (state, action) = try Self.stateOfJob(number, database)
            // A worker of another process may have taken it meanwhile.
            let cancelled = try database.execute(
                """
                UPDATE jobs SET state = 'cancelled', finished_at = ?
                WHERE org_no = ? AND job_no = ? AND state IN ('scheduled', 'available', 'retryable')
                """, [now.milliseconds, Store.organisation, number])
            guard cancelled == 1 else {
                throw StoreError(.jobMoveIllegal, "job_\(number) is \(state.rawValue) and cannot be cancelled")
            }
            Self.log("job.cancel", number, action.number, decision, now, &memory)
            if action.state == .scheduled, try !ActionJobs.hasOpen(.call, of: action.number, database) {
                _ = try action.move(to: .cancelled, "cancel", now: now, actor: decision.actor, &memory, database)
                return try action.note(decision, now: now, database)
            }
            try ActionSettling(action: action.number, judge: judge, now: now).settle(&memory, database)
        }
    }

    /// Takes a person's word that a manual task is done.
    ///
    /// The word closes a task of low or medium risk. For a high or critical one it needs another person's word, or a
    /// listing that no longer shows the grant.
    ///
    /// - Returns: the job's outcome: `manual_attested` while another word is needed, else `manual_confirmed`.
    /// - Throws: `not_found`; `job_move_illegal` unless the job waits for a person and its action is not over;
    ///   `same_person`.
    package func attestJob(
        _ number: Int64, _ decision: Decision, judge: Judge, now: Timestamp
    ) async throws -> JobOutcome {
        try await self.decide { memory, database in
            let (_, action) = try Self.stateOfJob(number, database)
            let row = try database.row(
                "SELECT outcome, tries FROM jobs WHERE org_no = ? AND job_no = ? AND state = 'completed'",
                [Store.organisation, number])
            let outcome = row.flatMap { ($0[0] as String?).flatMap(JobOutcome.init(rawValue:)) }
            guard let row, let outcome, [.manualPending, .manualAttested, .unsupported].contains(outcome) else {
                throw StoreError(.jobMoveIllegal, "job_\(number) does not wait for a person")
            }
            guard action.state.isHeldUp || action.state.isUnderWay else {
                throw StoreError(.jobMoveIllegal, "act_\(action.number) is \(action.state.rawValue)")
            }
            try Self.requireNewest(number, database)
            let words = try database.column(
                String.self,
                "SELECT request_ids FROM job_attempts WHERE org_no = ? AND job_no = ? AND outcome = 'manual_attested'",
                [Store.organisation, number])
            guard !words.contains(decision.actor) else {
                throw StoreError(
                    .samePerson, "somebody else must confirm what \(decision.actor) said about job_\(number)")
            }
            let isEnough = action.severity < .high || outcome == .manualAttested
            let next: JobOutcome = isEnough ? .manualConfirmed : .manualAttested
            let tries: Int64 = row[1] + 1
            try database.execute(
                """
                INSERT INTO job_attempts (org_no, job_no, attempt_no, step, started_at, finished_at, outcome, detail,
                    request_ids)
                VALUES (?, ?, ?, 'call', ?, ?, 'manual_attested', ?, ?)
                """,
                [
                    Store.organisation, number, tries, now.milliseconds, now.milliseconds, decision.reason,
                    decision.actor,
                ])
            try database.execute(
                "UPDATE jobs SET outcome = ?, tries = ?, finished_at = ? WHERE org_no = ? AND job_no = ?",
                [next.rawValue, tries, now.milliseconds, Store.organisation, number])
            try JobEnd(
                job: number, outcome: next, actor: decision.actor, goneAt: now, now: now, reason: decision.reason
            ).write(&memory, database)
            try ActionSettling(action: action.number, judge: judge, now: now).settle(&memory, database)
            return next
        }
    }

    private static func stateOfJob(
        _ number: Int64, _ database: any SQLSession
    ) throws -> (JobState, StoredAction) {
        let row = try database.row(
            "SELECT state, action_no FROM jobs WHERE org_no = ? AND job_no = ?", [Store.organisation, number])
        guard let row, let state = JobState(rawValue: row[0]) else {
            throw StoreError(.notFound, "no job job_\(number)")
        }
        return (state, try StoredAction.load(row[1], database))
    }

    /// - Throws: `job_move_illegal` when another job came after this one for the same grant.
    private static func requireNewest(_ number: Int64, _ database: any SQLSession) throws {
        let newer = try database.value(
            Int64.self,
            """
            SELECT k.job_no FROM jobs j JOIN jobs k
                ON k.org_no = j.org_no AND k.kind = j.kind AND k.subject_no = j.subject_no AND k.job_no <> j.job_no
            WHERE j.org_no = ? AND j.job_no = ? AND \(ActionJobs.isNewer)
                AND (k.action_no = j.action_no OR k.state IN (\(ActionJobs.atWork)))
            LIMIT 1
            """, [Store.organisation, number])
        if let newer { throw StoreError(.jobMoveIllegal, "job_\(newer) came after job_\(number) for the same grant") }
    }

    private static func log(
        _ type: String, _ job: Int64, _ action: Int64, _ decision: Decision, _ now: Timestamp,
        _ memory: inout WriterMemory
    ) {
        LogWriter.append(
            LogEntry(
                type: type, at: now, actor: decision.actor, targets: ["job:\(job)", "action:\(action)"],
                reason: decision.reason),
            &memory)
    }
}
