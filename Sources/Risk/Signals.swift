import Grants

/// Which signals a connection shows, each with what showed it.
enum Signals {
    static func fired(by facts: ConnectionFacts) -> FiredSignals {
        var fired = FiredSignals()
        self.client(facts, &fired)
        self.access(facts, &fired)
        self.people(facts, &fired)
        return fired
    }

    // MARK: - Who the client is

    private static func client(_ facts: ConnectionFacts, _ fired: inout FiredSignals) {
        let app = facts.app
        let recognised = app.name + ": rule " + app.rule + ", confidence " + Self.percent(app.confidence)
        switch app.aiClass {
        case .aiNative: fired[.aiNativeClient] = recognised
        case .aiEnabled: fired[.aiEnabledClient] = recognised
        case .unknown: fired[.unknownClient] = recognised
        case .notAI where !app.traits.contains(.abused): fired[.knownNotAI] = recognised
        case .notAI: break
        }
        if app.traits.contains(.broker) { fired[.broker] = "\(app.name) receives the access for somebody else" }
        if app.traits.contains(.notetaker) { fired[.notetaker] = "\(app.name) joins and records meetings" }
        if app.traits.contains(.agentShaped) { fired[.agentShaped] = "native redirect with a resource indicator" }
        if app.traits.contains(.abused) { fired[.abusedApp] = "\(app.name) was used in mailbox attacks" }
        if facts.marks.contains(.identityReused) {
            fired[.identityReused] = "the client id of \(app.name) with a redirect host that is not its own"
        } else if app.traits.contains(.firstParty), app.traits.contains(.proven) {
            fired[.firstParty] = "\(app.vendor) publishes \(app.name)"
        }
        if Self.isSanctioned(facts) {
            fired[.sanctionedApp] = "an administrator allows \(app.name), and its identity is proven"
        }
        if facts.marks.contains(.redirectDrift) {
            fired[.redirectDrift] = "the same client id was seen with another redirect host before"
        }
    }

    /// A sanction counts only for an identity that the client can not choose, and not for one that anybody's program
    /// could answer to.
    private static func isSanctioned(_ facts: ConnectionFacts) -> Bool {
        facts.app.traits.contains(.sanctioned) && facts.app.traits.contains(.proven)
            && !facts.app.traits.contains(.identityReused)
            && facts.marks.isDisjoint(with: [.identityReused, .unprovenClient, .loopback, .redirectDrift])
    }

    // MARK: - What it may do

    private static func access(_ facts: ConnectionFacts, _ fired: inout FiredSignals) {
        let access = facts.access
        switch access.kind {
        case .noScope: fired[.scopeNotVisible] = "the request showed no scope"
        case .identityOnly where facts.marks.contains(.hiddenScopes):
            fired[.scopeNotVisible] = "some requests showed no scope"
        case .identityOnly: fired[.signInOnly] = "only sign-in scopes"
        case .data: self.data(facts, &fired)
        }
        if facts.marks.contains(.standingAccess) { fired[.standingAccess] = "asks for a refresh token" }
        if facts.marks.contains(.adminConsent) {
            fired[.tenantWideConsent] = "the consent was asked for the whole organisation"
            fired[.signInOnly] = nil
        }
        if facts.resource.providerID == nil { fired[.unknownProvider] = "\(facts.resource.name) is in no catalogue" }
        if facts.resource.category.hasPrefix("ai-"), facts.app.aiClass == .aiNative {
            fired[.aiAccountOnly] = "\(facts.resource.name) is an AI service itself"
        }
    }

    private static func data(_ facts: ConnectionFacts, _ fired: inout FiredSignals) {
        let access = facts.access
        let scopes = access.scopes ?? []
        if let sensitivity = access.sensitivity {
            let signal: Signal =
                switch sensitivity {
                case .critical: .scopeCritical
                case .high: .scopeHigh
                case .medium: .scopeMedium
                case .low: .scopeLow
                }
            fired[signal] = Self.names(of: scopes) { $0.sensitivity == sensitivity }
        }
        switch access.access {
        case .admin: fired[.canAdminister] = Self.names(of: scopes) { $0.access == .admin }
        case .write: fired[.canWrite] = Self.names(of: scopes) { $0.access == .write }
        case .read, .identity, nil: break
        }
        if access.dataClasses.contains(.mail) {
            fired[.mailAccess] = Self.names(of: scopes) { $0.dataClass == .mail }
        }
        if access.dataClasses.count >= 3 {
            fired[.broadData] = access.dataClasses.map(\.rawValue).joined(separator: ", ")
        }
        if access.dataClasses.contains(.mail), access.dataClasses.contains(.files),
            facts.marks.contains(.standingAccess)
        {
            fired[.mailFilesOffline] = "mail and files, also while the user is away"
        }
        if access.hasUnknownScope {
            fired[.scopeUnknown] = Self.names(of: scopes) { $0.basis == .unknown }
        }
        if access.access == .admin, facts.marks.contains(.loopback) {
            fired[.loopbackAdmin] = "answers on loopback"
        }
    }

    // MARK: - Who granted it

    private static func people(_ facts: ConnectionFacts, _ fired: inout FiredSignals) {
        if facts.people >= 10 { fired[.manyPeople] = "ten or more people" }
        if facts.people == 1 { fired[.rareClient] = "one person" }
        if facts.marks.contains(.unmanagedAccount) {
            fired[.unmanagedAccount] = "the browser user's address is outside the organisation's domains"
        }
        switch facts.liveness {
        case .observed: break
        case .unconfirmed: fired[.unconfirmed] = "no response was seen"
        case .attempted: fired[.noLiveGrant] = "denied, abandoned or failed"
        }
    }

    /// Of the scopes that open data and satisfy `condition`, at most three by name, then how many more.
    private static func names(of scopes: [ClassifiedScope], where condition: (ClassifiedScope) -> Bool) -> String {
        var names = ""
        var count = 0
        for scope in scopes where !scope.isStandingAccess && condition(scope) {
            count += 1
            guard count <= 3 else { continue }
            if count > 1 { names += ", " }
            names += scope.scope
        }
        return count > 3 ? names + " and \(count - 3) more" : names
    }

    private static func percent(_ confidence: Double) -> String {
        "\(Int((confidence * 100).rounded())) %"
    }
}
