/// Signals that fired, one bit each: judging is done for every event, and touches no text.
package struct SignalSet: Sendable, Hashable {
    private var bits: UInt64 = 0

    package init() {}

    package init(_ signals: some Sequence<Signal>) {
        for signal in signals { self.insert(signal) }
    }

    package func contains(_ signal: Signal) -> Bool { self.bits & Self.bit(signal) != 0 }

    mutating func insert(_ signal: Signal) { self.bits |= Self.bit(signal) }

    mutating func remove(_ signal: Signal) { self.bits &= ~Self.bit(signal) }

    private static func bit(_ signal: Signal) -> UInt64 { 1 << UInt64(signal.position) }
}

extension Signal {
    /// A number of its own below 64. It is kept nowhere.
    var position: Int {
        switch self {
        case .aiNativeClient: 0
        case .aiEnabledClient: 1
        case .unknownClient: 2
        case .broker: 3
        case .notetaker: 4
        case .agentShaped: 5
        case .firstParty: 6
        case .knownNotAI: 7
        case .abusedApp: 8
        case .identityReused: 9
        case .redirectDrift: 10
        case .sanctionedApp: 11
        case .scopeCritical: 12
        case .scopeHigh: 13
        case .scopeMedium: 14
        case .scopeLow: 15
        case .scopeNotVisible: 16
        case .scopeUnknown: 17
        case .canAdminister: 18
        case .canWrite: 19
        case .mailAccess: 20
        case .broadData: 21
        case .mailFilesOffline: 22
        case .standingAccess: 23
        case .loopbackAdmin: 24
        case .tenantWideConsent: 25
        case .unknownProvider: 26
        case .signInOnly: 27
        case .aiAccountOnly: 28
        case .manyPeople: 29
        case .rareClient: 30
        case .unmanagedAccount: 31
        case .unconfirmed: 32
        case .noLiveGrant: 33
        case .scopeDrift: 34
        case .publisherDrift: 35
        }
    }
}
