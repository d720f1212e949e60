/// Somebody who works with the service.
package struct OperatorBody: Codable, Sendable, Equatable {
    package var id: String
    /// `erased` after an erasure.
    package var name: String

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

/// One person's approval.
package struct ApprovalBody: Codable, Sendable, Equatable {
    package var person: OperatorBody
    package var at: String
    package var reason: String
    /// When it stopped counting; absent while it counts.
    package var withdrawnAt: String?

    package init(person: OperatorBody, at: String, reason: String, withdrawnAt: String? = nil) {
        self.person = person
        self.at = at
        self.reason = reason
        self.withdrawnAt = withdrawnAt
    }

    private enum CodingKeys: String, CodingKey {
        case person, at, reason
        case withdrawnAt = "withdrawn_at"
    }
}

/// The last decision on an action.
package struct DecisionBody: Codable, Sendable, Equatable {
    package var person: OperatorBody
    package var at: String
    package var reason: String
    /// Of a rejection: until when the policy does not propose the same again; absent for no end.
    package var until: String?

    package init(person: OperatorBody, at: String, reason: String, until: String? = nil) {
        self.person = person
        self.at = at
        self.reason = reason
        self.until = until
    }
}

/// How far an action's jobs have come, each grant counted once.
package struct ProgressBody: Codable, Sendable, Equatable {
    package var total: Int
    /// Jobs that have still to call the app's interface.
    package var calling: Int
    /// Jobs that have called and wait for the listing.
    package var readingBack: Int
    /// Jobs whose grant is proved to be gone.
    package var proved: Int
    /// Jobs out of attempts.
    package var discarded: Int
    /// Jobs that are over, by outcome.
    package var outcomes: [String: Int]

    package init(
        total: Int, calling: Int, readingBack: Int, proved: Int, discarded: Int, outcomes: [String: Int]
    ) {
        self.total = total
        self.calling = calling
        self.readingBack = readingBack
        self.proved = proved
        self.discarded = discarded
        self.outcomes = outcomes
    }

    private enum CodingKeys: String, CodingKey {
        case total, calling, proved, discarded, outcomes
        case readingBack = "reading_back"
    }
}

/// One action whole: what the list shows of it, and what a decision rests on, in one object.
package struct ActionDetailBody: Codable, Sendable, Equatable {
    package var action: ActionBody
    package var severity: String
    /// Grants that a revoke is about now, clients that a block is about; the `expected` of an approval.
    package var subjects: Int
    /// Absent when the policy proposed.
    package var proposedBy: OperatorBody?
    package var approvals: [ApprovalBody]
    /// Why two persons must approve; absent when one is enough.
    package var needsSecond: String?
    /// Until when an approval that led to nothing counts.
    package var approvalExpiresAt: String?
    package var decision: DecisionBody?
    /// The end of the grace period.
    package var startsAt: String?
    /// Since when nothing starts; absent unless the policy is frozen.
    package var frozenSince: String?
    package var progress: ProgressBody
    /// The list of its jobs.
    package var jobs: String

    package init(
        action: ActionBody, severity: String, subjects: Int, proposedBy: OperatorBody? = nil,
        approvals: [ApprovalBody], needsSecond: String? = nil, approvalExpiresAt: String? = nil,
        decision: DecisionBody? = nil, startsAt: String? = nil, frozenSince: String? = nil, progress: ProgressBody,
        jobs: String
    ) {
        self.action = action
        self.severity = severity
        self.subjects = subjects
        self.proposedBy = proposedBy
        self.approvals = approvals
        self.needsSecond = needsSecond
        self.approvalExpiresAt = approvalExpiresAt
        self.decision = decision
        self.startsAt = startsAt
        self.frozenSince = frozenSince
        self.progress = progress
        self.jobs = jobs
    }

    private enum CodingKeys: String, CodingKey {
        case severity, subjects, approvals, decision, progress, jobs
        case proposedBy = "proposed_by"
        case needsSecond = "needs_second"
        case approvalExpiresAt = "approval_expires_at"
        case startsAt = "starts_at"
        case frozenSince = "frozen_since"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            action: try ActionBody(from: decoder), severity: try container.decode(String.self, forKey: .severity),
            subjects: try container.decode(Int.self, forKey: .subjects),
            proposedBy: try container.decodeIfPresent(OperatorBody.self, forKey: .proposedBy),
            approvals: try container.decode([ApprovalBody].self, forKey: .approvals),
            needsSecond: try container.decodeIfPresent(String.self, forKey: .needsSecond),
            approvalExpiresAt: try container.decodeIfPresent(String.self, forKey: .approvalExpiresAt),
            decision: try container.decodeIfPresent(DecisionBody.self, forKey: .decision),
            startsAt: try container.decodeIfPresent(String.self, forKey: .startsAt),
            frozenSince: try container.decodeIfPresent(String.self, forKey: .frozenSince),
            progress: try container.decode(ProgressBody.self, forKey: .progress),
            jobs: try container.decode(String.self, forKey: .jobs))
    }

    package func encode(to encoder: any Encoder) throws {
        try self.action.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.severity, forKey: .severity)
        try container.encode(self.subjects, forKey: .subjects)
        try container.encodeIfPresent(self.proposedBy, forKey: .proposedBy)
        try container.encode(self.approvals, forKey: .approvals)
        try container.encodeIfPresent(self.needsSecond, forKey: .needsSecond)
        try container.encodeIfPresent(self.approvalExpiresAt, forKey: .approvalExpiresAt)
        try container.encodeIfPresent(self.decision, forKey: .decision)
        try container.encodeIfPresent(self.startsAt, forKey: .startsAt)
        try container.encodeIfPresent(self.frozenSince, forKey: .frozenSince)
        try container.encode(self.progress, forKey: .progress)
        try container.encode(self.jobs, forKey: .jobs)
    }
}
