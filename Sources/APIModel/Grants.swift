/// One permission in plain words.
package struct ScopeBody: Codable, Sendable, Equatable {
    package var scope: String
    package var access: String
    package var dataClass: String
    package var sensitivity: String
    package var basis: String
    package var description: String

    package init(
        scope: String, access: String, dataClass: String, sensitivity: String, basis: String,
        description: String
    ) {
        self.scope = scope
        self.access = access
        self.dataClass = dataClass
        self.sensitivity = sensitivity
        self.basis = basis
        self.description = description
    }

    private enum CodingKeys: String, CodingKey {
        case scope, access, sensitivity, basis, description
        case dataClass = "data_class"
    }
}

/// One client app's access to one resource app, over all people.
package struct ConnectionBody: Codable, Sendable, Equatable {
    package var id: String
    package var client: AppReference
    package var resource: AppReference
    package var provider: String?
    package var people: Int
    package var grantKind: String
    package var access: String?
    package var sensitivity: String?
    package var dataClasses: [String]
    /// `null` when not visible.
    package var scopes: [ScopeBody]?
    package var state: String
    /// To the minute.
    package var firstSeen: String
    /// To the minute.
    package var lastSeen: String
    package var findingID: String?
    package var score: Int?

    package init(
        id: String, client: AppReference, resource: AppReference, provider: String? = nil,
        people: Int, grantKind: String, access: String? = nil, sensitivity: String? = nil,
        dataClasses: [String], scopes: [ScopeBody]? = nil, state: String, firstSeen: String,
        lastSeen: String, findingID: String? = nil, score: Int? = nil
    ) {
        self.id = id
        self.client = client
        self.resource = resource
        self.provider = provider
        self.people = people
        self.grantKind = grantKind
        self.access = access
        self.sensitivity = sensitivity
        self.dataClasses = dataClasses
        self.scopes = scopes
        self.state = state
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.findingID = findingID
        self.score = score
    }

    private enum CodingKeys: String, CodingKey {
        case id, client, resource, provider, people, access, sensitivity, scopes, state, score
        case grantKind = "grant_kind"
        case dataClasses = "data_classes"
        case firstSeen = "first_seen"
        case lastSeen = "last_seen"
        case findingID = "finding_id"
    }
}

/// A person as a grant names them.
package struct PersonReference: Codable, Sendable, Equatable {
    package var id: String
    /// `null` when erased, unknown or outside the organisation.
    package var address: String?
    package var domain: String?
    package var managed: Bool

    package init(
        id: String, address: String? = nil, domain: String? = nil, managed: Bool
    ) {
        self.id = id
        self.address = address
        self.domain = domain
        self.managed = managed
    }
}

/// What a person answered to the plugin's coaching page.
package struct CoachingBody: Codable, Sendable, Equatable {
    /// End of the flow.
    package var at: String
    package var shown: Bool
    /// `continue`, `left` or `none`.
    package var choice: String
    /// The person's own words; `null` when there are none, or the person was erased.
    package var reason: String?

    package init(at: String, shown: Bool, choice: String, reason: String? = nil) {
        self.at = at
        self.shown = shown
        self.choice = choice
        self.reason = reason
    }
}

/// One person's grant.
package struct GrantBody: Codable, Sendable, Equatable {
    package var id: String
    package var connectionID: String
    package var findingID: String?
    package var person: PersonReference
    package var client: AppReference
    package var resource: AppReference
    package var provider: String?
    package var clientID: String
    package var redirect: String
    package var redirectClass: String
    package var grantKind: String
    package var access: String?
    /// `null` when not visible.
    package var scopes: [ScopeBody]?
    /// `observed`, `unconfirmed` or `attempted`.
    package var state: String
    package var outcome: String
    package var firstSeen: String
    package var lastSeen: String
    package var sightings: Int
    /// The newest; absent when no page was to open.
    package var coaching: CoachingBody?

    package init(
        id: String, connectionID: String, findingID: String? = nil, person: PersonReference,
        client: AppReference, resource: AppReference, provider: String? = nil, clientID: String,
        redirect: String, redirectClass: String, grantKind: String, access: String? = nil,
        scopes: [ScopeBody]? = nil, state: String, outcome: String, firstSeen: String,
        lastSeen: String, sightings: Int, coaching: CoachingBody? = nil
    ) {
        self.id = id
        self.connectionID = connectionID
        self.findingID = findingID
        self.person = person
        self.client = client
        self.resource = resource
        self.provider = provider
        self.clientID = clientID
        self.redirect = redirect
        self.redirectClass = redirectClass
        self.grantKind = grantKind
        self.access = access
        self.scopes = scopes
        self.state = state
        self.outcome = outcome
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.sightings = sightings
        self.coaching = coaching
    }

    private enum CodingKeys: String, CodingKey {
        case id, person, client, resource, provider, redirect, access, scopes, state, outcome, sightings, coaching
        case connectionID = "connection_id"
        case findingID = "finding_id"
        case clientID = "client_id"
        case redirectClass = "redirect_class"
        case grantKind = "grant_kind"
        case firstSeen = "first_seen"
        case lastSeen = "last_seen"
    }
}
