package import Governance
package import Grants
package import Risk
import SQL

/// One action with all that a decision about it rests on.
package struct ActionDetail: Sendable {
    package var action: ActionView
    /// Of its finding, now.
    package var severity: Severity
    /// Grants that a revoke is about now, clients that a block is about; 0 for the other kinds.
    package var subjects: Int
    /// `nil` when the policy proposed.
    package var proposer: OperatorReference?
    /// In order, those that were withdrawn included.
    package var approvals: [ApprovalView]
    /// The last decision; `nil` before any.
    package var decision: DecisionView?
    /// When the grace period ends, or ended.
    package var startsAt: Timestamp?
    package var progress: ActionProgress
}

/// Somebody who works with the service.
package struct OperatorReference: Sendable, Equatable {
    package var number: Int64
    /// `erased` after an erasure.
    package var name: String
}

package struct ApprovalView: Sendable {
    package var person: OperatorReference
    package var at: Timestamp
    package var reason: String
    /// When it stopped counting: the action went back, expired or was approved anew.
    package var withdrawnAt: Timestamp?
}

package struct DecisionView: Sendable {
    package var person: OperatorReference
    package var at: Timestamp
    package var reason: String
    /// Of a rejection: until when the policy does not propose the same again.
    package var notUntil: Timestamp?
}

extension Store {
    /// One action; `nil` when none has the number.
    package func action(_ number: Int64) async throws -> ActionDetail? {
        try await self.read { database in
            let request = ListRequest(filters: ["id": ["act_\(number)"]], limit: 1)
            guard let view = try Self.actionList.page(request, database, Self.action).rows.first else { return nil }
            let stored = try StoredAction.load(number, database)
            let row = try database.row(
                """
                SELECT a.proposed_by, coalesce(p.address, 'erased'), a.decided_by, coalesce(d.address, 'erased'),
                    a.decided_at, a.decision_reason, a.not_until, a.starts_at
                FROM actions a
                LEFT JOIN people p ON p.org_no = a.org_no AND p.person_no = a.proposed_by
                LEFT JOIN people d ON d.org_no = a.org_no AND d.person_no = a.decided_by
                WHERE a.org_no = ? AND a.action_no = ?
                """, [Self.organisation, number])
            guard let row else { return nil }
            var decision: DecisionView?
            if let person: Int64 = row[2], let at: Int64 = row[4] {
                decision = DecisionView(
                    person: OperatorReference(number: person, name: row[3]), at: Timestamp(milliseconds: at),
                    reason: row[5] ?? "", notUntil: (row[6] as Int64?).map(Timestamp.init(milliseconds:)))
            }
            return ActionDetail(
                action: view, severity: stored.severity,
                subjects: try ActionScope.read(stored.kind, connection: stored.connection, database).subjects.count,
                proposer: stored.proposer.map { OperatorReference(number: $0, name: row[1]) },
                approvals: try Self.approvals(of: number, database), decision: decision,
                startsAt: (row[7] as Int64?).map(Timestamp.init(milliseconds:)),
                progress: try ActionJobs.progress(of: number, database))
        }
    }

    private static func approvals(of action: Int64, _ database: any SQLSession) throws -> [ApprovalView] {
        try database.rows(
            """
            SELECT v.person_no, coalesce(p.address, 'erased'), v.at, v.reason, v.withdrawn_at
            FROM approvals v JOIN people p ON p.org_no = v.org_no AND p.person_no = v.person_no
            WHERE v.org_no = ? AND v.action_no = ? ORDER BY v.approval_no
            """, [Self.organisation, action]
        ).map { row in
            ApprovalView(
                person: OperatorReference(number: row[0], name: row[1]), at: Timestamp(milliseconds: row[2]),
                reason: row[3], withdrawnAt: (row[4] as Int64?).map(Timestamp.init(milliseconds:)))
        }
    }
}
