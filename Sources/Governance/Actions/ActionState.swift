/// What a finding is proposed to end in.
package enum ActionKind: String, Sendable, CaseIterable, Codable {
    case revoke
    case register
    /// Somebody must decide, by a date.
    case review
}

/// Where an action stands. Nothing in this list is executed by being stored.
package enum ActionState: String, Sendable, CaseIterable, Codable {
    case proposed, rejected, approved, scheduled, running, verifying, verified, registered, reviewed, forbidden
    case failed, cancelled, expired
    case needsUser = "needs_user"
    case needsMapping = "needs_mapping"

    /// Whether nothing more happens to the action by itself.
    package var isFinal: Bool {
        switch self {
        case .rejected, .verified, .registered, .reviewed, .failed, .cancelled, .expired: true
        case .proposed, .approved, .scheduled, .running, .verifying, .needsUser, .needsMapping, .forbidden: false
        }
    }

    /// The states that may follow.
    package var successors: Set<ActionState> {
        switch self {
        case .proposed: [.approved, .rejected, .reviewed, .registered, .cancelled, .expired]
        case .approved: [.scheduled, .registered, .reviewed, .proposed, .cancelled, .expired]
        case .scheduled: [.running, .cancelled, .proposed]
        case .running: [.verifying, .needsUser, .needsMapping, .forbidden, .failed]
        case .verifying: [.verified, .needsUser, .failed]
        case .needsUser, .needsMapping, .forbidden: [.approved, .verifying, .cancelled, .expired]
        case .rejected, .verified, .registered, .reviewed, .failed, .cancelled, .expired: []
        }
    }
}
