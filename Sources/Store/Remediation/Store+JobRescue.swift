package import Governance
package import Grants
import SQL

extension Store {
    /// Gives every job that is being worked on back, at the start of a worker: whoever worked on it is gone. What it
    /// did is unknown, so the call is made again; connectors take an absence after that for done.
    ///
    /// A job that was at work each time that a worker ended may be what ends it, and becomes a dead letter.
    ///
    /// - Parameter chance: 0 to 1 for each job, for the jitter.
    /// - Returns: how many were at work.
    package func rescueJobs(
        rules: JobRules, judge: Judge, now: Timestamp, chance: @escaping @Sendable () -> Double, as duty: Duty? = nil
    ) async throws -> Int {
        let running = { @Sendable (database: any SQLSession) throws -> [Int64] in
            try database.column(
                Int64.self, "SELECT job_no FROM jobs WHERE org_no = ? AND state = 'running' ORDER BY job_no",
                [Store.organisation])
        }
        return try await self.changeDue(running, as: duty) { jobs, memory, database in
            for job in jobs {
                try JobRescue(job: job, rules: rules, judge: judge, now: now)
                    .rescue(chance: chance(), &memory, database)
            }
            return jobs.count
        }
    }
}

/// What becomes of a job whose worker has ended.
private struct JobRescue {
    let job: Int64
    let rules: JobRules
    let judge: Judge
    let now: Timestamp

    func rescue(chance: Double, _ memory: inout WriterMemory, _ database: any SQLSession) throws {
        try database.execute(
            """
            UPDATE job_attempts SET finished_at = ?, outcome = ?, detail = 'the worker ended meanwhile'
            WHERE org_no = ? AND job_no = ? AND finished_at IS NULL
            """, [self.now.milliseconds, JobOutcome.workerLost.rawValue, Store.organisation, self.job])
        let rescues = try self.rescues(database)
        guard let at = self.rules.time(afterRescue: rescues, now: self.now, chance: chance) else {
            return try self.discard(&memory, database)
        }
        try database.execute(
            """
            UPDATE jobs SET state = 'retryable', scheduled_at = ?,
                attempt = CASE WHEN step = 'call' THEN attempt - 1 ELSE attempt END,
                read_backs = CASE WHEN step = 'read_back' THEN read_backs - 1 ELSE read_backs END
            WHERE org_no = ? AND job_no = ?
            """, [at.milliseconds, Store.organisation, self.job])
    }

    /// Since the job's first attempt, or since a person let it be tried again.
    private func rescues(_ database: any SQLSession) throws -> Int {
        try database.value(
            Int.self,
            """
            SELECT count(*) FROM jobs j JOIN job_attempts t ON t.org_no = j.org_no AND t.job_no = j.job_no
            WHERE j.org_no = ? AND j.job_no = ? AND t.outcome = ? AND t.started_at >= j.first_attempt_at
            """, [Store.organisation, self.job, JobOutcome.workerLost.rawValue]) ?? 0
    }

    private func discard(_ memory: inout WriterMemory, _ database: any SQLSession) throws {
        try database.execute(
            "UPDATE jobs SET state = 'discarded', outcome = ?, finished_at = ? WHERE org_no = ? AND job_no = ?",
            [JobOutcome.workerLost.rawValue, self.now.milliseconds, Store.organisation, self.job])
        try JobEnd(job: self.job, outcome: .workerLost, actor: Author.remediator.text, goneAt: self.now, now: self.now)
            .write(&memory, database)
        let action = try database.value(
            Int64.self, "SELECT action_no FROM jobs WHERE org_no = ? AND job_no = ?", [Store.organisation, self.job])
        guard let action else { throw StoreError(.notFound, "no job job_\(self.job)") }
        try ActionSettling(action: action, judge: self.judge, now: self.now).settle(&memory, database)
    }
}
