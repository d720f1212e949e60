import Governance
import Grants
import SQL

/// Takes proposed actions back.
enum ProposedActions {
    /// Why a proposal no longer stands; the log names it.
    enum Cause: String {
        /// The policy proposes something else for the finding.
        case superseded
        /// Somebody acknowledged or resolved the finding, or called it a false positive.
        case findingEnded = "finding_ended"
    }

    /// Cancels what is proposed for a finding, if anything is.
    static func cancel(
        of finding: Int64, because cause: Cause, now: Timestamp, actor: String, _ memory: inout WriterMemory,
        _ database: any SQLSession
    ) throws {
        let proposed = try database.column(
            Int64.self,
            """
            SELECT action_no FROM actions WHERE org_no = ? AND finding_no = ? AND state = 'proposed'
            ORDER BY action_no
            """, [Store.organisation, finding])
        for action in proposed {
            try database.execute(
                "UPDATE actions SET state = 'cancelled', changed_at = ? WHERE org_no = ? AND action_no = ?",
                [now.milliseconds, Store.organisation, action])
            LogWriter.append(
                LogEntry(
                    type: "action.cancel", at: now, actor: actor,
                    targets: ["action:\(action)", "finding:\(finding)"], facts: ["because": .string(cause.rawValue)]),
                &memory)
        }
    }
}
