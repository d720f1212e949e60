package import Governance
package import Grants
package import Risk

/// What an app is in a connection.
package enum AppRole: String, Sendable, CaseIterable {
    /// It asks for access.
    case client
    /// It holds the data.
    case resource
}

/// An app as lists show it.
package struct AppRecord: Sendable {
    package var number: Int64
    package var role: String
    package var name: String
    package var vendor: String
    package var category: String
    package var aiClass: AIClass
    package var traits: AppIdentity.Traits
    package var rule: String
    package var confidence: Double
    package var providerID: String?
    package var evidence: [Evidence]
    package var firstSeen: Timestamp
    package var connections: Int
    package var people: Int
    package var highestScore: Int?
}

/// Client app, resource app and what is between them, as findings and connections show it.
package struct ConnectionSummary: Sendable {
    package var number: Int64
    package var clientNumber: Int64
    package var client: AppIdentity
    package var clientEvidence: [Evidence]
    package var resourceNumber: Int64
    package var resource: ResourceIdentity
    package var access: ScopeProfile
    package var people: Int
    package var liveness: ClassifiedGrant.Liveness
    package var firstSeen: Timestamp
    package var lastSeen: Timestamp
    package var findingNumber: Int64?
    package var score: Int?
}

package struct FindingView: Sendable {
    package var number: Int64
    package var connection: ConnectionSummary
    package var status: FindingStatus
    package var isRegressed: Bool
    package var assessment: Assessment
    package var openedAt: Timestamp
    package var changedAt: Timestamp
    package var statusReason: String?
    package var snoozedUntil: Timestamp?
    /// The newest action.
    package var action: ActionView?
}

package struct ActionView: Sendable {
    package var number: Int64
    package var findingNumber: Int64
    package var kind: ActionKind
    package var state: ActionState
    package var rule: String
    package var reason: String
    package var decider: String?
    package var dueAt: Timestamp?
    package var policyVersion: String
    package var proposedAt: Timestamp
    package var changedAt: Timestamp
    package var clientName: String
    package var resourceName: String
    package var people: Int
}

package struct GrantView: Sendable {
    package var number: Int64
    package var connectionNumber: Int64
    package var findingNumber: Int64?
    package var personNumber: Int64
    package var address: String?
    package var domain: String?
    package var isManaged: Bool
    package var clientName: String
    package var clientNumber: Int64
    package var clientCategory: String
    package var aiClass: AIClass
    package var resourceName: String
    package var resourceNumber: Int64
    package var resourceCategory: String
    package var providerID: String?
    package var clientID: String
    package var redirect: String
    package var redirectClass: String
    package var access: ScopeProfile
    package var liveness: ClassifiedGrant.Liveness
    package var outcome: String
    package var firstSeen: Timestamp
    package var lastSeen: Timestamp
    package var sightings: Int
    /// The newest.
    package var coaching: CoachingView?
}

/// What a person answered to a coaching page, and when the flow ended.
package struct CoachingView: Sendable, Equatable {
    package var at: Timestamp
    package var answer: AuthorizationEvent.Coaching
}
