/// A page of Graph's: its link to the next is an opaque absolute address.
struct EntraPage<Item: Decodable & Sendable>: Decodable, Sendable {
    private enum CodingKeys: String, CodingKey {
        case value
        case nextLink = "@odata.nextLink"
    }

    var value: [Item]
    var nextLink: String?
}

/// A delegated grant: one client, one person or everybody, one resource.
struct EntraGrant: Decodable, Sendable {
    /// Letter case counts; may begin with `-`.
    var id: String
    /// The client's service principal: its object id, not its application id.
    var clientId: String
    /// `Principal` or `AllPrincipals`.
    var consentType: String
    var principalId: String?
    var resourceId: String?
    /// Names between spaces.
    private var scope: String?

    var isTenantWide: Bool { self.consentType == "AllPrincipals" }

    var scopes: [String] {
        (self.scope ?? "").split(separator: " ").prefix(ProviderBounds.scopes).map { ProviderBounds.cut(String($0)) }
    }
}

/// A permission that an app has by itself.
struct EntraRoleAssignment: Decodable, Sendable {
    var id: String
    var appRoleId: String
    var resourceId: String
    var resourceDisplayName: String?
}

/// A person or a service principal; each has but some of the members.
struct EntraObject: Decodable, Sendable {
    var id: String
    var appId: String?
    var displayName: String?
    var accountEnabled: Bool?
    var userPrincipalName: String?
    var mail: String?
    var appRoles: [Role]?

    struct Role: Decodable, Sendable {
        var id: String
        var value: String?
    }
}

/// A service principal's object id: never an application id.
struct EntraPrincipalID: Sendable, Hashable {
    var text: String
}

/// A person's object id.
struct EntraPersonID: Sendable, Hashable {
    var text: String
}
