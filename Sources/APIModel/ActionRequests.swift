/// Proposes an action for a finding.
package struct ProposalRequest: Codable, Sendable, Equatable {
    /// `revoke`, `block`, `register` or `review`.
    package var kind: String
    /// Required, 1 to 500 bytes.
    package var reason: String?

    package init(kind: String, reason: String?) {
        self.kind = kind
        self.reason = reason
    }
}

/// A person's word on an action or a job.
package struct DecisionRequest: Codable, Sendable, Equatable {
    /// Required, 1 to 500 bytes.
    package var reason: String?
    /// Of an approval: how many grants the person believes it is about; refused when it is about another number.
    package var expected: Int?
    /// Of a rejection: until when the policy is not to propose the same again; absent for no end.
    package var until: String?

    package init(reason: String?, expected: Int? = nil, until: String? = nil) {
        self.reason = reason
        self.expected = expected
        self.until = until
    }
}

/// Decides on every proposed action that a filter matches.
package struct BulkRequest: Codable, Sendable, Equatable {
    /// Most actions of one call.
    package static let limit = 1000
    /// Runs of one person that decide; dry runs do not count.
    package static let runsAMinute = 1

    /// Filters of the list of actions, by name, each with its values as the list takes them: `{"kind": "revoke"}`.
    /// `state` can only be `proposed`. An approval without `kind` is about those that are carried out.
    package var filter: [String: String]
    /// `approve` or `reject`.
    package var decision: String
    /// Required, 1 to 500 bytes.
    package var reason: String?
    /// Required: whether only to say what the filter matches.
    package var dryRun: Bool?
    /// How many actions the dry run found; required unless it is one.
    package var expected: Int?
    /// What the dry run found, exactly; optional.
    package var digest: String?
    /// As in a rejection of one action.
    package var until: String?

    package init(
        filter: [String: String], decision: String, reason: String?, dryRun: Bool?, expected: Int? = nil,
        digest: String? = nil, until: String? = nil
    ) {
        self.filter = filter
        self.decision = decision
        self.reason = reason
        self.dryRun = dryRun
        self.expected = expected
        self.digest = digest
        self.until = until
    }

    private enum CodingKeys: String, CodingKey {
        case filter, decision, reason, expected, digest, until
        case dryRun = "dry_run"
    }
}

/// What a bulk decision is about, and what came of it.
package struct BulkBody: Codable, Sendable, Equatable {
    /// An action that was left as it is.
    package struct Refusal: Codable, Sendable, Equatable {
        package var id: String
        package var code: String
        package var detail: String

        package init(id: String, code: String, detail: String) {
            self.id = id
            self.code = code
            self.detail = detail
        }
    }

    package var decision: String
    package var dryRun: Bool
    /// How many actions the filter matches; the `expected` of the run that decides.
    package var actions: Int
    /// Over all actions.
    package var grants: Int
    /// Of an approval: actions that then wait for a second person.
    package var needSecond: Int
    /// Over the actions' ids and their grants' counts, hexadecimal; another one says that something changed.
    package var digest: String
    /// Actions in their new states, by state; empty after a dry run.
    package var states: [String: Int]
    /// By action; empty after a dry run.
    package var refused: [Refusal]

    package init(
        decision: String, dryRun: Bool, actions: Int, grants: Int, needSecond: Int, digest: String,
        states: [String: Int] = [:], refused: [Refusal] = []
    ) {
        self.decision = decision
        self.dryRun = dryRun
        self.actions = actions
        self.grants = grants
        self.needSecond = needSecond
        self.digest = digest
        self.states = states
        self.refused = refused
    }

    private enum CodingKeys: String, CodingKey {
        case decision, actions, grants, digest, states, refused
        case dryRun = "dry_run"
        case needSecond = "need_second"
    }
}

/// Turns the switch that holds every action.
package struct FreezeRequest: Codable, Sendable, Equatable {
    /// 1 to 500 bytes; optional, as the request's body is.
    package var reason: String?

    package init(reason: String?) {
        self.reason = reason
    }
}

/// Whether actions may start.
package struct FreezeBody: Codable, Sendable, Equatable {
    /// Since when nothing starts; `null` when actions start.
    package var frozenSince: String?

    package init(frozenSince: String?) {
        self.frozenSince = frozenSince
    }

    private enum CodingKeys: String, CodingKey {
        case frozenSince = "frozen_since"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.frozenSince, forKey: .frozenSince)
    }
}
