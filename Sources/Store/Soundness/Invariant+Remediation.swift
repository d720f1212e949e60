import Cryptography
import Foundation
import Governance
import SQL

extension Invariant {
    /// What is true of actions on their way, their jobs and the proofs of what these did.
    static let remediation = [
        Invariant(
            "actions.jobs", "an action that is scheduled or carried out has jobs at work, and only then",
            offenders: """
                SELECT a.action_no, a.state FROM actions a
                WHERE a.state IN ('scheduled', 'running', 'verifying') AND NOT EXISTS (
                    SELECT 1 FROM jobs j WHERE j.org_no = a.org_no AND j.action_no = a.action_no
                        AND j.state IN (\(ActionJobs.atWork)))
                UNION ALL
                SELECT a.action_no, a.state FROM actions a
                WHERE a.state NOT IN ('scheduled', 'running', 'verifying') AND EXISTS (
                    SELECT 1 FROM jobs j WHERE j.org_no = a.org_no AND j.action_no = a.action_no
                        AND j.state IN (\(ActionJobs.atWork)))
                """),
        Invariant(
            "actions.begun", "no job has begun before its action",
            offenders: """
                SELECT a.action_no, j.job_no, j.state FROM actions a
                JOIN jobs j ON j.org_no = a.org_no AND j.action_no = a.action_no
                WHERE a.state = 'scheduled' AND j.state IN ('available', 'running', 'retryable')
                    OR a.state IN ('running', 'verifying') AND j.state = 'scheduled'
                """),
        Invariant(
            "actions.approved", "somebody's word stands for every action that is scheduled or carried out",
            offenders: """
                SELECT a.action_no, a.state FROM actions a
                WHERE a.state IN ('scheduled', 'running', 'verifying', 'verified') AND NOT EXISTS (
                    SELECT 1 FROM approvals p WHERE p.org_no = a.org_no AND p.action_no = a.action_no
                        AND p.withdrawn_at IS NULL)
                """),
        Invariant(
            "actions.verified", "the newest job for each grant of a verified action has proved its end",
            offenders: """
                SELECT j.action_no, j.job_no, j.state, j.outcome FROM jobs j
                JOIN actions a ON a.org_no = j.org_no AND a.action_no = j.action_no
                WHERE a.state = 'verified' AND (j.state <> 'completed' OR j.outcome NOT IN (\(Self.proofs)))
                    AND NOT EXISTS (
                        SELECT 1 FROM jobs k WHERE k.org_no = j.org_no AND k.action_no = j.action_no
                            AND k.subject_no = j.subject_no AND \(ActionJobs.isNewer))
                """),
        Invariant(
            "jobs.attempt", "a job that runs has one open attempt, any other none",
            offenders: """
                SELECT j.job_no, j.state, count(t.job_no) AS open_attempts FROM jobs j
                LEFT JOIN job_attempts t ON t.org_no = j.org_no AND t.job_no = j.job_no AND t.finished_at IS NULL
                GROUP BY j.org_no, j.job_no, j.state
                HAVING count(t.job_no) <> CASE WHEN j.state = 'running' THEN 1 ELSE 0 END
                """),
        Invariant(
            "jobs.receipt", "a job whose work is over has a receipt and an outcome",
            offenders: """
                SELECT j.job_no, j.state, j.outcome FROM jobs j
                LEFT JOIN receipts r ON r.org_no = j.org_no AND r.job_no = j.job_no
                WHERE j.state IN ('completed', 'discarded') AND (r.job_no IS NULL OR j.outcome IS NULL)
                """),
        Invariant(
            "jobs.subject", "a job that is not over is about a grant or a client that is there",
            offenders: """
                SELECT j.job_no, j.kind, j.subject_no FROM jobs j
                LEFT JOIN grants g ON g.org_no = j.org_no AND g.grant_no = j.subject_no AND j.kind = 'revoke'
                LEFT JOIN clients k ON k.org_no = j.org_no AND k.client_no = j.subject_no AND j.kind = 'block'
                WHERE j.state IN (\(ActionJobs.atWork)) AND g.org_no IS NULL AND k.org_no IS NULL
                """),
        Self.receipts,
    ]

    private static let proofs = JobOutcome.allCases.filter(\.isProved).map { "'\($0.rawValue)'" }
        .joined(separator: ", ")

    private static let receipts = Invariant(
        "receipts.hash", "a receipt is what was hashed, and its hash the last that the log has for its job"
    ) { database, say in
        let logged = try Self.loggedReceipts(database)
        try database.forEachRow(
            "SELECT job_no, bytes, hash FROM receipts WHERE org_no = ?", [Store.organisation]
        ) { row in
            let job: Int64 = row[0]
            let hash: [UInt8] = row[2]
            if SHA256.hash(row[1]) != hash {
                say("job_no \(job): changed")
            } else if logged[job] != hash.hexadecimal {
                say("job_no \(job): another one than the log's")
            }
        }
    }

    /// The parts of an entry that tell of a receipt.
    private struct FinishEntry: Decodable {
        struct Facts: Decodable {
            var receipt: String
        }

        var targets: [String]
        var facts: Facts
    }

    /// Hashes of the receipts by job, as the newest entry about each says.
    private static func loggedReceipts(_ database: any SQLSession) throws -> [Int64: String] {
        var hashes: [Int64: String] = [:]
        let decoder = JSONDecoder()
        try database.forEachRow(
            "SELECT bytes FROM log WHERE org_no = ? AND type = '\(JobEnd.logType)' ORDER BY seq", [Store.organisation]
        ) { row in
            // An entry that says nothing legible proves nothing; the receipt is told of then.
            guard let entry = try? decoder.decode(FinishEntry.self, from: Data(row[0] as [UInt8])),
                let job = entry.targets.first.flatMap({ Int64($0.dropFirst("job:".count)) })
            else { return }
            hashes[job] = entry.facts.receipt
        }
        return hashes
    }
}
