import Grants

extension Signals {
    /// What showed a signal that fired, in words.
    static func words(for signal: Signal, _ facts: ConnectionFacts) -> String {
        let app = facts.app
        return switch signal {
        case .aiNativeClient, .aiEnabledClient, .unknownClient, .knownNotAI:
            "\(app.name): rule \(app.rule), confidence \(Int((app.confidence * 100).rounded())) %"
        case .broker: "\(app.name) receives the access for somebody else"
        case .notetaker: "\(app.name) joins and records meetings"
        case .agentShaped: "native redirect with a resource indicator"
        case .abusedApp: "\(app.name) was used in mailbox attacks"
        case .identityReused: "the client id of \(app.name) with a redirect host that is not its own"
        case .firstParty: "\(app.vendor) publishes \(app.name)"
        case .sanctionedApp: "an administrator allows \(app.name), and its identity is proven"
        case .redirectDrift: "the same client id was seen with another redirect host before"
        case .publisherDrift: "the same client id was seen under another publisher's name"
        case .scopeDrift: "somebody allowed it more than at first"
        case .scopeNotVisible:
            facts.access.kind == .noScope ? "the request showed no scope" : "some requests showed no scope"
        case .signInOnly: "only sign-in scopes"
        case .standingAccess: "asks for a refresh token"
        case .tenantWideConsent: "the consent was asked for the whole organisation"
        case .unknownProvider: "\(facts.resource.name) is in no catalogue"
        case .aiAccountOnly: "\(facts.resource.name) is an AI service itself"
        case .broadData: facts.access.dataClasses.map(\.rawValue).joined(separator: ", ")
        case .mailFilesOffline: "mail and files, also while the user is away"
        case .loopbackAdmin: "answers on loopback"
        case .scopeCritical, .scopeHigh, .scopeMedium, .scopeLow:
            self.names(facts) { $0.sensitivity == facts.access.sensitivity }
        case .canAdminister: self.names(facts) { $0.access == .admin }
        case .canWrite: self.names(facts) { $0.access == .write }
        case .mailAccess: self.names(facts) { $0.dataClass == .mail }
        case .scopeUnknown: self.names(facts) { $0.basis == .unknown }
        case .manyPeople: "ten or more people"
        case .rareClient: "one person"
        case .unmanagedAccount: "the browser user's address is outside the organisation's domains"
        case .unconfirmed: "no response was seen"
        case .noLiveGrant: "denied, abandoned or failed"
        }
    }

    /// Of the scopes that open data and satisfy `condition`, at most three by name, then how many more.
    private static func names(_ facts: ConnectionFacts, where condition: (ClassifiedScope) -> Bool) -> String {
        let scopes = (facts.access.scopes ?? []).filter { !$0.isStandingAccess && condition($0) }
        let names = scopes.prefix(3).map(\.scope).joined(separator: ", ")
        return scopes.count > 3 ? "\(names) and \(scopes.count - 3) more" : names
    }
}
