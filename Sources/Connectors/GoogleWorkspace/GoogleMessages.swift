/// A person's tokens (`admin#directory#tokenList`); `items` is missing when there are none.
struct GoogleTokenList: Decodable {
    /// More entries of one person are cut: a listing of this length is no person's.
    static let longest = 5_000

    private var items: [GoogleToken]?

    var tokens: [GoogleToken] { Array((self.items ?? []).prefix(Self.longest)) }
}

/// What a person gave to one client.
struct GoogleToken: Decodable, Sendable {
    var clientId: String
    var displayText: String?
    /// Whether the client has no id of its own; all such clients share one entry.
    var anonymous: Bool?
    private var scopes: [String]?

    var boundedScopes: [String] {
        (self.scopes ?? []).prefix(ProviderBounds.scopes).map { ProviderBounds.cut($0) }
    }

    func grant(of subject: String) -> StandingGrant {
        StandingGrant(
            subject: subject, clientID: self.anonymous == true ? nil : ProviderBounds.cut(self.clientId),
            vendorKey: ProviderBounds.cut(self.clientId), displayName: ProviderBounds.cut(self.displayText ?? ""),
            scopes: self.boundedScopes)
    }
}

/// A page of users.
struct GoogleUserPage: Decodable, Sendable {
    struct User: Decodable, Sendable {
        /// Stable over renames.
        var id: String
        var primaryEmail: String
    }

    private var users: [User]?
    var nextPageToken: String?

    /// At most 500, as asked for.
    var people: [User] { Array((self.users ?? []).prefix(500)) }
}
