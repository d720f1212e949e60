package import Governance
package import Grants
import SQL

extension Store {
    /// Starts the actions whose grace period is over, oldest first; their jobs become available.
    ///
    /// Each approval is looked at once more: an action goes back to proposed when it is too old, an approver no longer
    /// holds a role that approves, or grants or scopes changed. Nothing starts while the policy is frozen.
    ///
    /// - Returns: how many were started.
    package func startDueActions(terms: ApprovalTerms, now: Timestamp, as duty: Duty? = nil) async throws -> Int {
        let due = { @Sendable (database: any SQLSession) throws -> [Int64] in
            guard try !PolicyFreeze.isOn(database) else { return [] }
            return try database.column(
                Int64.self,
                """
                SELECT action_no FROM actions WHERE org_no = ? AND state = 'scheduled' AND starts_at <= ?
                ORDER BY starts_at, action_no LIMIT 100
                """, [Store.organisation, now.milliseconds])
        }
        return try await self.changeDue(due, as: duty) { due, memory, database in
            var started = 0
            for number in due {
                let action = try StoredAction.load(number, database)
                if let cause = try Self.causeToReturn(action, terms, now, database) {
                    _ = try action.move(
                        to: .proposed, "return", now: now, actor: Author.remediator.text,
                        facts: ["because": .string(cause)], &memory, database)
                    try ActionJobs.cancel(of: number, now: now, database)
                    try ActionApproval.withdraw(of: number, now: now, database)
                } else {
                    _ = try action.move(
                        to: .running, "start", now: now, actor: Author.remediator.text, &memory, database)
                    try ActionJobs.release(of: action, now: now, database)
                    started += 1
                }
            }
            return started
        }
    }

    /// Ends proposals' approvals that wait for a second person beyond their time.
    package func expireApprovals(rules: ApprovalRules, now: Timestamp, as duty: Duty? = nil) async throws -> Int {
        let oldest = now.milliseconds - Int64(rules.days) * 86_400_000
        let due = { @Sendable (database: any SQLSession) throws -> [Int64] in
            try database.column(
                Int64.self,
                """
                SELECT action_no FROM actions
                WHERE org_no = ? AND state IN ('approved', 'needs_user', 'needs_mapping', 'forbidden')
                    AND decided_at <= ? AND changed_at <= ?
                ORDER BY action_no LIMIT 100
                """, [Store.organisation, oldest, oldest])
        }
        return try await self.changeDue(due, as: duty) { due, memory, database in
            for number in due {
                let action = try StoredAction.load(number, database)
                _ = try action.move(to: .expired, "expire", now: now, actor: Author.remediator.text, &memory, database)
                try ActionApproval.withdraw(of: number, now: now, database)
            }
            return due.count
        }
    }

    /// The time at which the next action or job is due; `nil` when none waits for a time. What a freeze or a pause
    /// keeps back waits for its end.
    ///
    /// - Parameter busy: connectors whose jobs do not count, because nobody could take them now.
    package func nextRemediationTime(apartFrom busy: [Int64] = []) async throws -> Timestamp? {
        try await self.read { database in
            let isFrozen = try PolicyFreeze.isOn(database)
            let apart =
                busy.isEmpty
                ? "" : "AND coalesce(j.connector_no, 0) NOT IN (\(busy.map(String.init).joined(separator: ", ")))"
            let starts = "SELECT min(starts_at) FROM actions WHERE org_no = ? AND state = 'scheduled'"
            let jobs = """
                SELECT min(j.scheduled_at) FROM jobs j
                LEFT JOIN connectors c ON c.org_no = j.org_no AND c.connector_no = j.connector_no
                WHERE j.org_no = ? AND j.state IN ('available', 'retryable') AND c.paused_because IS NULL
                    \(apart)
                    \(isFrozen ? "AND j.step = 'read_back'" : "")
                """
            let times = try (isFrozen ? [jobs] : [starts, jobs])
                .compactMap { try database.value(Int64.self, $0, [Store.organisation]) }
            return times.min().map(Timestamp.init(milliseconds:))
        }
    }

    /// A transaction of the workers, who need not be woken by it.
    func decideQuietly<Value: Sendable>(
        _ body: @escaping @Sendable (inout WriterMemory, any SQLSession) throws -> Value
    ) async throws -> Value {
        let session = self.session
        return try await self.lane.perform { database in
            try session.change(database) { try body(&$0, database) }
        }
    }

    /// Changes what is due. Looking for them does not enter the organisation: that would make every other
    /// process forget what it knows, each time that a worker finds nothing to do. What is found is looked for once more
    /// inside, where nobody else can change it.
    func changeDue(
        _ due: @escaping @Sendable (any SQLSession) throws -> [Int64], as duty: Duty?,
        _ body: @escaping @Sendable ([Int64], inout WriterMemory, any SQLSession) throws -> Int
    ) async throws -> Int {
        let session = self.session
        return try await self.lane.perform { database in
            try duty?.check(database)
            guard try !due(database).isEmpty else { return 0 }
            return try session.change(database) { try body(due(database), &$0, database) }
        }
    }

    private static func causeToReturn(
        _ action: StoredAction, _ terms: ApprovalTerms, _ now: Timestamp, _ database: any SQLSession
    ) throws -> String? {
        let approvers = try ActionApproval.approvers(of: action.number, database)
        guard let first = approvers.first, now < terms.rules.end(of: first.at) else { return "approval_expired" }
        for approver in approvers where try !self.holdsRole(approver.person, terms.roles, now, database) {
            return "approver_lost_role"
        }
        let scope = try ActionScope.read(action.kind, connection: action.connection, database)
        return scope.digest == action.snapshot ? nil : "grants_changed"
    }

    private static func holdsRole(
        _ person: Int64, _ roles: Set<String>, _ now: Timestamp, _ database: any SQLSession
    ) throws -> Bool {
        try database.column(
            String.self,
            """
            SELECT roles FROM api_tokens WHERE org_no = ? AND person_no = ? AND revoked_at IS NULL
                AND (expires_at IS NULL OR expires_at > ?)
            """, [Store.organisation, person, now.milliseconds]
        ).contains { held in held.split(separator: " ").contains { roles.contains(String($0)) } }
    }
}

/// The switch that keeps everything from happening by itself: nothing starts and nothing is called while it is on.
enum PolicyFreeze {
    static func isOn(_ database: any SQLSession) throws -> Bool {
        try database.value(
            Int64.self, "SELECT frozen_at FROM organisations WHERE org_no = ?", [Store.organisation]) != nil
    }
}

extension Store {
    /// Turns the switch; that it already stands so is no error.
    ///
    /// - Parameter reason: at most 500 bytes; none is needed where something has to be stopped at once.
    package func setFrozen(
        _ isFrozen: Bool, because reason: String? = nil, by author: Author, now: Timestamp
    ) async throws {
        try await self.decide { memory, database in
            guard try PolicyFreeze.isOn(database) != isFrozen else { return }
            try database.execute(
                "UPDATE organisations SET frozen_at = ? WHERE org_no = ?",
                [isFrozen ? now.milliseconds : nil, Store.organisation])
            LogWriter.append(
                LogEntry(
                    type: "policy.\(isFrozen ? "freeze" : "unfreeze")", at: now, actor: author.text, targets: [],
                    reason: reason),
                &memory)
        }
    }

    /// Since when the switch is on; `nil` while it is off.
    package func frozenSince() async throws -> Timestamp? {
        try await self.read { database in
            try database.value(
                Int64.self, "SELECT frozen_at FROM organisations WHERE org_no = ?", [Store.organisation]
            ).map(Timestamp.init(milliseconds:))
        }
    }
}
