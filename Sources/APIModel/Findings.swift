/// One reason for one conclusion.
package struct EvidenceBody: Codable, Sendable, Equatable {
    package var field: String
    package var rule: String
    /// 0 to 1.
    package var confidence: Double
    package var detail: String

    package init(
        field: String, rule: String, confidence: Double, detail: String
    ) {
        self.field = field
        self.rule = rule
        self.confidence = confidence
        self.detail = detail
    }
}

/// One part of a score.
package struct ContributionBody: Codable, Sendable, Equatable {
    package var signal: String
    /// The points of all contributions add up to the score.
    package var points: Int
    package var label: String
    package var detail: String

    package init(
        signal: String, points: Int, label: String, detail: String
    ) {
        self.signal = signal
        self.points = points
        self.label = label
        self.detail = detail
    }
}

/// What is proposed for a finding, and where that stands.
package struct ActionBody: Codable, Sendable, Equatable {
    package var id: String
    package var findingID: String
    package var kind: String
    package var state: String
    /// The policy rule that chose it.
    package var rule: String
    package var reason: String
    /// Who must decide, for a review.
    package var decider: String?
    /// By when, for a review.
    package var dueAt: String?
    package var policyVersion: String
    package var proposedAt: String
    package var changedAt: String
    package var client: String
    package var resource: String
    package var people: Int

    package init(
        id: String, findingID: String, kind: String, state: String, rule: String, reason: String,
        decider: String? = nil, dueAt: String? = nil, policyVersion: String, proposedAt: String,
        changedAt: String, client: String, resource: String, people: Int
    ) {
        self.id = id
        self.findingID = findingID
        self.kind = kind
        self.state = state
        self.rule = rule
        self.reason = reason
        self.decider = decider
        self.dueAt = dueAt
        self.policyVersion = policyVersion
        self.proposedAt = proposedAt
        self.changedAt = changedAt
        self.client = client
        self.resource = resource
        self.people = people
    }

    private enum CodingKeys: String, CodingKey {
        case id, kind, state, rule, reason, decider, client, resource, people
        case findingID = "finding_id"
        case dueAt = "due_at"
        case policyVersion = "policy_version"
        case proposedAt = "proposed_at"
        case changedAt = "changed_at"
    }
}

/// A finding in a list.
package struct FindingBody: Codable, Sendable, Equatable {
    package var id: String
    package var title: String
    package var status: String
    package var regressed: Bool
    package var severity: String
    /// 0 to 100.
    package var score: Int
    package var client: AppReference
    package var resource: AppReference
    package var provider: String?
    package var connectionID: String
    package var people: Int
    package var grantKind: String
    package var access: String?
    package var dataClasses: [String]
    package var firstSeen: String
    package var lastSeen: String
    package var openedAt: String
    package var changedAt: String
    package var snoozedUntil: String?
    /// The newest action.
    package var action: ActionBody?
    /// Only when one finding is read.
    package var contributions: [ContributionBody]?
    /// What the score would be without one signal, the lowest first; only when one finding is read.
    package var counterfactuals: [CounterfactualBody]?
    /// Signals of the model that did not fire; only when one finding is read.
    package var silentSignals: [String]?
    package var modelVersion: String?
    /// Only when one finding is read.
    package var evidence: [EvidenceBody]?
    /// Only when one finding is read; absent when not visible.
    package var scopes: [ScopeBody]?
    package var statusReason: String?

    package init(
        id: String, title: String, status: String, regressed: Bool, severity: String, score: Int,
        client: AppReference, resource: AppReference, provider: String? = nil, connectionID: String,
        people: Int, grantKind: String, access: String? = nil, dataClasses: [String],
        firstSeen: String, lastSeen: String, openedAt: String, changedAt: String,
        snoozedUntil: String? = nil, action: ActionBody? = nil,
        contributions: [ContributionBody]? = nil, counterfactuals: [CounterfactualBody]? = nil,
        silentSignals: [String]? = nil,
        modelVersion: String? = nil, evidence: [EvidenceBody]? = nil, scopes: [ScopeBody]? = nil,
        statusReason: String? = nil
    ) {
        self.id = id
        self.title = title
        self.status = status
        self.regressed = regressed
        self.severity = severity
        self.score = score
        self.client = client
        self.resource = resource
        self.provider = provider
        self.connectionID = connectionID
        self.people = people
        self.grantKind = grantKind
        self.access = access
        self.dataClasses = dataClasses
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.openedAt = openedAt
        self.changedAt = changedAt
        self.snoozedUntil = snoozedUntil
        self.action = action
        self.contributions = contributions
        self.counterfactuals = counterfactuals
        self.silentSignals = silentSignals
        self.modelVersion = modelVersion
        self.evidence = evidence
        self.scopes = scopes
        self.statusReason = statusReason
    }

    private enum CodingKeys: String, CodingKey {
        case id, title, status, regressed, severity, score, client, resource, provider, people, access, action,
            contributions, counterfactuals, evidence, scopes
        case connectionID = "connection_id"
        case grantKind = "grant_kind"
        case dataClasses = "data_classes"
        case firstSeen = "first_seen"
        case lastSeen = "last_seen"
        case openedAt = "opened_at"
        case changedAt = "changed_at"
        case snoozedUntil = "snoozed_until"
        case silentSignals = "silent_signals"
        case modelVersion = "model_version"
        case statusReason = "status_reason"
    }
}

/// Moves a finding.
package struct StatusRequest: Codable, Sendable, Equatable {
    package var status: String
    /// Required, 1 to 500 characters.
    package var reason: String
    /// For a snooze.
    package var until: String?

    package init(
        status: String, reason: String, until: String? = nil
    ) {
        self.status = status
        self.reason = reason
        self.until = until
    }
}
