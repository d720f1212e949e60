import Governance
package import Grants
import SQL

extension Store {
    /// Approves an action anew after what held it up was mended: somebody may have said meanwhile what the vendor calls
    /// the client. So the person answers for it as an approver does, and where two persons are needed the action stays
    /// `approved` until the second one approves. What is not proved to be gone is scheduled.
    ///
    /// - Throws: `not_found`, `action_move_illegal` unless the action is held up, `action_empty`, `same_person` for its
    ///   proposer, `action_changed` when grants came that the action was not about.
    package func resumeAction(
        _ number: Int64, _ decision: Decision, terms: ApprovalTerms, now: Timestamp
    ) async throws {
        try await self.decide { memory, database in
            var action = try StoredAction.load(number, database)
            guard action.state.isHeldUp else {
                throw StoreError(
                    .actionMoveIllegal, "act_\(number) is \(action.state.rawValue); only what is held up is resumed")
            }
            let approval = ActionApproval(decision: decision, terms: terms, now: now)
            try approval.check(action, earlier: [])
            let scope = try ActionScope.read(action.kind, connection: action.connection, database)
            let known = Set(
                try database.column(
                    Int64.self, "SELECT subject_no FROM jobs WHERE org_no = ? AND action_no = ?",
                    [Store.organisation, number]))
            guard known.isSuperset(of: scope.subjects) else {
                throw StoreError(
                    .actionChanged, "grants came since act_\(number) was approved; cancel it and approve a new one")
            }
            guard !scope.subjects.isEmpty else {
                throw StoreError(
                    .actionEmpty, "nothing stands any more that act_\(number) could \(action.kind.rawValue)")
            }
            action = try action.move(
                to: .approved, "resume", now: now, actor: decision.actor, because: decision.reason, &memory, database)
            try database.execute(
                "UPDATE actions SET snapshot = ? WHERE org_no = ? AND action_no = ?",
                [scope.digest, Store.organisation, number])
            try ActionApproval.withdraw(of: number, now: now, database)
            try approval.keep(action, database)
            guard approval.reasonForSecond(action, scope) == nil else { return }
            _ = try approval.schedule(action, scope, &memory, database)
        }
    }
}
