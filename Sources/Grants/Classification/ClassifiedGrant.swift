/// One event after normalising: who got which access to what, and how sure that is.
package struct ClassifiedGrant: Sendable {
    package var eventID: UUIDBits
    package var client: ClientProfile
    package var access: ScopeProfile
    package var outcome: AuthorizationEvent.Outcome
    package var confidence: AuthorizationEvent.Confidence
    /// On the collector's clock.
    package var startedAt: Timestamp
    package var endedAt: Timestamp
    /// How many flows the event stands for, 1 or more.
    package var count: Int
    /// Whether the request asked for a refresh token outside its scopes (`access_type=offline`).
    package var asksForOfflineAccess: Bool
    package var coaching: AuthorizationEvent.Coaching?

    package init(
        eventID: UUIDBits, client: ClientProfile, access: ScopeProfile, outcome: AuthorizationEvent.Outcome,
        confidence: AuthorizationEvent.Confidence, startedAt: Timestamp, endedAt: Timestamp, count: Int,
        asksForOfflineAccess: Bool, coaching: AuthorizationEvent.Coaching? = nil
    ) {
        self.eventID = eventID
        self.client = client
        self.access = access
        self.outcome = outcome
        self.confidence = confidence
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.count = count
        self.asksForOfflineAccess = asksForOfflineAccess
        self.coaching = coaching
    }

    /// How far this event speaks for a standing grant.
    package var liveness: Liveness { Liveness(self.outcome) }

    /// Whether a permission may be standing after this flow.
    package enum Liveness: Int, Sendable, Comparable {
        /// Denied, abandoned or failed: nothing was given.
        case attempted = 0
        /// The browser did not see the end.
        case unconfirmed = 1
        /// A success response was seen.
        case observed = 2

        package init(_ outcome: AuthorizationEvent.Outcome) {
            switch outcome {
            case .granted, .returned: self = .observed
            case .unknown: self = .unconfirmed
            case .denied, .error, .abandoned: self = .attempted
            }
        }

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

        /// The grant's `state` on the wire.
        package var name: String {
            switch self {
            case .attempted: "attempted"
            case .unconfirmed: "unconfirmed"
            case .observed: "observed"
            }
        }
    }
}
