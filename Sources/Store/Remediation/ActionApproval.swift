import Governance
import Grants
import Risk
import SQL

/// One person's approval on its way through the rules.
struct ActionApproval {
    let decision: Decision
    let terms: ApprovalTerms
    let now: Timestamp

    /// - Returns: the action as it now stands.
    func approve(
        _ action: StoredAction, expected: Int?, _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws -> StoredAction {
        guard action.kind.isExecuted else {
            throw StoreError(
                .actionUnsupported,
                "act_\(action.number) proposes to \(action.kind.rawValue); only revoke and block are carried out")
        }
        guard action.state == .proposed || action.state == .approved else {
            throw StoreError(
                .actionMoveIllegal, "act_\(action.number) is \(action.state.rawValue) and cannot be approved")
        }
        if let other = try ActionsInTheWay.find(for: action.finding, besides: action.number, database) {
            throw StoreError(.conflict, "act_\(other) is under way for fnd_\(action.finding); wait for its end")
        }
        let scope = try ActionScope.read(action.kind, connection: action.connection, database)
        guard !scope.subjects.isEmpty else {
            throw StoreError(.actionEmpty, "nothing stands that act_\(action.number) could \(action.kind.rawValue)")
        }
        if let expected, expected != scope.subjects.count {
            throw StoreError(
                .expectedCountDiffers,
                "act_\(action.number) is about \(scope.subjects.count) grants, not \(expected); look again")
        }
        let isSecond = action.state == .approved
        let earlier = isSecond ? try Self.approvers(of: action.number, database).map(\.person) : []
        if isSecond, action.snapshot != scope.digest {
            throw StoreError(
                .actionChanged,
                "grants or scopes of act_\(action.number) changed since the first approval; cancel it and begin anew")
        }
        try self.check(action, earlier: earlier)
        let reasonForSecond = self.reasonForSecond(action, scope)
        let approved = isSecond ? action : try self.beApproved(action, scope, reasonForSecond, &memory, database)
        try self.keep(approved, database)
        if isSecond {
            LogWriter.append(
                LogEntry(
                    type: "action.approve_second", at: self.now, actor: self.decision.actor,
                    targets: ["action:\(action.number)", "finding:\(action.finding)"], reason: self.decision.reason),
                &memory)
        } else if reasonForSecond != nil {
            return approved
        }
        return try self.schedule(approved, scope, &memory, database)
    }

    func check(_ action: StoredAction, earlier: [Int64]) throws {
        do {
            try ApprovalRefusal.check(
                Approver(person: self.decision.person, isLocalAdmin: self.decision.isLocalAdmin),
                proposer: action.proposer, earlier: earlier)
        } catch {
            throw StoreError(error, action.number)
        }
    }

    func reasonForSecond(_ action: StoredAction, _ scope: ActionScope) -> String? {
        self.terms.rules.reasonForSecond(
            kind: action.kind, grants: scope.subjects.count, severity: action.severity)
    }

    private func beApproved(
        _ action: StoredAction, _ scope: ActionScope, _ reasonForSecond: String?, _ memory: inout WriterMemory,
        _ database: any SQLSession
    ) throws -> StoredAction {
        let approved = try action.move(
            to: .approved, "approve", now: self.now, actor: self.decision.actor, because: self.decision.reason,
            facts: [
                "grants": CanonicalJSON(scope.subjects.count),
                "needs_second": .string(reasonForSecond == nil ? "no" : "yes"),
            ], &memory, database)
        try database.execute(
            "UPDATE actions SET snapshot = ? WHERE org_no = ? AND action_no = ?",
            [scope.digest, Store.organisation, action.number])
        return approved
    }

    func keep(_ action: StoredAction, _ database: any SQLSession) throws {
        try action.note(self.decision, now: self.now, database)
        try database.execute(
            """
            INSERT INTO approvals (org_no, action_no, approval_no, person_no, token_no, reason, at)
            SELECT ?, ?, coalesce(max(approval_no), 0) + 1, ?, ?, ?, ? FROM approvals
            WHERE org_no = ? AND action_no = ?
            """,
            [
                Store.organisation, action.number, self.decision.person, self.decision.token, self.decision.reason,
                self.now.milliseconds, Store.organisation, action.number,
            ])
    }

    func schedule(
        _ action: StoredAction, _ scope: ActionScope, _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws -> StoredAction {
        let startsAt = self.now.advanced(byMilliseconds: self.terms.grace)
        let made = try ActionJobs.make(for: action, scope, at: startsAt, now: self.now, &memory, database)
        guard made > 0 else {
            throw StoreError(
                .conflict, "every grant of act_\(action.number) is being worked on by another action; wait for its end")
        }
        let scheduled = try action.move(
            to: .scheduled, "schedule", now: self.now, actor: self.decision.actor,
            facts: ["jobs": CanonicalJSON(made)], &memory, database)
        try database.execute(
            "UPDATE actions SET starts_at = ? WHERE org_no = ? AND action_no = ?",
            [startsAt.milliseconds, Store.organisation, action.number])
        return scheduled
    }

    /// Who approved in this round, and when, in order.
    static func approvers(
        of action: Int64, _ database: any SQLSession
    ) throws -> [(person: Int64, at: Timestamp)] {
        try database.rows(
            """
            SELECT person_no, at FROM approvals WHERE org_no = ? AND action_no = ? AND withdrawn_at IS NULL
            ORDER BY approval_no
            """, [Store.organisation, action]
        ).map { ($0[0], Timestamp(milliseconds: $0[1])) }
    }

    static func withdraw(of action: Int64, now: Timestamp, _ database: any SQLSession) throws {
        try database.execute(
            "UPDATE approvals SET withdrawn_at = ? WHERE org_no = ? AND action_no = ? AND withdrawn_at IS NULL",
            [now.milliseconds, Store.organisation, action])
    }
}
