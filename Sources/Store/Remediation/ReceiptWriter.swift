import Cryptography
import Governance
import Grants
import SQL

/// Makes the proof of what was done for one grant or client: canonical JSON (RFC 8785), hashed, the hash in the log.
///
/// People stand in it by number, and nothing that a person wrote, so that it outlives the erasure of a person.
enum ReceiptWriter {
    static let format = "gnomon.receipt/1"

    struct Written {
        var kind: JobKind
        var subject: Int64
        var action: Int64
        var hash: [UInt8]

        var target: String { self.kind == .revoke ? "grant:\(self.subject)" : "client:\(self.subject)" }
    }

    /// - Throws: `not_found` for a job that is not there.
    static func write(for job: Int64, now: Timestamp, _ database: any SQLSession) throws -> Written {
        let row = try database.row(
            """
            SELECT j.kind, j.subject_no, j.action_no, j.outcome, j.connector_no, j.called_at, j.absent_at,
                j.residual_until, j.created_at, a.proposed_by, a.proposed_at, a.rule, g.person_no, c.kind, c.name,
                c.networks, j.provider_id
            FROM jobs j JOIN actions a ON a.org_no = j.org_no AND a.action_no = j.action_no
            LEFT JOIN grants g ON g.org_no = j.org_no AND g.grant_no = j.subject_no AND j.kind = 'revoke'
            LEFT JOIN connectors c ON c.org_no = j.org_no AND c.connector_no = j.connector_no
            WHERE j.org_no = ? AND j.job_no = ?
            """, [Store.organisation, job])
        guard let row, let kind = JobKind(rawValue: row[0]) else { throw StoreError(.notFound, "no job job_\(job)") }
        let subject: Int64 = row[1]
        let action: Int64 = row[2]
        var asked: [String: CanonicalJSON] = [
            "action": .string("act_\(action)"), "kind": .string(kind.rawValue),
            "proposed_at": self.time(row[10]), "rule": .string(row[11]),
            "proposed_by": self.person(row[9]) ?? .string("policy"),
            "approvals": .array(try self.approvals(of: action, database)),
        ]
        asked[kind == .revoke ? "grant" : "client"] = .string(
            kind == .revoke ? "grn_\(subject)" : "cli_\(subject)")
        asked["person"] = self.person(row[12])
        asked["provider"] = (row[16] as String?).map(CanonicalJSON.string)
        var object: [String: CanonicalJSON] = [
            "format": .string(self.format), "job": .string("job_\(job)"), "asked": .object(asked),
            "outcome": (row[3] as String?).map(CanonicalJSON.string) ?? .null, "made_at": .string(now.description),
            "attempts": .array(try self.attempts(of: job, database)),
            "called_at": self.time(row[5]), "absent_since": self.time(row[6]),
            "residual_access_until": self.time(row[7]), "queued_at": self.time(row[8]),
        ]
        if let name: String = row[14], let number: Int64 = row[4] {
            object["connector"] = .object([
                "id": .string("cnr_\(number)"), "kind": .string(row[13]), "name": .string(name),
                "is_test": .bool(ConnectorRecord.areTest(Store.words(row[15]))),
            ])
        }
        let bytes = CanonicalJSON.object(object).bytes
        let hash = SHA256.hash(bytes)
        try database.execute(
            """
            INSERT INTO receipts (org_no, job_no, made_at, bytes, hash) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (org_no, job_no) DO UPDATE SET
                made_at = excluded.made_at, bytes = excluded.bytes, hash = excluded.hash
            """, [Store.organisation, job, now.milliseconds, bytes, hash])
        return Written(kind: kind, subject: subject, action: action, hash: hash)
    }

    private static func approvals(of action: Int64, _ database: any SQLSession) throws -> [CanonicalJSON] {
        try ActionApproval.approvers(of: action, database).map { approval in
            .object(["person": .string("per_\(approval.person)"), "at": .string(approval.at.description)])
        }
    }

    private static func attempts(of job: Int64, _ database: any SQLSession) throws -> [CanonicalJSON] {
        try database.rows(
            """
            SELECT attempt_no, step, started_at, finished_at, outcome, detail, request_ids FROM job_attempts
            WHERE org_no = ? AND job_no = ? ORDER BY attempt_no
            """, [Store.organisation, job]
        ).map { row in
            let words = ((row[6] as String?) ?? "").split(separator: " ").map { CanonicalJSON.string(String($0)) }
            let isAttested = row[4] == JobOutcome.manualAttested.rawValue
            var attempt: [String: CanonicalJSON] = [
                "number": .int(row[0]), "step": .string(row[1]), "started_at": self.time(row[2]),
                "finished_at": self.time(row[3]),
                "outcome": (row[4] as String?).map(CanonicalJSON.string) ?? .null,
                "detail": .string(isAttested ? "" : row[5] ?? ""), "request_ids": .array(isAttested ? [] : words),
            ]
            if isAttested { attempt["attested_by"] = words.first }
            return .object(attempt)
        }
    }

    private static func time(_ milliseconds: Int64?) -> CanonicalJSON {
        milliseconds.map { .string(Timestamp(milliseconds: $0).description) } ?? .null
    }

    private static func person(_ number: Int64?) -> CanonicalJSON? {
        number.map { .string("per_\($0)") }
    }
}
