import Governance
import Grants
import SQL

/// Resolves findings that nobody decided on.
struct FindingClosing {
    /// For people, without outside text.
    let because: String
    let now: Timestamp
    let actor: String

    /// Resolves the finding of a connection whose access was seen to be gone, unless a grant still stands.
    ///
    /// - Returns: whether no grant stands any more.
    @discardableResult
    func close(
        ofConnection connection: Int64, targets: [String], _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws -> Bool {
        guard try ActionScope.read(.revoke, connection: connection, database).subjects.isEmpty else { return false }
        let finding = try database.value(
            Int64.self,
            "SELECT finding_no FROM findings WHERE org_no = ? AND connection_no = ? AND status <> 'resolved'",
            [Store.organisation, connection])
        guard let finding else { return true }
        try self.resolve(finding, endedAt: self.now, targets: targets, &memory, database)
        memory.forgetConnections()
        return true
    }

    /// Resolves a finding, and takes back what was proposed for it.
    ///
    /// - Parameters:
    ///   - endedAt: when the access was seen to be gone; `nil` where it may go on.
    ///   - targets: what the log's entry names beside the finding.
    func resolve(
        _ finding: Int64, endedAt: Timestamp?, targets: [String], facts: [String: CanonicalJSON] = [:],
        _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws {
        try database.execute(
            """
            UPDATE findings SET status = 'resolved', status_reason = ?, status_by = NULL, snoozed_until = NULL,
                changed_at = ?, ended_at = coalesce(?, ended_at)
            WHERE org_no = ? AND finding_no = ?
            """, [self.because, self.now.milliseconds, endedAt?.milliseconds, Store.organisation, finding])
        LogWriter.append(
            LogEntry(
                type: "finding.resolve", at: self.now, actor: self.actor, targets: ["finding:\(finding)"] + targets,
                facts: facts),
            &memory)
        try ProposedActions.cancel(
            of: finding, because: .findingEnded, now: self.now, actor: self.actor, &memory, database)
    }
}
