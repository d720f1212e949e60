import Cryptography
import Governance
package import Grants
import SQL

extension Store {
    /// Keeps what an attempt came to and moves the job, its action and its finding accordingly, in one transaction.
    ///
    /// - Parameter judge: for the finding of an action that ends while some access stands.
    /// - Throws: `conflict` when the job is no longer this worker's.
    package func finishAttempt(
        _ record: AttemptRecord, judge: Judge, now: Timestamp, as duty: Duty? = nil
    ) async throws {
        try await self.decideQuietly { memory, database in
            try duty?.check(database)
            try AttemptWriter(record: record, judge: judge, now: now).write(&memory, database)
        }
    }
}

/// Writes one attempt's end.
struct AttemptWriter {
    let record: AttemptRecord
    let judge: Judge
    let now: Timestamp

    private var job: JobClaim { self.record.job }

    func write(_ memory: inout WriterMemory, _ database: any SQLSession) throws {
        let startedAt = try self.closeAttempt(database)
        switch self.record.decision {
        case .readBack(let at): try self.wait(.readBack, .available, at, attempts: 0, database)
        case .retry(let at): try self.wait(.call, .retryable, at, attempts: 0, database)
        case .snooze(let at): try self.wait(.call, .retryable, at, attempts: -1, database)
        case .complete(let outcome): try self.end(.completed, outcome, startedAt, &memory, database)
        case .discard(let outcome): try self.end(.discarded, outcome, startedAt, &memory, database)
        }
        try ActionSettling(action: self.job.action, judge: self.judge, now: self.now).settle(&memory, database)
    }

    /// - Returns: when the attempt began.
    private func closeAttempt(_ database: any SQLSession) throws -> Timestamp {
        let closed = try database.execute(
            """
            UPDATE job_attempts SET finished_at = ?, outcome = ?, detail = ?, request_ids = ?
            WHERE org_no = ? AND job_no = ? AND attempt_no = ? AND finished_at IS NULL
            """,
            [
                self.now.milliseconds, self.record.outcome.rawValue, self.record.detail,
                self.record.requestIDs.joined(separator: " "), Store.organisation, self.job.number, self.job.tries,
            ])
        let startedAt = try database.value(
            Int64.self, "SELECT started_at FROM job_attempts WHERE org_no = ? AND job_no = ? AND attempt_no = ?",
            [Store.organisation, self.job.number, self.job.tries])
        guard closed == 1, let startedAt else {
            throw StoreError(.conflict, "job_\(self.job.number) is no longer this worker's")
        }
        return Timestamp(milliseconds: startedAt)
    }

    /// - Parameter attempts: added to the count of failed attempts.
    private func wait(
        _ step: JobStep, _ state: JobState, _ at: Timestamp, attempts: Int, _ database: any SQLSession
    ) throws {
        let hasCalled = self.job.step == .call && step == .readBack
        // The first look follows the call at once: the job keeps its place before those that have not begun.
        let keepsPlace = hasCalled && at <= self.now
        try database.execute(
            """
            UPDATE jobs SET state = ?, step = ?, attempt = attempt + ?,
                scheduled_at = CASE WHEN ? = 1 AND scheduled_at < ? THEN scheduled_at ELSE ? END,
                called = coalesce(?, called), called_at = coalesce(?, called_at),
                absent_at = CASE WHEN ? = 1 THEN coalesce(absent_at, ?) END, residual_until = coalesce(?, residual_until)
            WHERE org_no = ? AND job_no = ?
            """,
            [
                state.rawValue, step.rawValue, attempts, keepsPlace ? 1 : 0, at.milliseconds, at.milliseconds,
                hasCalled ? self.record.outcome.rawValue : nil, hasCalled ? self.now.milliseconds : nil,
                self.record.sawAbsence ? 1 : 0, self.now.milliseconds, self.record.residualUntil?.milliseconds,
                Store.organisation, self.job.number,
            ])
    }

    /// - Parameter startedAt: what was seen to be gone was gone before any sighting that ends later than this.
    private func end(
        _ state: JobState, _ outcome: JobOutcome, _ startedAt: Timestamp, _ memory: inout WriterMemory,
        _ database: any SQLSession
    ) throws {
        try database.execute(
            """
            UPDATE jobs SET state = ?, outcome = ?, finished_at = ?,
                absent_at = CASE WHEN ? = 1 THEN coalesce(absent_at, ?) END,
                residual_until = coalesce(?, residual_until)
            WHERE org_no = ? AND job_no = ?
            """,
            [
                state.rawValue, outcome.rawValue, self.now.milliseconds, self.record.sawAbsence ? 1 : 0,
                self.now.milliseconds, self.record.residualUntil?.milliseconds, Store.organisation, self.job.number,
            ])
        try JobEnd(
            job: self.job.number, outcome: outcome, actor: Author.remediator.text, goneAt: startedAt, now: self.now
        ).write(&memory, database)
    }
}

/// What follows when a job's work is over: the grant's end, the receipt and the log.
struct JobEnd {
    /// The entry of the log that names a receipt's hash, and its job as the first target.
    static let logType = "job.finish"

    let job: Int64
    let outcome: JobOutcome
    let actor: String
    /// From when on a sighting tells of access that was given anew.
    let goneAt: Timestamp
    let now: Timestamp
    /// Of the person whose word ended it.
    var reason: String?

    func write(_ memory: inout WriterMemory, _ database: any SQLSession) throws {
        let receipt = try ReceiptWriter.write(for: self.job, now: self.now, database)
        if receipt.kind == .revoke, let because = self.causeOfEnd {
            try database.execute(
                """
                INSERT INTO grant_ends (org_no, grant_no, ended_at, because) VALUES (?, ?, ?, ?)
                ON CONFLICT (org_no, grant_no) DO UPDATE SET
                    ended_at = excluded.ended_at, because = excluded.because
                """, [Store.organisation, receipt.subject, self.goneAt.milliseconds, because])
        }
        LogWriter.append(
            LogEntry(
                type: Self.logType, at: self.now, actor: self.actor,
                targets: ["job:\(self.job)", "action:\(receipt.action)", receipt.target],
                outcome: self.outcome.isProved ? .success : .failure,
                facts: ["outcome": .string(self.outcome.rawValue), "receipt": .string(receipt.hash.hexadecimal)],
                reason: self.reason),
            &memory)
    }

    private var causeOfEnd: String? {
        switch self.outcome {
        case .revoked: "revoked"
        case .alreadyAbsent: "already_absent"
        case .manualConfirmed: "attested"
        case .revokedUnverified, .subjectMissing, .needsMapping, .forbidden, .misconfigured, .throttled, .transient,
            .unsupported, .manualPending, .manualAttested, .blocked, .workerLost:
            nil
        }
    }
}
