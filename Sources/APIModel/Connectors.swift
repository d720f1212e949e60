/// A kind of connector, with what it needs.
package struct ConnectorKindBody: Codable, Sendable, Equatable {
    package struct Setting: Codable, Sendable, Equatable {
        package var name: String
        package var meaning: String
        package var required: Bool
        /// Goes into the vault and is never shown again.
        package var secret: Bool
        package var defaultValue: String?

        package init(name: String, meaning: String, required: Bool, secret: Bool, defaultValue: String? = nil) {
            self.name = name
            self.meaning = meaning
            self.required = required
            self.secret = secret
            self.defaultValue = defaultValue
        }

        private enum CodingKeys: String, CodingKey {
            case name, meaning, required, secret
            case defaultValue = "default"
        }
    }

    package var kind: String
    package var title: String
    package var providers: [String]
    package var settings: [Setting]
    package var capabilities: [String]
    package var documentation: String
    /// `fake_only` or `independent_server`: what it was ever run against.
    package var evidence: String

    package init(
        kind: String, title: String, providers: [String], settings: [Setting], capabilities: [String],
        documentation: String, evidence: String
    ) {
        self.kind = kind
        self.title = title
        self.providers = providers
        self.settings = settings
        self.capabilities = capabilities
        self.documentation = documentation
        self.evidence = evidence
    }
}

/// What keeps a connector from its work.
package struct ConnectorProblemBody: Codable, Sendable, Equatable {
    package var code: String
    /// In the vendor's words.
    package var detail: String
    package var permission: String?
    package var documentation: String?

    package init(code: String, detail: String, permission: String? = nil, documentation: String? = nil) {
        self.code = code
        self.detail = detail
        self.permission = permission
        self.documentation = documentation
    }
}

/// What a test of a connector found.
package struct ConnectorHealthBody: Codable, Sendable, Equatable {
    package var healthy: Bool
    /// Whether it was seen to read other people's grants; without that an empty listing proves nothing.
    package var seesOtherPeople: Bool
    package var problems: [ConnectorProblemBody]

    package init(healthy: Bool, seesOtherPeople: Bool, problems: [ConnectorProblemBody]) {
        self.healthy = healthy
        self.seesOtherPeople = seesOtherPeople
        self.problems = problems
    }

    private enum CodingKeys: String, CodingKey {
        case healthy, problems
        case seesOtherPeople = "sees_other_people"
    }
}

/// All that is shown of a secret.
package struct SecretBody: Codable, Sendable, Equatable {
    package var name: String
    package var lastFour: String
    package var version: Int64
    package var createdAt: String

    package init(name: String, lastFour: String, version: Int64, createdAt: String) {
        self.name = name
        self.lastFour = lastFour
        self.version = version
        self.createdAt = createdAt
    }

    private enum CodingKeys: String, CodingKey {
        case name, version
        case lastFour = "last_four"
        case createdAt = "created_at"
    }
}

/// A connector to an app's own interface.
package struct ConnectorBody: Codable, Sendable, Equatable {
    package var id: String
    package var name: String
    package var kind: String
    package var providers: [String]
    package var settings: [String: String]
    package var networks: [String]
    /// Whether it may reach the server's own machine: what it proves is then no more than a test.
    package var isTest: Bool
    /// ready, paused or disabled.
    package var state: String
    package var pausedBecause: String?
    package var createdAt: String
    package var testedAt: String?
    package var health: ConnectorHealthBody?
    package var secrets: [SecretBody]

    package init(
        id: String, name: String, kind: String, providers: [String], settings: [String: String], networks: [String],
        isTest: Bool, state: String, pausedBecause: String? = nil, createdAt: String, testedAt: String? = nil,
        health: ConnectorHealthBody? = nil, secrets: [SecretBody]
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.providers = providers
        self.settings = settings
        self.networks = networks
        self.isTest = isTest
        self.state = state
        self.pausedBecause = pausedBecause
        self.createdAt = createdAt
        self.testedAt = testedAt
        self.health = health
        self.secrets = secrets
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, kind, providers, settings, networks, state, health, secrets
        case isTest = "is_test"
        case pausedBecause = "paused_because"
        case createdAt = "created_at"
        case testedAt = "tested_at"
    }
}

/// A new connector.
package struct ConnectorRequest: Codable, Sendable, Equatable {
    package var name: String
    package var kind: String
    /// The catalogue's providers that it serves; those of its kind when absent.
    package var providers: [String]?
    package var settings: [String: String]?
    /// By name; write-only.
    package var secrets: [String: String]?
    /// Networks beside public addresses, as CIDR ranges: for servers of one's own and for tests.
    package var networks: [String]?

    package init(
        name: String, kind: String, providers: [String]? = nil, settings: [String: String]? = nil,
        secrets: [String: String]? = nil, networks: [String]? = nil
    ) {
        self.name = name
        self.kind = kind
        self.providers = providers
        self.settings = settings
        self.secrets = secrets
        self.networks = networks
    }
}

/// New versions of a connector's secrets.
package struct SecretsRequest: Codable, Sendable, Equatable {
    package var secrets: [String: String]

    package init(secrets: [String: String]) { self.secrets = secrets }
}

/// Lets a connector's jobs wait, or go on.
package struct PauseRequest: Codable, Sendable, Equatable {
    /// Why they wait; absent to let them go on.
    package var reason: String?

    package init(reason: String? = nil) { self.reason = reason }
}

/// Says what the vendor calls a client.
package struct MappingRequest: Codable, Sendable, Equatable {
    package var clientID: String
    package var vendorKey: String

    package init(clientID: String, vendorKey: String) {
        self.clientID = clientID
        self.vendorKey = vendorKey
    }

    private enum CodingKeys: String, CodingKey {
        case clientID = "client_id"
        case vendorKey = "vendor_key"
    }
}

/// What a rotation of the master key did.
package struct VaultRotation: Codable, Sendable, Equatable {
    /// Secrets that were sealed anew.
    package var secrets: Int

    package init(secrets: Int) { self.secrets = secrets }
}
