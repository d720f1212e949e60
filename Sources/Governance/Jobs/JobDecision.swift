package import Grants

/// What a provider's answer to a call says, as far as a job's fate depends on it.
package struct CallAnswer: Sendable, Equatable {
    package var outcome: JobOutcome
    /// Milliseconds that the provider asks to wait.
    package var retryAfter: Int64?

    package init(_ outcome: JobOutcome, retryAfter: Int64? = nil) {
        self.outcome = outcome
        self.retryAfter = retryAfter
    }
}

/// What a provider's listing says of a grant.
package enum ReadBack: Sendable, Equatable {
    case absent
    case present
    /// The listing could not be read.
    case unreadable(CallAnswer)
}

/// How far a job has come when an answer arrives.
package struct JobProgress: Sendable, Equatable {
    /// Failed and successful calls so far, this one included.
    package var attempt: Int
    /// Earlier calls that the provider throttled; they are no attempts, and the wait grows with them all the same.
    package var throttled: Int
    package var firstAttemptAt: Timestamp
    /// What the call came to; `nil` before a call succeeded.
    package var called: JobOutcome?
    /// When the call succeeded.
    package var calledAt: Timestamp?
    /// Read-backs so far that saw the grant or could not be read, this one included.
    package var readBacks: Int
    /// When a listing first lacked the grant; no later one has shown it.
    package var absentAt: Timestamp?

    package init(
        attempt: Int, throttled: Int = 0, firstAttemptAt: Timestamp, called: JobOutcome? = nil,
        calledAt: Timestamp? = nil, readBacks: Int = 0, absentAt: Timestamp? = nil
    ) {
        self.attempt = attempt
        self.throttled = throttled
        self.firstAttemptAt = firstAttemptAt
        self.called = called
        self.calledAt = calledAt
        self.readBacks = readBacks
        self.absentAt = absentAt
    }
}

/// What becomes of a job.
package enum JobDecision: Sendable, Equatable {
    /// Read the listing at this time.
    case readBack(at: Timestamp)
    /// Call again at this time; the attempt counts.
    case retry(at: Timestamp)
    /// Call again at this time; the attempt does not count.
    case snooze(until: Timestamp)
    /// The work is over with this outcome.
    case complete(JobOutcome)
    /// Out of attempts or of time; one may try again by hand.
    case discard(JobOutcome)
}

extension JobRules {
    /// After a call to the app's interface.
    ///
    /// Even an absent grant is read back: a connector may take the absence of a person for that of a grant.
    ///
    /// - Parameter chance: 0 to 1, for the jitter.
    package func decision(
        onCall answer: CallAnswer, _ progress: JobProgress, now: Timestamp, chance: Double
    ) -> JobDecision {
        switch answer.outcome {
        case .revoked, .revokedUnverified, .alreadyAbsent: return .readBack(at: now)
        case .throttled, .transient: return self.again(answer, progress, now: now, chance: chance)
        case .blocked, .subjectMissing, .needsMapping, .forbidden, .misconfigured, .unsupported, .manualPending,
            .manualAttested, .manualConfirmed, .workerLost:
            return .complete(answer.outcome)
        }
    }

    /// After a look into the listing.
    ///
    /// - Parameter isEventuallyConsistent: a listing of this provider may lag in both directions, so that one absence
    ///   proves nothing.
    package func decision(
        onReadBack listing: ReadBack, _ progress: JobProgress, isEventuallyConsistent: Bool, now: Timestamp
    ) -> JobDecision {
        switch listing {
        case .absent:
            if isEventuallyConsistent {
                guard let absentAt = progress.absentAt else {
                    return .readBack(at: now.advanced(byMilliseconds: self.secondAbsence))
                }
                let second = absentAt.advanced(byMilliseconds: self.secondAbsence)
                guard now >= second else { return .readBack(at: second) }
            }
            return .complete(progress.called == .alreadyAbsent ? .alreadyAbsent : .revoked)
        case .present: return self.later(progress, nil, now: now)
        case .unreadable(let answer):
            switch answer.outcome {
            case .throttled, .transient:
                return self.later(progress, answer.retryAfter.map(now.advanced(byMilliseconds:)), now: now)
            case .revoked, .revokedUnverified, .alreadyAbsent, .manualPending, .manualAttested, .manualConfirmed,
                .blocked, .unsupported, .workerLost:
                return self.later(progress, nil, now: now)
            case .subjectMissing, .needsMapping, .forbidden, .misconfigured: return .complete(answer.outcome)
            }
        }
    }

    /// When a job goes on whose worker ended in the middle of an attempt, which counts for none.
    ///
    /// From the second time on it waits, as it would after a failed call: jobs beside one that ends its worker would go
    /// down with it each time.
    ///
    /// - Parameters:
    ///   - rescues: how often that happened to the job, this time included.
    ///   - chance: 0 to 1, for the jitter.
    /// - Returns: `nil` where it happened too often.
    package func time(afterRescue rescues: Int, now: Timestamp, chance: Double) -> Timestamp? {
        guard rescues <= self.rescues else { return nil }
        return rescues < 2 ? now : now.advanced(byMilliseconds: self.wait(after: rescues - 1, chance: chance))
    }

    private func again(
        _ answer: CallAnswer, _ progress: JobProgress, now: Timestamp, chance: Double
    ) -> JobDecision {
        let wait = self.wait(after: progress.attempt + progress.throttled, chance: chance)
        let at = now.advanced(byMilliseconds: max(wait, answer.retryAfter ?? 0))
        guard at <= progress.firstAttemptAt.advanced(byMilliseconds: self.window) else {
            return .discard(answer.outcome)
        }
        if answer.outcome == .throttled { return .snooze(until: at) }
        return progress.attempt < self.attempts ? .retry(at: at) : .discard(answer.outcome)
    }

    /// The next look by the schedule, never before `earliest`. Where its time has passed it follows after the pause that
    /// the schedule has there: several looks at one moment would see the same.
    private func later(_ progress: JobProgress, _ earliest: Timestamp?, now: Timestamp) -> JobDecision {
        let done = max(progress.readBacks, 1) - 1
        guard done < self.readBacks.count, let calledAt = progress.calledAt else { return .discard(.revokedUnverified) }
        let pause = self.readBacks[done] - (done > 0 ? self.readBacks[done - 1] : 0)
        let planned = calledAt.advanced(byMilliseconds: self.readBacks[done])
        let at = planned > now ? planned : now.advanced(byMilliseconds: pause)
        return .readBack(at: max(at, earliest ?? at))
    }
}
