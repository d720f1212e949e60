/// One walk through all grants that a connector can list.
package struct ListingBody: Codable, Sendable, Equatable {
    package var id: String
    package var connectorID: String
    /// running, complete, failed, or doubtful: complete, but nothing was concluded from it.
    package var state: String
    package var pages: Int
    package var seen: Int
    /// How many there are in all, where the provider says so.
    package var total: Int?
    /// Grants that ended by it.
    package var gone: Int
    package var problem: String?
    package var startedAt: String
    package var changedAt: String

    package init(
        id: String, connectorID: String, state: String, pages: Int, seen: Int, total: Int? = nil, gone: Int,
        problem: String? = nil, startedAt: String, changedAt: String
    ) {
        self.id = id
        self.connectorID = connectorID
        self.state = state
        self.pages = pages
        self.seen = seen
        self.total = total
        self.gone = gone
        self.problem = problem
        self.startedAt = startedAt
        self.changedAt = changedAt
    }

    private enum CodingKeys: String, CodingKey {
        case id, state, pages, seen, total, gone, problem
        case connectorID = "connector_id"
        case startedAt = "started_at"
        case changedAt = "changed_at"
    }
}

/// A grant as its provider lists it, beside what browsers saw of it.
package struct StandingGrantBody: Codable, Sendable, Equatable {
    package var id: String
    package var connectorID: String
    package var person: String?
    package var client: String
    package var clientID: String?
    package var vendorKey: String
    package var tenantWide: Bool
    /// both: a browser saw it, too; confirmed: only the provider lists it.
    package var source: String
    /// The grant that browsers saw, or that a report of a listing made.
    package var grantID: String?
    package var grantedScopes: [String]
    /// Asked for in the browser and not granted.
    package var notGranted: [String]
    /// Granted and not seen to be asked for.
    package var notRequested: [String]
    package var grantedAt: String?
    package var lastUsedAt: String?
    package var firstSeen: String
    package var lastSeen: String
    package var goneAt: String?

    package init(
        id: String, connectorID: String, person: String?, client: String, clientID: String?, vendorKey: String,
        tenantWide: Bool, source: String, grantID: String?, grantedScopes: [String], notGranted: [String],
        notRequested: [String], grantedAt: String?, lastUsedAt: String?, firstSeen: String, lastSeen: String,
        goneAt: String?
    ) {
        self.id = id
        self.connectorID = connectorID
        self.person = person
        self.client = client
        self.clientID = clientID
        self.vendorKey = vendorKey
        self.tenantWide = tenantWide
        self.source = source
        self.grantID = grantID
        self.grantedScopes = grantedScopes
        self.notGranted = notGranted
        self.notRequested = notRequested
        self.grantedAt = grantedAt
        self.lastUsedAt = lastUsedAt
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.goneAt = goneAt
    }

    private enum CodingKeys: String, CodingKey {
        case id, person, client, source
        case connectorID = "connector_id"
        case clientID = "client_id"
        case vendorKey = "vendor_key"
        case tenantWide = "tenant_wide"
        case grantID = "grant_id"
        case grantedScopes = "granted_scopes"
        case notGranted = "not_granted"
        case notRequested = "not_requested"
        case grantedAt = "granted_at"
        case lastUsedAt = "last_used_at"
        case firstSeen = "first_seen"
        case lastSeen = "last_seen"
        case goneAt = "gone_at"
    }
}
