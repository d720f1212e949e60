import Foundation
package import Governance
package import Grants
import Risk
import SQL
import Synchronization

extension Store {
    /// Moves a finding by a person's decision.
    ///
    /// What is proposed for a finding that ends is cancelled; one that opens again is judged by the policy in force.
    ///
    /// - Parameter judge: its policy counts while none was applied.
    /// - Throws: `not_found`, or `conflict` when the lifecycle has no such move.
    package func moveFinding(
        _ number: Int64, to status: FindingStatus, reason: String, until: Timestamp?, by person: Int64,
        judge: Judge, now: Timestamp
    ) async throws {
        let actor = Author(person: person).text
        let session = self.session
        try await self.lane.perform { database in
            try session.change(database) { memory in
                let text = try database.value(
                    String.self, "SELECT status FROM findings WHERE org_no = ? AND finding_no = ?",
                    [Store.organisation, number])
                guard let current = text.flatMap(FindingStatus.init(rawValue:)) else {
                    throw StoreError(.notFound, "no finding fnd_\(number)")
                }
                guard current.mayBecome(status) else {
                    throw StoreError(
                        .conflict, "fnd_\(number) is \(current.rawValue) and cannot become \(status.rawValue)")
                }
                try database.execute(
                    """
                    UPDATE findings SET status = ?, status_reason = ?, status_by = ?, snoozed_until = ?,
                        changed_at = ? WHERE org_no = ? AND finding_no = ?
                    """,
                    [
                        status.rawValue, reason, person, until?.milliseconds, now.milliseconds,
                        Store.organisation, number,
                    ])
                LogWriter.append(
                    LogEntry(
                        type: "finding.\(status.verb)", at: now, actor: actor,
                        targets: ["finding:\(number)"], facts: ["from": .string(current.rawValue)], reason: reason),
                    &memory)
                memory.forgetConnections()
                switch status {
                case .open:
                    try PolicyChange.proposeAnew(
                        for: number, PolicyChange.inForce(judge, database), now: now, actor: actor, &memory, database)
                case .acknowledged, .falsePositive, .resolved:
                    try ProposedActions.cancel(
                        of: number, because: .findingEnded, now: now, actor: actor, &memory, database)
                case .snoozed: break
                }
            }
        }
    }

    /// Opens findings whose snooze has passed, and judges each by the policy in force, as it does those whose last
    /// proposal was rejected until now or expired.
    ///
    /// - Parameters:
    ///   - judge: its policy counts while none was applied.
    ///   - duty: checked in the transaction.
    /// - Returns: how many had been snoozed.
    package func wakeSnoozed(judge: Judge, now: Timestamp, as duty: Duty? = nil) async throws -> Int {
        let session = self.session
        return try await self.lane.perform { database in
            try duty?.check(database)
            // On PostgreSQL a change makes the analysing process forget what it knows, so none is begun for nothing.
            let isIdle =
                try Self.snoozedUntil(now, database).isEmpty
                && PolicyChange.rejectedUntil(now, database).isEmpty
            if isIdle { return 0 }
            return try session.change(database) { memory in
                let due = try Self.snoozedUntil(now, database)
                let inForce = due.isEmpty ? judge : try PolicyChange.inForce(judge, database)
                for number in due {
                    try database.execute(
                        """
                        UPDATE findings SET status = 'open', \(FindingRecord.undecided) changed_at = ?
                        WHERE org_no = ? AND finding_no = ?
                        """, [now.milliseconds, Store.organisation, number])
                    LogWriter.append(
                        LogEntry(
                            type: "finding.wake", at: now, actor: "system:analyzer",
                            targets: ["finding:\(number)"]),
                        &memory)
                    try PolicyChange.proposeAnew(
                        for: number, inForce, now: now, actor: "system:analyzer", &memory, database)
                }
                if !due.isEmpty { memory.forgetConnections() }
                try PolicyChange.proposeAfterRejections(
                    judge, now: now, actor: "system:analyzer", &memory, database)
                return due.count
            }
        }
    }

    private static func snoozedUntil(_ now: Timestamp, _ database: any SQLSession) throws -> [Int64] {
        try database.column(
            Int64.self,
            "SELECT finding_no FROM findings WHERE org_no = ? AND status = 'snoozed' AND snoozed_until <= ?",
            [Store.organisation, now.milliseconds])
    }

    // MARK: - Policy

    /// The newest applied policy's text; `nil` before any was applied.
    package func policyText() async throws -> String? {
        try await self.read { try PolicyChange.text($0) }
    }

    /// Makes a policy the one in force and proposes anew for every open finding. The one in force changes nothing.
    /// - Returns: how many open findings now have another proposal.
    /// - Throws: `conflict` when another content was in force under the same version.
    package func applyPolicy(
        _ judge: Judge, text: String, by person: Int64, now: Timestamp
    ) async throws -> Int {
        let session = self.session
        return try await self.lane.perform { database in
            try session.change(database) { memory in
                guard try PolicyChange.isNews(judge.policy, database) else { return 0 }
                let number = try memory.number(in: .policies, database)
                try database.execute(
                    """
                    INSERT INTO policies (org_no, policy_no, version, text, applied_at, applied_by)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                    [
                        Store.organisation, number, judge.policy.version, text, now.milliseconds, person,
                    ])
                LogWriter.append(
                    LogEntry(
                        type: "policy.apply", at: now, actor: Author(person: person).text,
                        targets: ["policy:\(number)"],
                        facts: [
                            "version": .string(judge.policy.version),
                            "content": .string(try judge.policy.contentHash()),
                        ]),
                    &memory)
                memory.forgetConnections()
                return try PolicyChange.proposeAnew(
                    judge, now: now, actor: Author(person: person).text, &memory, database)
            }
        }
    }
}

extension FindingStatus {
    /// The log's verb for a move to this status.
    fileprivate var verb: String {
        switch self {
        case .open: "reopen"
        case .snoozed: "snooze"
        case .acknowledged: "acknowledge"
        case .falsePositive: "mark_false_positive"
        case .resolved: "resolve"
        }
    }
}
