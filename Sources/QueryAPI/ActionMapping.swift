import APIModel
import Governance
import Grants
import Risk
import Store

/// Actions and jobs as the interface shows them.
extension BodyMapping {
    static func action(
        _ detail: ActionDetail, rules: ApprovalRules, frozenSince: Timestamp?
    ) -> ActionDetailBody {
        let isOpen = detail.action.state == .proposed || detail.action.state == .approved
        let counting = detail.approvals.first { $0.withdrawnAt == nil }
        let mayExpire = detail.action.state == .approved || detail.action.state == .scheduled
        return ActionDetailBody(
            action: Self.action(detail.action), severity: detail.severity.rawValue, subjects: detail.subjects,
            proposedBy: detail.proposer.map(Self.person), approvals: detail.approvals.map(Self.approval),
            needsSecond: isOpen && detail.action.kind.isExecuted
                ? rules.reasonForSecond(
                    kind: detail.action.kind, grants: detail.subjects, severity: detail.severity) : nil,
            approvalExpiresAt: mayExpire ? counting.map { rules.end(of: $0.at).description } : nil,
            decision: detail.decision.map { decision in
                DecisionBody(
                    person: Self.person(decision.person), at: decision.at.description, reason: decision.reason,
                    until: decision.notUntil?.description)
            },
            startsAt: detail.startsAt?.description, frozenSince: frozenSince?.description,
            progress: Self.progress(detail.progress), jobs: "/v1/jobs?action=act_\(detail.action.number)")
    }

    static func job(_ view: JobView) -> JobBody {
        JobBody(
            id: "job_\(view.number)", actionID: "act_\(view.actionNumber)", kind: view.kind.rawValue,
            subject: "\(view.kind == .revoke ? "grn" : "cli")_\(view.subjectNumber)",
            personID: view.personNumber.map { "per_\($0)" }, person: view.address, client: view.clientName,
            resource: view.resourceName, provider: view.provider, connector: Self.connector(of: view),
            state: view.state.rawValue, step: view.step.rawValue, outcome: view.outcome?.rawValue,
            attempt: view.attempt, scheduledAt: view.scheduledAt.description,
            createdAt: view.createdAt.description, finishedAt: view.finishedAt?.description,
            residualUntil: view.residualUntil?.description)
    }

    static func attempt(_ view: JobAttemptView) -> JobAttemptBody {
        JobAttemptBody(
            number: view.number, step: view.step, startedAt: view.startedAt.description,
            finishedAt: view.finishedAt?.description, outcome: view.outcome, detail: view.detail,
            requestIDs: view.requestIDs)
    }

    private static func connector(of view: JobView) -> JobBody.Connector? {
        guard let number = view.connectorNumber, let name = view.connectorName else { return nil }
        return JobBody.Connector(
            id: "cnr_\(number)", name: name, isTest: view.isTest, pausedBecause: view.connectorPause)
    }

    private static func person(_ reference: OperatorReference) -> OperatorBody {
        OperatorBody(id: "per_\(reference.number)", name: reference.name)
    }

    private static func approval(_ view: ApprovalView) -> ApprovalBody {
        ApprovalBody(
            person: Self.person(view.person), at: view.at.description, reason: view.reason,
            withdrawnAt: view.withdrawnAt?.description)
    }

    private static func progress(_ progress: ActionProgress) -> ProgressBody {
        ProgressBody(
            total: progress.total, calling: progress.calling, readingBack: progress.readingBack,
            proved: progress.proved, discarded: progress.discarded,
            outcomes: Dictionary(uniqueKeysWithValues: progress.outcomes.map { ($0.key.rawValue, $0.value) }))
    }
}
