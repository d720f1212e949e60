import Governance
import Grants
import SQL

/// Brings an action to where its jobs say it stands.
struct ActionSettling {
    let action: Int64
    let judge: Judge
    let now: Timestamp
    var actor = Author.remediator.text

    func settle(_ memory: inout WriterMemory, _ database: any SQLSession) throws {
        // The counts are only read when the last job has left its step: an action may have thousands.
        guard try !ActionJobs.hasOpen(.call, of: self.action, database) else { return }
        var action = try StoredAction.load(self.action, database)
        guard action.state == .running || action.state == .verifying || action.state.isHeldUp else { return }
        let isReadingBack = try ActionJobs.hasOpen(.readBack, of: self.action, database)
        if isReadingBack {
            if action.state == .running { _ = try self.move(action, .verifying, [:], &memory, database) }
            return
        }
        let progress = try ActionJobs.progress(of: self.action, database)
        let end = progress.state
        guard end != action.state else { return }
        let facts: [String: CanonicalJSON] = [
            "proved": CanonicalJSON(progress.proved), "jobs": CanonicalJSON(progress.total),
        ]
        // Every grant of the action has been read back by now.
        if end == .verified, action.state != .verifying {
            action = try self.move(action, .verifying, [:], &memory, database)
        }
        if action.state.isHeldUp, !action.state.successors.contains(end) {
            action = try self.move(action, .verifying, [:], &memory, database)
        }
        action = try self.move(action, end, facts, &memory, database)
        if end == .verified { try self.closeFinding(of: action, &memory, database) }
    }

    private func move(
        _ action: StoredAction, _ state: ActionState, _ facts: [String: CanonicalJSON], _ memory: inout WriterMemory,
        _ database: any SQLSession
    ) throws -> StoredAction {
        let verb =
            switch state {
            case .verifying: "read_back"
            case .verified: "verify"
            case .failed: "fail"
            case .proposed, .rejected, .approved, .scheduled, .running, .registered, .reviewed, .forbidden, .cancelled,
                .expired, .needsUser, .needsMapping:
                "hold"
            }
        return try action.move(to: state, verb, now: self.now, actor: self.actor, facts: facts, &memory, database)
    }

    /// Resolves the finding when no access stands any more. Where some came meanwhile, or the client was only blocked,
    /// the policy proposes anew.
    private func closeFinding(
        of action: StoredAction, _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws {
        let isOver =
            try action.kind == .revoke
            && FindingClosing(because: "revoked, and seen to be gone", now: self.now, actor: self.actor)
                .close(ofConnection: action.connection, targets: ["action:\(action.number)"], &memory, database)
        guard !isOver else { return }
        try PolicyChange.proposeAnew(
            for: action.finding, PolicyChange.inForce(self.judge, database), now: self.now, actor: self.actor,
            &memory, database)
    }
}
