/// The work on one grant or client.
package struct JobBody: Codable, Sendable, Equatable {
    package struct Connector: Codable, Sendable, Equatable {
        package var id: String
        package var name: String
        /// Whether it may reach a network that is not public: it is there for tests.
        package var isTest: Bool
        /// Why its jobs wait now; absent while it works.
        package var pausedBecause: String?

        package init(id: String, name: String, isTest: Bool, pausedBecause: String? = nil) {
            self.id = id
            self.name = name
            self.isTest = isTest
            self.pausedBecause = pausedBecause
        }

        private enum CodingKeys: String, CodingKey {
            case id, name
            case isTest = "is_test"
            case pausedBecause = "paused_because"
        }
    }

    package var id: String
    package var actionID: String
    /// `revoke` or `block`.
    package var kind: String
    /// The grant of a revoke, the client of a block.
    package var subject: String
    package var personID: String?
    /// The person's address; absent when erased, unknown or outside the organisation.
    package var person: String?
    package var client: String
    package var resource: String
    package var provider: String?
    /// Absent when no connector serves the provider.
    package var connector: Connector?
    /// Of the work, never its result.
    package var state: String
    /// `call` or `read_back`: what comes next, or came last.
    package var step: String
    /// The result; absent before the work is over.
    package var outcome: String?
    /// Calls so far that count.
    package var attempt: Int
    package var scheduledAt: String
    package var createdAt: String
    package var finishedAt: String?
    /// Until when tokens that were given out may live on, where that is known.
    package var residualUntil: String?

    package init(
        id: String, actionID: String, kind: String, subject: String, personID: String? = nil, person: String? = nil,
        client: String, resource: String, provider: String? = nil, connector: Connector? = nil, state: String,
        step: String, outcome: String? = nil, attempt: Int, scheduledAt: String, createdAt: String,
        finishedAt: String? = nil, residualUntil: String? = nil
    ) {
        self.id = id
        self.actionID = actionID
        self.kind = kind
        self.subject = subject
        self.personID = personID
        self.person = person
        self.client = client
        self.resource = resource
        self.provider = provider
        self.connector = connector
        self.state = state
        self.step = step
        self.outcome = outcome
        self.attempt = attempt
        self.scheduledAt = scheduledAt
        self.createdAt = createdAt
        self.finishedAt = finishedAt
        self.residualUntil = residualUntil
    }

    private enum CodingKeys: String, CodingKey {
        case id, kind, subject, person, client, resource, provider, connector, state, step, outcome, attempt
        case actionID = "action_id"
        case personID = "person_id"
        case scheduledAt = "scheduled_at"
        case createdAt = "created_at"
        case finishedAt = "finished_at"
        case residualUntil = "residual_until"
    }
}

/// One call, one look into the listing, or one person's word.
package struct JobAttemptBody: Codable, Sendable, Equatable {
    package var number: Int
    package var step: String
    package var startedAt: String
    /// Absent while it runs.
    package var finishedAt: String?
    package var outcome: String?
    /// The vendor's words, or the person's.
    package var detail: String
    /// The vendor's ids of the requests.
    package var requestIDs: [String]

    package init(
        number: Int, step: String, startedAt: String, finishedAt: String? = nil, outcome: String? = nil,
        detail: String, requestIDs: [String]
    ) {
        self.number = number
        self.step = step
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.outcome = outcome
        self.detail = detail
        self.requestIDs = requestIDs
    }

    private enum CodingKeys: String, CodingKey {
        case number, step, outcome, detail
        case startedAt = "started_at"
        case finishedAt = "finished_at"
        case requestIDs = "request_ids"
    }
}

/// One job with every attempt, in one object.
package struct JobDetailBody: Codable, Sendable, Equatable {
    package var job: JobBody
    package var attempts: [JobAttemptBody]

    package init(job: JobBody, attempts: [JobAttemptBody]) {
        self.job = job
        self.attempts = attempts
    }

    private enum CodingKeys: String, CodingKey {
        case attempts
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            job: try JobBody(from: decoder), attempts: try container.decode([JobAttemptBody].self, forKey: .attempts))
    }

    package func encode(to encoder: any Encoder) throws {
        try self.job.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.attempts, forKey: .attempts)
    }
}
