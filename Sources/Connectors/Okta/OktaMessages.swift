struct OktaUser: Decodable, Sendable {
    struct Profile: Decodable, Sendable {
        var login: String?
        var email: String?
    }

    var id: String
    var profile: Profile?
}

/// A client that has consents or tokens of a person.
struct OktaClient: Decodable, Sendable {
    var clientId: String
    var clientName: String?
}

/// A person's consent to one scope.
struct OktaGrant: Decodable, Sendable {
    private var status: String?
    var clientId: String?
    var scopeId: String?

    /// Revoked ones stay listed for a while.
    var isActive: Bool { self.status != "REVOKED" }
}

/// A refresh token; its value is not in the listing.
struct OktaToken: Decodable, Sendable {
    private var status: String?

    var isActive: Bool { self.status != "REVOKED" }
}
