package import Grants

/// What is known of one connection, client app to resource app, when it is judged.
package struct ConnectionFacts: Sendable {
    package var app: AppIdentity
    package var resource: ResourceIdentity
    /// The union of what all its people granted.
    package var access: ScopeProfile
    /// Persons with a grant that may be standing.
    package var people: Int
    package var liveness: ClassifiedGrant.Liveness
    package var marks: Marks

    package init(
        app: AppIdentity, resource: ResourceIdentity, access: ScopeProfile, people: Int,
        liveness: ClassifiedGrant.Liveness, marks: Marks
    ) {
        self.app = app
        self.resource = resource
        self.access = access
        self.people = people
        self.liveness = liveness
        self.marks = marks
    }

    /// What any sighting of the connection showed; once set they stay, unless it says otherwise.
    package struct Marks: OptionSet, Sendable, Hashable {
        package let rawValue: Int

        package init(rawValue: Int) { self.rawValue = rawValue }

        package static let standingAccess = Marks(rawValue: 1 << 0)
        package static let unmanagedAccount = Marks(rawValue: 1 << 1)
        package static let loopback = Marks(rawValue: 1 << 2)
        package static let adminConsent = Marks(rawValue: 1 << 3)
        package static let redirectDrift = Marks(rawValue: 1 << 4)
        /// A request whose scopes were not visible (PAR or none named).
        package static let hiddenScopes = Marks(rawValue: 1 << 5)
        package static let identityReused = Marks(rawValue: 1 << 6)
        /// A client whose identity it could have chosen itself: a sanction does not speak for it.
        package static let unprovenClient = Marks(rawValue: 1 << 7)
        /// A grant came to hold more than it did at first. An earlier consent that is reported late can take it back.
        package static let scopeDrift = Marks(rawValue: 1 << 8)
        /// The client id has grants under another publisher's name as well.
        package static let publisherDrift = Marks(rawValue: 1 << 9)
    }
}

extension ConnectionFacts.Marks {
    /// What one event adds.
    package init(_ grant: ClassifiedGrant, isManagedAccount: Bool) {
        self = []
        if grant.asksForOfflineAccess || grant.access.hasStandingAccess { self.insert(.standingAccess) }
        if !isManagedAccount { self.insert(.unmanagedAccount) }
        if grant.client.redirectClass == .loopback { self.insert(.loopback) }
        if grant.client.isAdminConsent { self.insert(.adminConsent) }
        if grant.access.kind == .noScope { self.insert(.hiddenScopes) }
        if grant.client.app.traits.contains(.identityReused) { self.insert(.identityReused) }
        if !grant.client.app.traits.contains(.proven) { self.insert(.unprovenClient) }
    }
}
