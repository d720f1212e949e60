/// A receiver of outgoing events.
package struct WebhookBody: Codable, Sendable, Equatable {
    package var id: String
    package var url: String
    package var events: [String]
    package var networks: [String]
    package var withAddresses: Bool
    /// active, failing or disabled.
    package var state: String
    /// Why the last try failed.
    package var problem: String?
    package var failingSince: String?
    /// Sequence number of the last log entry that is done with.
    package var position: Int64
    package var secretLastFour: String
    package var createdAt: String
    /// Shown once, when it is made.
    package var secret: String?

    package init(
        id: String, url: String, events: [String], networks: [String], withAddresses: Bool, state: String,
        problem: String? = nil, failingSince: String? = nil, position: Int64, secretLastFour: String,
        createdAt: String, secret: String? = nil
    ) {
        self.id = id
        self.url = url
        self.events = events
        self.networks = networks
        self.withAddresses = withAddresses
        self.state = state
        self.problem = problem
        self.failingSince = failingSince
        self.position = position
        self.secretLastFour = secretLastFour
        self.createdAt = createdAt
        self.secret = secret
    }

    private enum CodingKeys: String, CodingKey {
        case id, url, events, networks, state, problem, position, secret
        case withAddresses = "with_addresses"
        case failingSince = "failing_since"
        case secretLastFour = "secret_last_four"
        case createdAt = "created_at"
    }
}

package struct WebhookRequest: Codable, Sendable, Equatable {
    package var url: String
    /// Types of log entries, or their beginnings with a star; `finding.open`, `action.*` and `job.*` when absent.
    package var events: [String]?
    package var networks: [String]?
    package var withAddresses: Bool?

    package init(url: String, events: [String]? = nil, networks: [String]? = nil, withAddresses: Bool? = nil) {
        self.url = url
        self.events = events
        self.networks = networks
        self.withAddresses = withAddresses
    }

    private enum CodingKeys: String, CodingKey {
        case url, events, networks
        case withAddresses = "with_addresses"
    }
}

package struct ReplayRequest: Codable, Sendable, Equatable {
    /// RFC 3339.
    package var since: String

    package init(since: String) { self.since = since }
}

package struct ReplayAnswer: Codable, Sendable, Equatable {
    /// Log entries behind the receiver's new place; those that it asked for are sent again.
    package var entries: Int

    package init(entries: Int) { self.entries = entries }
}
