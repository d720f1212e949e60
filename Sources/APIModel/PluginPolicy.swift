/// The plugin's list as a sensor gets it.
package struct SignedPluginPolicyBody: Codable, Sendable, Equatable {
    /// Base64url of the list's JSON text, the bytes that are signed.
    package var policy: String
    package var keyID: String
    /// Base64url of r and s, 64 bytes (ECDSA over P-256 with SHA-256).
    package var signature: String

    package init(policy: String, keyID: String, signature: String) {
        self.policy = policy
        self.keyID = keyID
        self.signature = signature
    }

    private enum CodingKeys: String, CodingKey {
        case policy, signature
        case keyID = "key_id"
    }
}

/// The plugin's list as people manage it.
package struct PluginPolicyBody: Codable, Sendable, Equatable {
    /// Rises by one with each change.
    package var issue: Int64
    /// Absent when nobody has changed it.
    package var changedAt: String?
    package var message: String
    package var clients: [PluginPolicyEntryBody]

    package init(issue: Int64, changedAt: String?, message: String, clients: [PluginPolicyEntryBody]) {
        self.issue = issue
        self.changedAt = changedAt
        self.message = message
        self.clients = clients
    }

    private enum CodingKeys: String, CodingKey {
        case issue, message, clients
        case changedAt = "changed_at"
    }
}

/// What people are to use instead.
package struct AlternativeBody: Codable, Sendable, Equatable {
    package var name: String
    package var url: String

    package init(name: String, url: String) {
        self.name = name
        self.url = url
    }
}

/// Asks for an entry in the plugin's list.
package struct PluginPolicyEntryRequest: Codable, Sendable, Equatable {
    package var provider: String
    package var clientID: String
    /// `blocked` or `unreviewed`; `blocked` when absent.
    package var state: String?
    package var reason: String
    package var alternative: AlternativeBody?

    package init(
        provider: String, clientID: String, state: String? = nil, reason: String, alternative: AlternativeBody? = nil
    ) {
        self.provider = provider
        self.clientID = clientID
        self.state = state
        self.reason = reason
        self.alternative = alternative
    }

    private enum CodingKeys: String, CodingKey {
        case provider, state, reason, alternative
        case clientID = "client_id"
    }
}

/// An entry of the plugin's list with its author.
package struct PluginPolicyEntryBody: Codable, Sendable, Equatable {
    package var id: String
    package var provider: String
    package var clientID: String
    package var state: String
    package var reason: String
    package var alternative: AlternativeBody?
    package var author: String
    package var createdAt: String

    package init(
        id: String, provider: String, clientID: String, state: String, reason: String, alternative: AlternativeBody?,
        author: String, createdAt: String
    ) {
        self.id = id
        self.provider = provider
        self.clientID = clientID
        self.state = state
        self.reason = reason
        self.alternative = alternative
        self.author = author
        self.createdAt = createdAt
    }

    private enum CodingKeys: String, CodingKey {
        case id, provider, state, reason, alternative, author
        case clientID = "client_id"
        case createdAt = "created_at"
    }
}

/// What the page says above all reasons.
package struct PluginPolicyMessage: Codable, Sendable, Equatable {
    package var message: String

    package init(message: String) {
        self.message = message
    }
}
