/// What a job does. Raw values are wire names.
package enum JobKind: String, Sendable, CaseIterable, Codable {
    /// Ends one grant and proves it.
    case revoke
    /// Keeps one client from asking again.
    case block
}

/// Where a job's work stands: River's states. They never say what came of it; that is `JobOutcome`.
package enum JobState: String, Sendable, CaseIterable, Codable {
    /// Waits for its time, or for its action's.
    case scheduled
    case available, running
    /// Failed, and waits for its next attempt.
    case retryable
    case completed, cancelled
    /// Out of attempts: the dead letters.
    case discarded

    /// Whether nothing more happens by itself.
    package var isOver: Bool { self == .completed || self == .cancelled || self == .discarded }
}

/// What a job does next.
package enum JobStep: String, Sendable, CaseIterable, Codable {
    /// Call the app's interface.
    case call
    /// Ask the app's listing whether the grant is gone.
    case readBack = "read_back"
}

/// What came of a job, or of one attempt.
package enum JobOutcome: String, Sendable, CaseIterable, Codable {
    /// The provider confirmed, and its listing no longer shows the grant.
    case revoked
    /// The provider confirmed, and its listing still shows the grant, or cannot be read.
    case revokedUnverified = "revoked_unverified"
    /// Not there, while the person and the app are known to exist.
    case alreadyAbsent = "already_absent"
    case subjectMissing = "subject_missing"
    case needsMapping = "needs_mapping"
    case forbidden, misconfigured, throttled, transient
    /// The app has no interface for this: a person must do it.
    case unsupported
    case manualPending = "manual_pending"
    /// A person says that it is done.
    case manualAttested = "manual_attested"
    /// It was seen to be gone.
    case manualConfirmed = "manual_confirmed"
    /// The client can no longer ask.
    case blocked
    /// The worker ended in the middle: what it did is unknown.
    case workerLost = "worker_lost"

    /// Whether the grant is gone, and that was seen or confirmed.
    package var isProved: Bool {
        switch self {
        case .revoked, .alreadyAbsent, .manualConfirmed, .blocked: true
        case .revokedUnverified, .subjectMissing, .needsMapping, .forbidden, .misconfigured, .throttled, .transient,
            .unsupported, .manualPending, .manualAttested, .workerLost:
            false
        }
    }
}
