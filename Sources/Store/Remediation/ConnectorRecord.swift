package import Grants

/// A connector as it is kept, without its secrets.
package struct ConnectorRecord: Sendable {
    package var number: Int64
    package var name: String
    package var kind: String
    /// The providers it serves, by id.
    package var providers: [String]
    package var settings: [String: String]
    /// Networks that its requests may reach beside public addresses, as CIDR ranges.
    package var networks: [String]
    /// Rises with every change, so that workers read it again.
    package var revision: Int64
    package var createdAt: Timestamp
    package var isDisabled: Bool
    /// Why its jobs wait; a stable code, then words.
    package var pausedBecause: String?
    package var testedAt: Timestamp?
    /// What its last test said, as JSON.
    package var health: String?
    package var secrets: [SecretHint]

    /// Whether it may reach this machine itself: what it proves is then no more than a test.
    package var isTest: Bool { Self.areTest(self.networks) }

    package static func areTest(_ networks: [String]) -> Bool {
        networks.contains { $0.hasPrefix("127.") || $0.hasPrefix("::1") }
    }

    package init(
        number: Int64, name: String, kind: String, providers: [String], settings: [String: String],
        networks: [String], revision: Int64, createdAt: Timestamp, isDisabled: Bool, pausedBecause: String? = nil,
        testedAt: Timestamp? = nil, health: String? = nil, secrets: [SecretHint]
    ) {
        self.number = number
        self.name = name
        self.kind = kind
        self.providers = providers
        self.settings = settings
        self.networks = networks
        self.revision = revision
        self.createdAt = createdAt
        self.isDisabled = isDisabled
        self.pausedBecause = pausedBecause
        self.testedAt = testedAt
        self.health = health
        self.secrets = secrets
    }
}

/// All that is ever shown of a secret.
package struct SecretHint: Sendable, Equatable {
    package var name: String
    package var lastFour: String
    package var version: Int64
    package var keyID: String
    package var createdAt: Timestamp
}

/// A secret as it is kept: sealed by the vault.
package struct SealedRecord: Sendable {
    package var name: String
    package var version: Int64
    /// The master key that it is sealed under.
    package var keyID: String
    package var sealed: [UInt8]
    package var lastFour: String

    package init(name: String, version: Int64, keyID: String, sealed: [UInt8], lastFour: String) {
        self.name = name
        self.version = version
        self.keyID = keyID
        self.sealed = sealed
        self.lastFour = lastFour
    }
}

/// What an administrator asks of a new connector.
package struct NewConnector: Sendable {
    package var name: String
    package var kind: String
    package var providers: [String]
    package var settings: [String: String]
    package var networks: [String]

    package init(
        name: String, kind: String, providers: [String], settings: [String: String], networks: [String]
    ) {
        self.name = name
        self.kind = kind
        self.providers = providers
        self.settings = settings
        self.networks = networks
    }
}
