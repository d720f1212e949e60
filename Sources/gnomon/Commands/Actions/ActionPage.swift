import APIModel
import Grants
import Store

/// One action as a page of text.
enum ActionPage {
    static func print(_ detail: ActionDetailBody) {
        let action = detail.action
        Output.line(
            "\(action.kind.uppercased()) \(action.state)  \(Output.safe(action.client)) → \(Output.safe(action.resource))"
        )
        Output.line("\(action.id) · for \(action.findingID) (\(detail.severity)) · \(self.subjects(detail))")
        Output.line("")
        let proposer = detail.proposedBy.map { Output.safe($0.name) } ?? "policy \(action.policyVersion)"
        Output.line("Proposed at \(action.proposedAt) by \(proposer), rule \(action.rule)")
        Output.line("  \(Output.safe(action.reason))")
        for approval in detail.approvals {
            let end = approval.withdrawnAt.map { "; counts no more since \($0)" } ?? ""
            Output.line("Approved at \(approval.at) by \(Output.safe(approval.person.name))\(end)")
            Output.line("  \(Output.safe(approval.reason))")
        }
        if let decision = detail.decision, detail.approvals.last?.at != decision.at {
            let until = decision.until.map { ", until \($0)" } ?? ""
            Output.line("Decided at \(decision.at) by \(Output.safe(decision.person.name))\(until)")
            Output.line("  \(Output.safe(decision.reason))")
        }
        if let reason = detail.needsSecond { Output.line("Two persons must approve: \(reason)") }
        self.progress(detail.progress, detail.jobs)
        Output.line("")
        Output.line(self.next(detail))
    }

    private static func progress(_ progress: ProgressBody, _ jobs: String) {
        guard progress.total > 0 else { return }
        Output.line("")
        Output.line(
            "JOBS: \(progress.proved) of \(progress.total) proved · \(progress.calling) to call"
                + " · \(progress.readingBack) to read back · \(progress.discarded) out of attempts")
        for (outcome, count) in progress.outcomes.sorted(by: { $0.key < $1.key }) {
            Output.line("  \(count) \(outcome)")
        }
    }

    /// What the action is about, counted: `12 grants`.
    static func subjects(_ detail: ActionDetailBody) -> String {
        let noun = detail.action.kind == "block" ? "client" : "grant"
        return "\(detail.subjects) \(noun)\(detail.subjects == 1 ? "" : "s")"
    }

    /// Where the action stands, and the command that comes next.
    static func next(_ detail: ActionDetailBody) -> String {
        let id = detail.action.id
        let jobs = "gnomon jobs list --filter action=\(id)"
        switch detail.action.state {
        case "proposed" where detail.action.kind == "review":
            return "\(id) waits for a review. End it with: gnomon actions review \(id) --reason WHAT_WAS_FOUND"
        case "proposed":
            return "\(id) is proposed. Approve it with: gnomon actions approve \(id) --reason WHY"
        case "approved":
            let why = detail.needsSecond.map { ", because \($0)" } ?? ""
            let end = detail.approvalExpiresAt.map { " until \($0)" } ?? ""
            return "\(id) waits\(end) for a second person\(why). They approve with: "
                + "gnomon actions approve \(id) --reason WHY"
        case "scheduled":
            let start = detail.frozenSince.map { "is frozen since \($0); let it start with: gnomon policy unfreeze" }
            return "\(id) \(start ?? "starts at \(detail.startsAt ?? "its time")"). Take it back until then with: "
                + "gnomon actions cancel \(id) --reason WHY"
        case "running", "verifying": return "\(id) is at work. Follow it with: \(jobs)"
        case "needs_user", "needs_mapping", "forbidden":
            return "\(id) waits for help (\(detail.action.state)). See what its jobs say with: \(jobs); then go on "
                + "with: gnomon actions resume \(id) --reason WHAT_WAS_MENDED"
        case "failed":
            return "\(id) failed. See why with: \(jobs) --filter state=discarded; try a job again with: "
                + "gnomon jobs retry ID --reason WHY"
        case "verified": return "\(id) is verified: all of it is gone. Its receipts: gnomon jobs receipt ID; \(jobs)"
        default:
            return "\(id) is \(detail.action.state). See its finding with: "
                + "gnomon findings view \(detail.action.findingID)"
        }
    }
}
