import Governance
import Grants
import SQL

/// Resolves findings whose access was seen to be gone.
struct FindingClosing {
    /// For people, without outside text.
    let because: String
    let now: Timestamp
    let actor: String

    /// Resolves the connection's finding unless a grant still stands.
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
        try database.execute(
            """
            UPDATE findings SET status = 'resolved', status_reason = ?, status_by = NULL, snoozed_until = NULL,
                changed_at = ?, ended_at = ?
            WHERE org_no = ? AND finding_no = ?
            """, [self.because, self.now.milliseconds, self.now.milliseconds, Store.organisation, finding])
        LogWriter.append(
            LogEntry(
                type: "finding.resolve", at: self.now, actor: self.actor, targets: ["finding:\(finding)"] + targets),
            &memory)
        try ProposedActions.cancel(
            of: finding, because: .findingEnded, now: self.now, actor: self.actor, &memory, database)
        memory.forgetConnections()
        return true
    }
}
