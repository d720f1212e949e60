import Governance
import Grants
import Risk
import SQL

/// An action as a deciding transaction reads it.
struct StoredAction {
    let number: Int64
    let finding: Int64
    let connection: Int64
    let kind: ActionKind
    let state: ActionState
    let proposer: Int64?
    let severity: Severity
    /// What was approved; see `ActionScope`.
    let snapshot: [UInt8]?

    /// - Throws: `not_found`.
    static func load(_ number: Int64, _ database: any SQLSession) throws -> StoredAction {
        let row = try database.row(
            """
            SELECT a.action_no, a.finding_no, f.connection_no, a.kind, a.state, a.proposed_by, f.severity, a.snapshot
            FROM actions a JOIN findings f ON f.org_no = a.org_no AND f.finding_no = a.finding_no
            WHERE a.org_no = ? AND a.action_no = ?
            """, [Store.organisation, number])
        guard let row, let kind = ActionKind(rawValue: row[3]), let state = ActionState(rawValue: row[4]),
            let severity = Severity(rawValue: row[6])
        else { throw StoreError(.notFound, "no action act_\(number)") }
        return StoredAction(
            number: row[0], finding: row[1], connection: row[2], kind: kind, state: state, proposer: row[5],
            severity: severity, snapshot: row[7])
    }

    /// Moves the action and logs it, and nothing else.
    ///
    /// - Parameters:
    ///   - verb: the log entry's type is `action.` and this.
    ///   - reason: of the person who decided so.
    /// - Throws: `action_move_illegal`.
    func move(
        to state: ActionState, _ verb: String, now: Timestamp, actor: String, because reason: String? = nil,
        facts: [String: CanonicalJSON] = [:], _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws -> StoredAction {
        let next: ActionState
        do {
            next = try self.state.moving(to: state)
        } catch {
            throw StoreError(.actionMoveIllegal, "act_\(self.number): \(error.description)")
        }
        try database.execute(
            "UPDATE actions SET state = ?, changed_at = ? WHERE org_no = ? AND action_no = ?",
            [next.rawValue, now.milliseconds, Store.organisation, self.number])
        LogWriter.append(
            LogEntry(
                type: "action.\(verb)", at: now, actor: actor,
                targets: ["action:\(self.number)", "finding:\(self.finding)"],
                facts: facts.merging(["from": .string(self.state.rawValue), "to": .string(next.rawValue)]) { $1 },
                reason: reason),
            &memory)
        memory.forgetConnections()
        return StoredAction(
            number: self.number, finding: self.finding, connection: self.connection, kind: self.kind, state: next,
            proposer: self.proposer, severity: self.severity, snapshot: self.snapshot)
    }

    /// Keeps who decided and why.
    func note(_ decision: Decision, now: Timestamp, until: Timestamp? = nil, _ database: any SQLSession) throws {
        try database.execute(
            """
            UPDATE actions SET decided_by = ?, decided_at = ?, decision_reason = ?, not_until = ?
            WHERE org_no = ? AND action_no = ?
            """,
            [
                decision.person, now.milliseconds, decision.reason, until?.milliseconds, Store.organisation,
                self.number,
            ])
    }
}

/// A person's word on an action.
package struct Decision: Sendable {
    package var person: Int64
    /// The API token by which the person spoke.
    package var token: Int64
    package var isLocalAdmin: Bool
    /// 1 to 500 bytes.
    package var reason: String

    package init(person: Int64, token: Int64, isLocalAdmin: Bool, reason: String) {
        self.person = person
        self.token = token
        self.isLocalAdmin = isLocalAdmin
        self.reason = reason
    }

    var actor: String { Author(person: self.person).text }
}
