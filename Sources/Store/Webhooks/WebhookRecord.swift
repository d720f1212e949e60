package import Grants

/// A receiver of outgoing events.
package struct WebhookRecord: Sendable {
    package var number: Int64
    package var url: String
    /// Types of log entries, or their beginnings with a star: `finding.open`, `action.*`.
    package var events: [String]
    /// Networks that it may reach beside public addresses, as CIDR ranges.
    package var networks: [String]
    /// Whether people's addresses go with the ids.
    package var withAddresses: Bool
    package var secret: SealedRecord
    /// Sequence number of the last log entry that is done with.
    package var position: Int64
    /// Failed tries of the entry after it.
    package var attempts: Int
    package var failingSince: Timestamp?
    package var nextAt: Timestamp
    /// Why the last try failed.
    package var problem: String?
    package var createdAt: Timestamp
    package var isDisabled: Bool

    /// Whether an entry of this type is sent.
    package func wants(_ type: String) -> Bool {
        self.events.contains { pattern in
            pattern.hasSuffix("*") ? type.hasPrefix(pattern.dropLast()) : type == pattern
        }
    }
}

/// What an administrator asks of a new receiver.
package struct NewWebhook: Sendable {
    package var url: String
    package var events: [String]
    package var networks: [String]
    package var withAddresses: Bool

    package init(url: String, events: [String], networks: [String], withAddresses: Bool) {
        self.url = url
        self.events = events
        self.networks = networks
        self.withAddresses = withAddresses
    }
}
