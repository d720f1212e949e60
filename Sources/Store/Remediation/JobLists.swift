package import Governance
package import Grants
import SQL

/// A job as lists show it.
package struct JobView: Sendable {
    package var number: Int64
    package var actionNumber: Int64
    package var kind: JobKind
    package var subjectNumber: Int64
    package var provider: String?
    package var connectorNumber: Int64?
    package var connectorName: String?
    /// Whether the connector may reach this machine itself: what it proves is then no more than a test.
    package var isTest: Bool
    /// Why the connector does not work now; its jobs wait.
    package var connectorPause: String?
    package var state: JobState
    package var step: JobStep
    package var outcome: JobOutcome?
    package var attempt: Int
    package var scheduledAt: Timestamp
    package var createdAt: Timestamp
    package var finishedAt: Timestamp?
    package var residualUntil: Timestamp?
    package var personNumber: Int64?
    package var address: String?
    package var clientName: String
    package var resourceName: String
}

package struct JobAttemptView: Sendable {
    package var number: Int
    package var step: String
    package var startedAt: Timestamp
    package var finishedAt: Timestamp?
    package var outcome: String?
    package var detail: String
    package var requestIDs: [String]
}

extension Store {
    static let jobList = ListSpecification(
        select: """
            j.job_no, j.action_no, j.kind, j.subject_no, j.provider_id, j.connector_no, x.name AS x_name,
            x.networks AS x_networks, x.paused_because, j.state, j.step, j.outcome, j.attempt, j.scheduled_at,
            j.created_at, j.finished_at, j.residual_until, p.person_no, p.address, c.name AS c_name, r.name AS r_name
            """,
        from: """
            jobs j
            JOIN actions a ON a.org_no = j.org_no AND a.action_no = j.action_no
            JOIN findings f ON f.org_no = a.org_no AND f.finding_no = a.finding_no
            JOIN connections n ON n.org_no = f.org_no AND n.connection_no = f.connection_no
            JOIN apps c ON c.org_no = n.org_no AND c.app_no = n.app_no
            JOIN apps r ON r.org_no = n.org_no AND r.app_no = n.resource_no
            LEFT JOIN grants g ON g.org_no = j.org_no AND g.grant_no = j.subject_no AND j.kind = 'revoke'
            LEFT JOIN people p ON p.org_no = g.org_no AND p.person_no = g.person_no
            LEFT JOIN connectors x ON x.org_no = j.org_no AND x.connector_no = j.connector_no
            """,
        always: "j.org_no = ?", identity: "j.job_no",
        filters: [
            "id": .number("j.job_no", prefix: "job_"), "action": .number("j.action_no", prefix: "act_"),
            "state": .closed("j.state", JobState.self), "outcome": .closed("j.outcome", JobOutcome.self),
            "kind": .closed("j.kind", JobKind.self), "connector": .number("j.connector_no", prefix: "cnr_"),
        ],
        sorts: [
            "id": ("j.job_no", .number), "scheduled_at": ("j.scheduled_at", .number),
            "finished_at": ("coalesce(j.finished_at, 0)", .number),
        ], defaultSort: "-id")

    static func job(_ row: SQLRow) throws -> JobView {
        JobView(
            number: row["job_no"], actionNumber: row["action_no"], kind: JobKind(rawValue: row["kind"]) ?? .revoke,
            subjectNumber: row["subject_no"], provider: row["provider_id"], connectorNumber: row["connector_no"],
            connectorName: row["x_name"], isTest: ConnectorRecord.areTest(Self.words(row["x_networks"] ?? "")),
            connectorPause: row["paused_because"],
            state: JobState(rawValue: row["state"]) ?? .available, step: JobStep(rawValue: row["step"]) ?? .call,
            outcome: (row["outcome"] as String?).flatMap(JobOutcome.init(rawValue:)), attempt: row["attempt"],
            scheduledAt: Timestamp(milliseconds: row["scheduled_at"]),
            createdAt: Timestamp(milliseconds: row["created_at"]),
            finishedAt: (row["finished_at"] as Int64?).map(Timestamp.init(milliseconds:)),
            residualUntil: (row["residual_until"] as Int64?).map(Timestamp.init(milliseconds:)),
            personNumber: row["person_no"], address: row["address"], clientName: row["c_name"],
            resourceName: row["r_name"])
    }
}
