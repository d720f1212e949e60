import APIModel
import Governance
import Grants
import Risk
import Store

/// From the store's rows to the interface's JSON shapes.
enum BodyMapping {
    static func finding(_ view: FindingView, isWhole: Bool = false) -> FindingBody {
        let connection = view.connection
        return FindingBody(
            id: "fnd_\(view.number)", title: FindingTitle.of(connection), status: view.status.rawValue,
            regressed: view.isRegressed, severity: view.assessment.severity.rawValue,
            score: view.assessment.score, client: Self.client(connection), resource: Self.resource(connection),
            provider: connection.resource.providerID, connectionID: "con_\(connection.number)",
            people: connection.people, grantKind: connection.access.kind.rawValue,
            access: connection.access.access?.rawValue, dataClasses: connection.access.dataClasses.map(\.rawValue),
            firstSeen: connection.firstSeen.description, lastSeen: connection.lastSeen.description,
            openedAt: view.openedAt.description, changedAt: view.changedAt.description,
            snoozedUntil: view.snoozedUntil?.description, action: view.action.map(Self.action),
            contributions: isWhole ? view.assessment.contributions.map(Self.contribution) : nil,
            silentSignals: isWhole ? view.assessment.silent.map(\.rawValue) : nil,
            modelVersion: isWhole ? view.assessment.modelVersion : nil,
            evidence: isWhole ? connection.clientEvidence.map(Self.evidence) : nil,
            scopes: isWhole ? connection.access.scopes?.map(Self.scope) : nil, statusReason: view.statusReason)
    }

    static func connection(_ connection: ConnectionSummary) -> ConnectionBody {
        ConnectionBody(
            id: "con_\(connection.number)", client: Self.client(connection), resource: Self.resource(connection),
            provider: connection.resource.providerID, people: connection.people,
            grantKind: connection.access.kind.rawValue, access: connection.access.access?.rawValue,
            sensitivity: connection.access.sensitivity?.rawValue,
            dataClasses: connection.access.dataClasses.map(\.rawValue),
            scopes: connection.access.scopes?.map(Self.scope), state: connection.liveness.name,
            firstSeen: connection.firstSeen.description, lastSeen: connection.lastSeen.description,
            findingID: connection.findingNumber.map { "fnd_\($0)" }, score: connection.score)
    }

    static func grant(_ view: GrantView) -> GrantBody {
        GrantBody(
            id: "grn_\(view.number)", connectionID: "con_\(view.connectionNumber)",
            findingID: view.findingNumber.map { "fnd_\($0)" },
            person: PersonReference(
                id: "per_\(view.personNumber)", address: view.address, domain: view.domain, managed: view.isManaged),
            client: AppReference(
                id: "app_\(view.clientNumber)", name: view.clientName, category: view.clientCategory,
                aiClass: view.aiClass.rawValue, ai: view.aiClass.ai),
            resource: Self.resource(
                view.resourceNumber, name: view.resourceName, category: view.resourceCategory,
                providerID: view.providerID),
            provider: view.providerID, clientID: view.clientID, redirect: view.redirect,
            redirectClass: view.redirectClass, grantKind: view.access.kind.rawValue,
            access: view.access.access?.rawValue, scopes: view.access.scopes?.map(Self.scope),
            state: view.liveness.name, outcome: view.outcome, firstSeen: view.firstSeen.description,
            lastSeen: view.lastSeen.description, sightings: view.sightings,
            coaching: view.coaching.map(Self.coaching))
    }

    private static func coaching(_ view: CoachingView) -> CoachingBody {
        CoachingBody(
            at: view.at.description, shown: view.answer.wasShown, choice: view.answer.choice.rawValue,
            reason: view.answer.reason)
    }

    static func app(_ record: AppRecord) -> AppBody {
        AppBody(
            id: "app_\(record.number)", role: record.role, name: record.name, vendor: record.vendor,
            category: record.category, aiClass: record.aiClass.rawValue, ai: record.aiClass.ai,
            traits: record.traits.names, rule: record.rule, confidence: record.confidence,
            provider: record.providerID, connections: record.connections, people: record.people,
            highestScore: record.highestScore, firstSeen: record.firstSeen.description,
            evidence: record.evidence.map(Self.evidence))
    }

    static func action(_ view: ActionView) -> ActionBody {
        ActionBody(
            id: "act_\(view.number)", findingID: "fnd_\(view.findingNumber)", kind: view.kind.rawValue,
            state: view.state.rawValue, rule: view.rule, reason: view.reason, decider: view.decider,
            dueAt: view.dueAt?.description, policyVersion: view.policyVersion,
            proposedAt: view.proposedAt.description, changedAt: view.changedAt.description,
            client: view.clientName, resource: view.resourceName, people: view.people)
    }

    static func counterfactual(_ counterfactual: Counterfactual) -> CounterfactualBody {
        CounterfactualBody(
            signal: counterfactual.signal.rawValue, label: counterfactual.label, score: counterfactual.score,
            severity: counterfactual.severity.rawValue)
    }

    static func example(_ example: Backtest.Example) -> BacktestExampleBody {
        BacktestExampleBody(
            change: example.change.rawValue, connectionID: "con_\(example.connection.number)",
            findingID: example.connection.findingNumber.map { "fnd_\($0)" },
            title: FindingTitle.of(example.connection), scoreBefore: example.scoreBefore,
            scoreAfter: example.scoreAfter,
            severityBefore: example.scoreBefore.map { Severity(score: $0).rawValue },
            severityAfter: Severity(score: example.scoreAfter).rawValue)
    }

    // MARK: - Parts

    private static func client(_ connection: ConnectionSummary) -> AppReference {
        AppReference(
            id: "app_\(connection.clientNumber)", name: connection.client.name,
            category: connection.client.category, aiClass: connection.client.aiClass.rawValue,
            ai: connection.client.aiClass.ai)
    }

    private static func resource(_ connection: ConnectionSummary) -> AppReference {
        Self.resource(
            connection.resourceNumber, name: connection.resource.name, category: connection.resource.category,
            providerID: connection.resource.providerID)
    }

    private static func resource(
        _ number: Int64, name: String, category: String, providerID: String?
    ) -> AppReference {
        let aiClass: AIClass = category.hasPrefix("ai-") ? .aiNative : providerID == nil ? .unknown : .notAI
        return AppReference(
            id: "app_\(number)", name: name, category: category, aiClass: aiClass.rawValue, ai: aiClass.ai)
    }

    static func scope(_ scope: ClassifiedScope) -> ScopeBody {
        ScopeBody(
            scope: scope.scope, access: scope.access.rawValue, dataClass: scope.dataClass.rawValue,
            sensitivity: scope.sensitivity.rawValue, basis: scope.basis.rawValue, description: scope.description)
    }

    private static func evidence(_ evidence: Evidence) -> EvidenceBody {
        EvidenceBody(
            field: evidence.field, rule: evidence.rule, confidence: evidence.confidence, detail: evidence.detail)
    }

    private static func contribution(_ part: Assessment.Contribution) -> ContributionBody {
        ContributionBody(
            signal: part.signal.rawValue, points: part.points, label: part.label, detail: part.detail)
    }
}
