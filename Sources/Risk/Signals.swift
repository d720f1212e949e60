import Grants

/// Which signals a connection shows.
enum Signals {
    static func fired(by facts: ConnectionFacts) -> SignalSet {
        self.fired(
            by: facts.app, on: facts.resource, facts.access, people: facts.people, facts.liveness, facts.marks)
    }

    /// The same of facts that lie apart: putting them together would count a reference for each of their texts.
    static func fired(
        by app: borrowing AppIdentity, on resource: borrowing ResourceIdentity, _ access: ScopeProfile, people: Int,
        _ liveness: ClassifiedGrant.Liveness, _ marks: ConnectionFacts.Marks
    ) -> SignalSet {
        var fired = SignalSet()
        self.client(app, marks, &fired)
        self.access(access, marks, &fired)
        if resource.providerID == nil { fired.insert(.unknownProvider) }
        // A foreign program with the id of the AI's own is not the AI's own.
        if resource.category.hasPrefix("ai-"), app.aiClass == .aiNative, !marks.contains(.identityReused) {
            fired.insert(.aiAccountOnly)
        }
        self.people(people, liveness, marks, &fired)
        return fired
    }

    // MARK: - Who the client is

    private static func client(
        _ app: borrowing AppIdentity, _ marks: ConnectionFacts.Marks, _ fired: inout SignalSet
    ) {
        let traits = app.traits
        switch app.aiClass {
        case .aiNative: fired.insert(.aiNativeClient)
        case .aiEnabled: fired.insert(.aiEnabledClient)
        case .unknown: fired.insert(.unknownClient)
        case .notAI:
            if !traits.contains(.abused), !marks.contains(.identityReused) { fired.insert(.knownNotAI) }
        }
        if traits.contains(.broker) { fired.insert(.broker) }
        if traits.contains(.notetaker) { fired.insert(.notetaker) }
        if traits.contains(.agentShaped) { fired.insert(.agentShaped) }
        if traits.contains(.abused) { fired.insert(.abusedApp) }
        if marks.contains(.identityReused) {
            fired.insert(.identityReused)
        } else if traits.contains(.firstParty), traits.contains(.proven) {
            fired.insert(.firstParty)
        }
        if self.isSanctioned(traits, marks) { fired.insert(.sanctionedApp) }
        if marks.contains(.redirectDrift) { fired.insert(.redirectDrift) }
        if marks.contains(.publisherDrift) { fired.insert(.publisherDrift) }
    }

    /// A sanction counts only for an identity that the client can not choose, and not for one that anybody's program
    /// could answer to.
    private static func isSanctioned(_ traits: AppIdentity.Traits, _ marks: ConnectionFacts.Marks) -> Bool {
        traits.contains(.sanctioned) && traits.contains(.proven) && !traits.contains(.identityReused)
            && marks.isDisjoint(with: [.identityReused, .unprovenClient, .loopback, .redirectDrift, .publisherDrift])
    }

    // MARK: - What it may do

    private static func access(
        _ access: ScopeProfile, _ marks: ConnectionFacts.Marks, _ fired: inout SignalSet
    ) {
        switch access.kind {
        case .noScope: fired.insert(.scopeNotVisible)
        case .identityOnly: fired.insert(marks.contains(.hiddenScopes) ? .scopeNotVisible : .signInOnly)
        case .data: self.data(access, marks, &fired)
        }
        if marks.contains(.standingAccess) { fired.insert(.standingAccess) }
        if marks.contains(.scopeDrift) { fired.insert(.scopeDrift) }
        if marks.contains(.adminConsent) {
            fired.insert(.tenantWideConsent)
            fired.remove(.signInOnly)
        }
    }

    private static func data(
        _ access: ScopeProfile, _ marks: ConnectionFacts.Marks, _ fired: inout SignalSet
    ) {
        switch access.sensitivity {
        case .critical: fired.insert(.scopeCritical)
        case .high: fired.insert(.scopeHigh)
        case .medium: fired.insert(.scopeMedium)
        case .low: fired.insert(.scopeLow)
        case nil: break
        }
        switch access.access {
        case .admin: fired.insert(.canAdminister)
        case .write: fired.insert(.canWrite)
        case .read, .identity, nil: break
        }
        let opensMail = access.dataClasses.contains(.mail)
        if opensMail { fired.insert(.mailAccess) }
        if access.dataClasses.count >= 3 { fired.insert(.broadData) }
        if opensMail, access.dataClasses.contains(.files), marks.contains(.standingAccess) {
            fired.insert(.mailFilesOffline)
        }
        if access.hasUnknownScope { fired.insert(.scopeUnknown) }
        if access.access == .admin, marks.contains(.loopback) { fired.insert(.loopbackAdmin) }
    }

    // MARK: - Who granted it

    private static func people(
        _ people: Int, _ liveness: ClassifiedGrant.Liveness, _ marks: ConnectionFacts.Marks, _ fired: inout SignalSet
    ) {
        if people >= 10 { fired.insert(.manyPeople) }
        if people == 1 { fired.insert(.rareClient) }
        if marks.contains(.unmanagedAccount) { fired.insert(.unmanagedAccount) }
        switch liveness {
        case .observed: break
        case .unconfirmed: fired.insert(.unconfirmed)
        case .attempted: fired.insert(.noLiveGrant)
        }
    }
}
