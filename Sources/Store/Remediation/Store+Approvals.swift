package import Governance
package import Grants
import Risk
import SQL
import Synchronization

/// How approvals work here, by settings.
package struct ApprovalTerms: Sendable {
    package var rules: ApprovalRules
    /// Milliseconds between the last approval and the first call, in which it can be undone.
    package var grace: Int64
    /// Roles that let a person approve; looked at again when the action starts.
    package var roles: Set<String>

    package init(rules: ApprovalRules = ApprovalRules(), grace: Int64 = 30_000, roles: Set<String>) {
        self.rules = rules
        self.grace = grace
        self.roles = roles
    }
}

extension Store {
    /// Approves an action, or approves it as the second person; what is approved enough is scheduled with its jobs.
    ///
    /// - Parameter expected: how many grants the person believes it is about; `nil` when they did not say.
    /// - Returns: the action's state: `approved` while it waits for a second person, else `scheduled`.
    /// - Throws: `not_found`, `action_move_illegal`, `action_unsupported`, `action_empty`, `same_person`,
    ///   `local_admin_is_no_second`, `expected_count_differs`, `action_changed`; `conflict` while another action is
    ///   under way for the finding or its grants.
    package func approve(
        _ number: Int64, _ decision: Decision, expected: Int? = nil, terms: ApprovalTerms, now: Timestamp
    ) async throws -> ActionState {
        try await self.decide { memory, database in
            try ActionApproval(decision: decision, terms: terms, now: now)
                .approve(try StoredAction.load(number, database), expected: expected, &memory, database).state
        }
    }

    /// Says no, and until when the finding is not to be proposed for again.
    ///
    /// - Parameter until: `nil` for until something about the finding changes by a person's decision.
    package func reject(_ number: Int64, _ decision: Decision, until: Timestamp?, now: Timestamp) async throws {
        try await self.decide { memory, database in
            let action = try StoredAction.load(number, database)
            _ = try action.move(
                to: .rejected, "reject", now: now, actor: decision.actor, because: decision.reason, &memory, database)
            try action.note(decision, now: now, until: until, database)
        }
    }

    /// Takes an action back before its first call, or gives up one that is held up.
    ///
    /// - Throws: `not_found`; `action_move_illegal`, once a call may have been made.
    package func cancelAction(_ number: Int64, _ decision: Decision, now: Timestamp) async throws {
        try await self.decide { memory, database in
            let action = try StoredAction.load(number, database)
            _ = try action.move(
                to: .cancelled, "cancel", now: now, actor: decision.actor, because: decision.reason, &memory, database)
            try action.note(decision, now: now, database)
            try ActionJobs.cancel(of: number, now: now, database)
        }
    }

    /// Ends a review.
    package func endReview(_ number: Int64, _ decision: Decision, now: Timestamp) async throws {
        try await self.decide { memory, database in
            let action = try StoredAction.load(number, database)
            guard action.kind == .review else {
                throw StoreError(.actionUnsupported, "act_\(number) is no review; approve or reject it")
            }
            _ = try action.move(
                to: .reviewed, "review", now: now, actor: decision.actor, because: decision.reason, &memory, database)
            try action.note(decision, now: now, database)
        }
    }

    /// Proposes an action by a person; an action that is proposed already gives way.
    ///
    /// - Returns: the action's number.
    /// - Throws: `not_found`, `conflict` when the finding is not open or an action is under way.
    package func propose(
        _ kind: ActionKind, for finding: Int64, _ decision: Decision, judge: Judge, now: Timestamp
    ) async throws -> Int64 {
        try await self.decide { memory, database in
            let status = try database.value(
                String.self, "SELECT status FROM findings WHERE org_no = ? AND finding_no = ?",
                [Store.organisation, finding])
            guard let status else { throw StoreError(.notFound, "no finding fnd_\(finding)") }
            guard status == FindingStatus.open.rawValue else {
                throw StoreError(.conflict, "fnd_\(finding) is \(status); open it first")
            }
            if let other = try ActionsInTheWay.find(for: finding, database) {
                throw StoreError(
                    .conflict, "act_\(other) is under way for fnd_\(finding); cancel it or wait for its end")
            }
            try ProposedActions.cancel(
                of: finding, because: .superseded, now: now, actor: decision.actor, &memory, database)
            let version = try PolicyChange.inForce(judge, database).policy.version
            let number = try memory.number(in: .actions, database)
            try database.execute(
                """
                INSERT INTO actions (org_no, action_no, finding_no, kind, state, rule, reason, policy_version,
                    proposed_at, changed_at, proposed_by)
                VALUES (?, ?, ?, ?, 'proposed', ?, ?, ?, ?, ?, ?)
                """,
                [
                    Store.organisation, number, finding, kind.rawValue, ProposedActions.personRule, decision.reason,
                    version, now.milliseconds, now.milliseconds, decision.person,
                ])
            LogWriter.append(
                LogEntry(
                    type: "action.propose", at: now, actor: decision.actor,
                    targets: ["action:\(number)", "finding:\(finding)"],
                    facts: ["kind": .string(kind.rawValue), "rule": .string(ProposedActions.personRule)],
                    reason: decision.reason),
                &memory)
            memory.forgetConnections()
            return number
        }
    }

    /// One transaction that decides; afterwards the workers look for what is due.
    func decide<Value: Sendable>(
        _ body: @escaping @Sendable (inout WriterMemory, any SQLSession) throws -> Value
    ) async throws -> Value {
        let session = self.session
        let value = try await self.lane.perform { database in
            try session.change(database) { try body(&$0, database) }
        }
        self.jobSignal.send()
        return value
    }
}

/// Actions that keep the policy from proposing another one for a finding.
enum ActionsInTheWay {
    /// States in which an action is being carried out or waits for something to be mended.
    static let states = ActionState.allCases.filter { $0.isUnderWay || $0.isHeldUp }
        .map { "'\($0.rawValue)'" }.joined(separator: ", ")

    /// - Parameter own: an action that is in nobody's way; 0 for none.
    static func find(for finding: Int64, besides own: Int64 = 0, _ database: any SQLSession) throws -> Int64? {
        try database.value(
            Int64.self,
            """
            SELECT action_no FROM actions
            WHERE org_no = ? AND finding_no = ? AND action_no <> ? AND state IN (\(self.states))
            ORDER BY action_no DESC LIMIT 1
            """, [Store.organisation, finding, own])
    }

    /// The end of the newest rejection of the rule; a rejection without an end never ends.
    static func isRejected(_ rule: String, for finding: Int64, now: Timestamp, _ database: any SQLSession) throws
        -> Bool
    {
        try database.row(
            """
            SELECT 1 FROM actions WHERE org_no = ? AND finding_no = ? AND rule = ? AND state = 'rejected'
                AND (not_until IS NULL OR not_until > ?) LIMIT 1
            """, [Store.organisation, finding, rule, now.milliseconds]) != nil
    }
}
