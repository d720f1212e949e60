/// The life of a finding: which moves exist, and what a new sighting does to it.
package enum FindingStatus: String, Sendable, CaseIterable, Codable {
    case open
    /// Hidden until a date; comes back when it has passed.
    case snoozed
    /// Accepted; comes back when scopes, publisher or people change.
    case acknowledged
    /// Wrong or irrelevant; comes back as an acknowledged one does.
    case falsePositive = "false_positive"
    /// The access is gone; seen again it regresses.
    case resolved

    /// Whether a person may move a finding from this status to `next`.
    package func mayBecome(_ next: FindingStatus) -> Bool {
        switch (self, next) {
        case (.open, .open): false
        case (.open, _), (_, .open): true
        case (.snoozed, _): next != .snoozed
        case (.acknowledged, .resolved), (.falsePositive, .resolved): true
        case (.acknowledged, _), (.falsePositive, _), (.resolved, _): false
        }
    }

    /// What a sighting does to a finding of this status.
    package func afterSighting(_ change: SightingChange) -> SightingEffect {
        switch self {
        case .open, .snoozed: .update
        case .acknowledged, .falsePositive: change == .nothing ? .update : .reopen
        case .resolved: .regress
        }
    }
}

/// What a sighting of a standing grant brought that was not known.
package enum SightingChange: Sendable {
    case nothing
    /// More scopes, another publisher or one person more.
    case something
}

/// What becomes of a finding when its connection is seen again.
package enum SightingEffect: Sendable, Equatable {
    case update
    case reopen
    /// Open again, and marked as having been resolved before.
    case regress
}
