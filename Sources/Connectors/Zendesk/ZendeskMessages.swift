/// A place in the listing: the vendor's cursor.
struct ZendeskPlace: Codable {
    var after: String
}

/// A client by its number: of this account, or global.
struct ZendeskClientID: Hashable, Sendable {
    var number: Int
    var isGlobal: Bool

    init(number: Int, isGlobal: Bool) {
        self.number = number
        self.isGlobal = isGlobal
    }

    /// Reads `12` or `global:12`.
    init?(key: String) {
        let isGlobal = key.hasPrefix("global:")
        guard let number = Int(key.dropFirst(isGlobal ? 7 : 0)) else { return nil }
        self.init(number: number, isGlobal: isGlobal)
    }

    var key: String { self.isGlobal ? "global:\(self.number)" : "\(self.number)" }
    var parameter: String { self.isGlobal ? "global_client_id" : "client_id" }
}

/// A page by cursor.
struct ZendeskTokens: Decodable, Sendable {
    struct Meta: Decodable, Sendable {
        var hasMore: Bool?
        var afterCursor: String?
    }

    var tokens: [ZendeskToken]
    private var meta: Meta?

    /// The cursor of the next page.
    var next: String? { self.meta?.hasMore == true ? self.meta?.afterCursor : nil }
}

/// A token. The listing's `token`, the first characters of its value, has no member here and is dropped.
struct ZendeskToken: Decodable, Sendable {
    var id: Int
    private var clientId: Int?
    private var globalClientId: Int?
    var userId: Int
    private var scopes: [String]?
    var createdAt: String?
    var usedAt: String?

    var client: ZendeskClientID? {
        if let number = self.globalClientId { return ZendeskClientID(number: number, isGlobal: true) }
        return self.clientId.map { ZendeskClientID(number: $0, isGlobal: false) }
    }

    var boundedScopes: [String] { (self.scopes ?? []).prefix(ProviderBounds.scopes).map(ProviderBounds.cut) }
}

struct ZendeskUsers: Decodable, Sendable {
    struct User: Decodable, Sendable {
        var id: Int
        var email: String?
    }

    var users: [User]
}

struct ZendeskClients: Decodable, Sendable {
    struct Client: Decodable, Sendable {
        var id: Int
        /// As the authorization request shows it.
        var identifier: String
        var name: String?
    }

    var clients: [Client]
}
