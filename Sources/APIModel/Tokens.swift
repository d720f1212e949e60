/// A token without its secret.
package struct TokenBody: Codable, Sendable, Equatable {
    package var id: String
    package var name: String
    package var person: String?
    package var roles: [String]?
    package var createdAt: String
    package var expiresAt: String?
    /// `valid`, `expired` or `revoked`.
    package var state: String
    /// Only in the answer that created it.
    package var secret: String?

    package init(
        id: String, name: String, person: String? = nil, roles: [String]? = nil, createdAt: String,
        expiresAt: String? = nil, state: String, secret: String? = nil
    ) {
        self.id = id
        self.name = name
        self.person = person
        self.roles = roles
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.state = state
        self.secret = secret
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, person, roles, state, secret
        case createdAt = "created_at"
        case expiresAt = "expires_at"
    }
}

/// Asks for a token.
package struct TokenRequest: Codable, Sendable, Equatable {
    package var name: String
    /// API tokens only: who holds it.
    package var person: String?
    /// API tokens only: whether the holder is a service.
    package var service: Bool?
    package var roles: [String]?
    package var expiresAt: String?

    package init(
        name: String, person: String? = nil, service: Bool? = nil, roles: [String]? = nil,
        expiresAt: String? = nil
    ) {
        self.name = name
        self.person = person
        self.service = service
        self.roles = roles
        self.expiresAt = expiresAt
    }

    private enum CodingKeys: String, CodingKey {
        case name, person, service, roles
        case expiresAt = "expires_at"
    }
}

/// Which tokens an order to revoke has ended.
package struct RevocationBody: Codable, Sendable, Equatable {
    package var revoked: [String]

    package init(revoked: [String]) {
        self.revoked = revoked
    }
}
