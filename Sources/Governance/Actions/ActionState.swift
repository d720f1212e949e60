/// Where an action stands (names: the contract's list of action states).
package enum ActionState: String, Sendable, CaseIterable, Codable {
    case proposed, rejected, approved, scheduled, running, verifying, verified, registered, reviewed, forbidden
    case failed, cancelled, expired
    case needsUser = "needs_user"
    case needsMapping = "needs_mapping"

    /// Whether nothing can follow any more.
    package var isFinal: Bool { self.successors.isEmpty }

    /// Whether an approved action is on its way and may still change something at a provider.
    package var isUnderWay: Bool {
        switch self {
        case .approved, .scheduled, .running, .verifying: true
        case .proposed, .rejected, .verified, .registered, .reviewed, .forbidden, .failed, .cancelled, .expired,
            .needsUser, .needsMapping:
            false
        }
    }

    /// Whether it waits for something to be mended before it can go on.
    package var isHeldUp: Bool { self == .needsUser || self == .needsMapping || self == .forbidden }

    /// The states that may follow.
    package var successors: Set<ActionState> {
        switch self {
        case .proposed: [.approved, .rejected, .reviewed, .registered, .cancelled, .expired]
        case .approved: [.scheduled, .registered, .reviewed, .proposed, .cancelled, .expired]
        case .scheduled: [.running, .cancelled, .proposed]
        case .running: [.verifying, .needsUser, .needsMapping, .forbidden, .failed]
        case .verifying: [.verified, .needsUser, .needsMapping, .forbidden, .failed]
        case .needsUser, .needsMapping, .forbidden: [.approved, .verifying, .cancelled, .expired]
        // Its discarded jobs can be tried again.
        case .failed: [.running]
        case .rejected, .verified, .registered, .reviewed, .cancelled, .expired: []
        }
    }

    /// The next state, if the move exists.
    package func moving(to next: ActionState) throws(IllegalMove) -> ActionState {
        guard self.successors.contains(next) else { throw IllegalMove(from: self, to: next) }
        return next
    }
}

/// A move that the states of an action do not have.
package struct IllegalMove: Error, Equatable, CustomStringConvertible {
    package var from: ActionState
    package var to: ActionState

    package var description: String {
        let next = self.from.successors.map(\.rawValue).sorted()
        let choices = next.isEmpty ? "it stays so" : "it can become \(next.joined(separator: ", "))"
        return "an action that is \(self.from.rawValue) cannot become \(self.to.rawValue); \(choices)"
    }
}
