import Foundation
import Governance
import Grants
import Risk
import SQL

/// Opens, updates, reopens and regresses the finding of one connection, with its proposed action and log
/// entries.
struct FindingWriter {
    let judge: Judge
    let now: Timestamp
    let actor: String
    /// Facts that every entry of the log about a finding gets, such as why it was judged.
    let because: [String: CanonicalJSON]
    private(set) var opened = 0
    private(set) var changed = 0

    init(judge: Judge, now: Timestamp, actor: String, because: [String: CanonicalJSON] = [:]) {
        self.judge = judge
        self.now = now
        self.actor = actor
        self.because = because
    }

    mutating func judge(
        _ connection: ConnectionRecord, _ change: SightingChange, _ memory: inout WriterMemory,
        _ database: any SQLSession
    ) throws {
        let facts = connection.facts
        let assessment = self.judge.analyser.assessment(of: facts)
        if var finding = connection.finding {
            try self.update(&finding, assessment, change, connection, &memory, database)
            connection.finding = finding
        } else if self.judge.analyser.decision(on: facts, assessment) == .open {
            connection.finding = try self.open(assessment, connection, &memory, database)
        }
    }

    // MARK: - Opening

    private mutating func open(
        _ assessment: Assessment, _ connection: ConnectionRecord, _ memory: inout WriterMemory,
        _ database: any SQLSession
    ) throws -> FindingRecord {
        let number = try memory.number(in: .findings, database)
        try database.execute(
            """
            INSERT INTO findings (org_no, finding_no, connection_no, status, regressed, score, severity,
                assessment, opened_at, changed_at)
            VALUES (?, ?, ?, 'open', 0, ?, ?, ?, ?, ?)
            """,
            [
                Store.organisation, number, connection.number, assessment.score, assessment.severity.rawValue,
                try Self.json(assessment), self.now.milliseconds, self.now.milliseconds,
            ])
        try self.log("finding.open", number, connection, assessment, &memory, database)
        self.opened += 1
        var finding = FindingRecord(
            number: number, status: .open, isRegressed: false, assessment: assessment)
        try self.propose(&finding, connection, &memory, database)
        return finding
    }

    // MARK: - Updating

    private mutating func update(
        _ finding: inout FindingRecord, _ assessment: Assessment, _ change: SightingChange,
        _ connection: ConnectionRecord, _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws {
        let effect = finding.status.afterSighting(change)
        guard effect != .update || assessment != finding.assessment else { return }
        let scoreMoved = assessment.score != finding.assessment.score
        finding.assessment = assessment
        switch effect {
        case .update: break
        case .reopen: finding.status = .open
        case .regress:
            finding.status = .open
            finding.isRegressed = true
            finding.endedAt = nil
        }
        try database.execute(
            """
            UPDATE findings SET status = ?, regressed = ?, \(effect == .update ? "" : FindingRecord.undecided)
                \(effect == .regress ? "ended_at = NULL," : "")
                score = ?, severity = ?, assessment = ?, changed_at = ? WHERE org_no = ? AND finding_no = ?
            """,
            [
                finding.status.rawValue, finding.isRegressed ? 1 : 0, assessment.score, assessment.severity.rawValue,
                try Self.json(assessment), self.now.milliseconds, Store.organisation, finding.number,
            ])
        self.changed += 1
        switch effect {
        // Another wording under the same score is no news of its own; by a stated cause it is.
        case .update where !scoreMoved && self.because.isEmpty: break
        case .update: try self.log("finding.change", finding.number, connection, assessment, &memory, database)
        case .reopen: try self.log("finding.reopen", finding.number, connection, assessment, &memory, database)
        case .regress: try self.log("finding.regress", finding.number, connection, assessment, &memory, database)
        }
        try self.propose(&finding, connection, &memory, database)
    }

    // MARK: - Actions

    /// Makes the policy's proposal the finding's one proposed action.
    mutating func propose(
        _ finding: inout FindingRecord, _ connection: ConnectionRecord, _ memory: inout WriterMemory,
        _ database: any SQLSession
    ) throws {
        guard finding.status == .open, !finding.isBeingActedOn,
            let proposal = self.judge.policy.proposal(
                for: finding.assessment, aiClass: connection.app.aiClass)
        else { return }
        if let current = finding.proposed {
            guard current.rule != ProposedActions.personRule,
                current.kind != proposal.kind || current.rule != proposal.rule
            else { return }
            try ProposedActions.cancel(
                of: finding.number, because: .superseded, now: self.now, actor: self.actor, &memory, database)
        }
        guard try !ActionsInTheWay.isRejected(proposal.rule, for: finding.number, now: self.now, database) else {
            finding.proposed = nil
            return
        }
        let number = try memory.number(in: .actions, database)
        let due = proposal.withinDays.map { self.now.milliseconds + Int64($0) * 86_400_000 }
        try database.execute(
            """
            INSERT INTO actions (org_no, action_no, finding_no, kind, state, rule, reason, decider, due_at,
                policy_version, proposed_at, changed_at)
            VALUES (?, ?, ?, ?, 'proposed', ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                Store.organisation, number, finding.number, proposal.kind.rawValue, proposal.rule, proposal.reason,
                proposal.decider, due, proposal.policyVersion, self.now.milliseconds, self.now.milliseconds,
            ])
        LogWriter.append(
            LogEntry(
                type: "action.propose", at: self.now, actor: self.actor,
                targets: ["action:\(number)", "finding:\(finding.number)"],
                facts: ["kind": .string(proposal.kind.rawValue), "rule": .string(proposal.rule)]),
            &memory)
        finding.proposed = (number, proposal.kind, proposal.rule)
    }

    // MARK: - Pieces

    private func log(
        _ type: String, _ number: Int64, _ connection: ConnectionRecord, _ assessment: Assessment,
        _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws {
        LogWriter.append(
            LogEntry(
                type: type, at: self.now, actor: self.actor,
                targets: ["finding:\(number)", "connection:\(connection.number)"],
                facts: [
                    "score": CanonicalJSON(assessment.score), "severity": .string(assessment.severity.rawValue),
                    "model": .string(assessment.modelVersion),
                ].merging(self.because) { $1 }),
            &memory)
    }

    static func json(_ assessment: Assessment) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(assessment), as: UTF8.self)
    }
}
