import Governance
import Grants
import SQL

/// Takes actions back that have not begun.
enum ProposedActions {
    /// Why a proposal no longer stands; the log names it.
    enum Cause: String {
        /// Something else is proposed or done for the finding.
        case superseded
        /// Somebody acknowledged or resolved the finding, or called it a false positive.
        case findingEnded = "finding_ended"

        /// The states that it ends: what was approved is not taken back by another proposal.
        fileprivate var states: String {
            switch self {
            case .superseded: "'proposed'"
            case .findingEnded: "'proposed', 'approved', 'scheduled'"
            }
        }
    }

    /// What stands as the rule of an action that a person proposed. The policy does not replace it.
    static let personRule = "person"

    /// Cancels what is proposed for a finding, if anything is.
    static func cancel(
        of finding: Int64, because cause: Cause, now: Timestamp, actor: String, _ memory: inout WriterMemory,
        _ database: any SQLSession
    ) throws {
        let proposed = try database.column(
            Int64.self,
            """
            SELECT action_no FROM actions WHERE org_no = ? AND finding_no = ? AND state IN (\(cause.states))
            ORDER BY action_no
            """, [Store.organisation, finding])
        for action in proposed {
            try database.execute(
                "UPDATE actions SET state = 'cancelled', changed_at = ? WHERE org_no = ? AND action_no = ?",
                [now.milliseconds, Store.organisation, action])
            try ActionJobs.cancel(of: action, now: now, database)
            LogWriter.append(
                LogEntry(
                    type: "action.cancel", at: now, actor: actor,
                    targets: ["action:\(action)", "finding:\(finding)"], facts: ["because": .string(cause.rawValue)]),
                &memory)
        }
    }
}
