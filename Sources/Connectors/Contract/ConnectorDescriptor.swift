/// What a kind of connector can do and what it needs.
package struct ConnectorDescriptor: Sendable {
    package var kind: ConnectorKind
    /// For people: "Google Workspace".
    package var title: String
    package var settings: [ConnectorSetting]
    package var capabilities: Set<ConnectorCapability>
    /// How long access goes on after a revoke at the longest, seconds; `nil` when it ends at once.
    package var residualAccessSeconds: Int?
    /// Whether the listing may show a grant for a while after it is gone, or not show one that is still there: one
    /// absent reading is then no proof.
    package var isEventuallyConsistent: Bool
    package var rate: ConnectorRate
    /// The vendor's page about the interface in use.
    package var documentation: String
    package var evidence: ConnectorEvidence

    package init(
        kind: ConnectorKind, title: String, settings: [ConnectorSetting], capabilities: Set<ConnectorCapability>,
        residualAccessSeconds: Int?, isEventuallyConsistent: Bool, rate: ConnectorRate, documentation: String,
        evidence: ConnectorEvidence
    ) {
        self.kind = kind
        self.title = title
        self.settings = settings
        self.capabilities = capabilities
        self.residualAccessSeconds = residualAccessSeconds
        self.isEventuallyConsistent = isEventuallyConsistent
        self.rate = rate
        self.documentation = documentation
        self.evidence = evidence
    }
}

/// One thing to configure.
package struct ConnectorSetting: Sendable, Equatable {
    /// The name on the command line and in the API, snake_case.
    package var name: String
    package var meaning: String
    package var isRequired: Bool
    /// Whether its value belongs into the vault.
    package var isSecret: Bool
    package var defaultValue: String?

    package init(
        _ name: String, _ meaning: String, isRequired: Bool = false, isSecret: Bool = false,
        defaultValue: String? = nil
    ) {
        self.name = name
        self.meaning = meaning
        self.isRequired = isRequired
        self.isSecret = isSecret
        self.defaultValue = defaultValue
    }
}

/// What a connector offers. Raw values are wire names: never rename, only add.
package enum ConnectorCapability: String, CaseIterable, Sendable, Codable {
    case listGrants = "list_grants"
    case revoke
    case verify
    case blockClient = "block_client"
}

/// How fast a provider may be called.
package struct ConnectorRate: Sendable, Equatable {
    /// Calls a second over all of a connector's operations; the setting `calls_per_second` overrides it.
    package var callsPerSecond: Double
    /// Operations at the same time.
    package var concurrency: Int

    package init(callsPerSecond: Double, concurrency: Int) {
        self.callsPerSecond = callsPerSecond
        self.concurrency = concurrency
    }
}

/// What a connector was run against. Raw values are wire names: never rename, only add.
package enum ConnectorEvidence: String, Sendable, Codable {
    /// The bundled fake, built from the vendor's public documentation, and nothing else.
    case fakeOnly = "fake_only"
    /// A server that others wrote.
    case independentServer = "independent_server"
}
