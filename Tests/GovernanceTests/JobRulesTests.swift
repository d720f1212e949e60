import Governance
import Grants
import SeededRandom
import Testing

@Suite("When a job is tried again")
struct JobRulesTests {
    static let start = Timestamp(milliseconds: 1_795_507_200_000)
    private static let rules = JobRules()

    static func after(_ milliseconds: Int64) -> Timestamp { self.start.advanced(byMilliseconds: milliseconds) }

    private static func progress(_ attempt: Int, throttled: Int = 0) -> JobProgress {
        JobProgress(attempt: attempt, throttled: throttled, firstAttemptAt: self.start)
    }

    // MARK: - Calls

    @Test(
        "what the provider did is read back at once, also that nothing was there",
        arguments: [JobOutcome.revoked, .revokedUnverified, .alreadyAbsent])
    func done(outcome: JobOutcome) {
        let decision = Self.rules.decision(
            onCall: CallAnswer(outcome), Self.progress(1), now: Self.after(7), chance: 0.5)

        #expect(decision == .readBack(at: Self.after(7)))
    }

    @Test(
        "what another call cannot change is over",
        arguments: [
            JobOutcome.blocked, .subjectMissing, .needsMapping, .forbidden, .misconfigured, .unsupported,
            .manualPending, .manualAttested, .manualConfirmed, .workerLost,
        ])
    func over(outcome: JobOutcome) {
        let decision = Self.rules.decision(
            onCall: CallAnswer(outcome, retryAfter: 1), Self.progress(1), now: Self.start, chance: 0.5)

        #expect(decision == .complete(outcome))
    }

    @Test(
        "a failed call is made again after up to 2 s, doubled each time up to 4 hours",
        arguments: [(1, 2_000), (2, 4_000), (3, 8_000), (4, 16_000), (5, 32_000), (6, 64_000), (7, 128_000)])
    func transient(attempt: Int, bound: Int64) {
        for (chance, share) in [(0.0, 0), (0.5, bound / 2), (1.0, bound)] {
            let decision = Self.rules.decision(
                onCall: CallAnswer(.transient), Self.progress(attempt), now: Self.start, chance: chance)

            #expect(decision == .retry(at: Self.after(share)))
        }
    }

    @Test("the eighth failed call is the last", arguments: [(7, false), (8, true), (9, true)])
    func last(attempt: Int, isLast: Bool) {
        let decision = Self.rules.decision(
            onCall: CallAnswer(.transient), Self.progress(attempt), now: Self.start, chance: 1)

        #expect((decision == .discard(.transient)) == isLast)
    }

    @Test(
        "a throttled call is no attempt, and waits longer each time",
        arguments: [(0, 2_000), (5, 64_000), (40, 14_400_000)])
    func throttled(earlier: Int, wait: Int64) {
        let decision = Self.rules.decision(
            onCall: CallAnswer(.throttled), Self.progress(1, throttled: earlier), now: Self.start, chance: 1)

        #expect(decision == .snooze(until: Self.after(wait)))
    }

    @Test("a throttled call outlasts the attempts, not the day", arguments: [8, 100])
    func throttledLast(attempt: Int) {
        for (now, decision) in [
            (Self.after(86_400_000 - 61_000), JobDecision.snooze(until: Self.after(86_400_000 - 1_000))),
            (Self.after(86_400_000 - 59_000), .discard(.throttled)),
        ] {
            #expect(
                Self.rules.decision(
                    onCall: CallAnswer(.throttled, retryAfter: 60_000), Self.progress(attempt), now: now, chance: 0)
                    == decision)
        }
    }

    @Test(
        "a job whose worker ended goes on at once, later after longer waits, and after the fifth time not at all",
        arguments: [(1, 0), (2, 2_000), (3, 4_000), (4, 8_000), (5, 16_000), (6, nil)] as [(Int, Int64?)])
    func rescued(times: Int, wait: Int64?) {
        let at = Self.rules.time(afterRescue: times, now: Self.start, chance: 1)

        #expect(at == wait.map(Self.after))
    }

    @Test("a provider that asks for more than the day ends the job", arguments: [JobOutcome.throttled, .transient])
    func tooLong(outcome: JobOutcome) {
        let decision = Self.rules.decision(
            onCall: CallAnswer(outcome, retryAfter: 86_400_001), Self.progress(1), now: Self.start, chance: 0)

        #expect(decision == .discard(outcome))
    }

    @Test(
        "no call follows earlier than the provider asked or later than a day",
        arguments: 1...500 as ClosedRange<UInt64>)
    func bounds(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let outcome = [JobOutcome.throttled, .transient].randomElement(using: &random) ?? .transient
        let asked = Bool.random(using: &random) ? Int64.random(in: 0...100_000_000, using: &random) : nil
        let now = Self.after(Int64.random(in: 0...100_000_000, using: &random))
        let progress = Self.progress(
            Int.random(in: 1...9, using: &random), throttled: Int.random(in: 0...200, using: &random))

        let decision = Self.rules.decision(
            onCall: CallAnswer(outcome, retryAfter: asked), progress, now: now,
            chance: Double.random(in: 0...1, using: &random))

        switch decision {
        case .retry(let at), .snooze(let at):
            #expect(at >= now.advanced(byMilliseconds: asked ?? 0))
            #expect(at <= Self.after(86_400_000))
            #expect(asked != nil || at <= now.advanced(byMilliseconds: 14_400_000))
        case .discard(let named): #expect(named == outcome)
        case .readBack, .complete: Issue.record("a failed call is not done: \(decision)")
        }
    }
}

@Suite("A job's life under any answers")
struct JobLifeTests {
    /// A worker with a clock of its own, kept as the store keeps a job.
    private struct Worker {
        let rules = JobRules()
        var random: SeededGenerator
        var progress = JobProgress(attempt: 0, firstAttemptAt: JobRulesTests.start)
        var now = JobRulesTests.start
        var steps = 0
        var absences = 0

        mutating func live(isEventuallyConsistent: Bool) -> JobDecision {
            var isCalling = true
            while true {
                self.steps += 1
                let decision =
                    isCalling ? self.call() : self.readBack(isEventuallyConsistent: isEventuallyConsistent)
                switch decision {
                case .complete, .discard: return decision
                case .retry(let at): self.now = max(self.now, at)
                case .snooze(let at):
                    self.progress.attempt -= 1
                    self.progress.throttled += 1
                    self.now = max(self.now, at)
                case .readBack(let at):
                    isCalling = false
                    self.now = max(self.now, at)
                }
                guard self.steps < 10_000 else { return decision }
                self.now = self.now.advanced(byMilliseconds: Int64.random(in: 0...2_000, using: &self.random))
            }
        }

        private mutating func call() -> JobDecision {
            self.progress.attempt += 1
            let outcome =
                [JobOutcome.throttled, .throttled, .throttled, .transient, .transient, .revoked, .forbidden]
                .randomElement(using: &self.random) ?? .transient
            let decision = self.rules.decision(
                onCall: CallAnswer(outcome), self.progress, now: self.now,
                chance: Double.random(in: 0...1, using: &self.random))
            if case .readBack = decision {
                self.progress.called = outcome
                self.progress.calledAt = self.now
            }
            return decision
        }

        private mutating func readBack(isEventuallyConsistent: Bool) -> JobDecision {
            self.progress.readBacks += 1
            let listing =
                [ReadBack.absent, .present, .present, .unreadable(CallAnswer(.transient))]
                .randomElement(using: &self.random) ?? .present
            let decision = self.rules.decision(
                onReadBack: listing, self.progress, isEventuallyConsistent: isEventuallyConsistent, now: self.now)
            self.absences = listing == .absent ? self.absences + 1 : 0
            self.progress.absentAt = listing == .absent ? self.progress.absentAt ?? self.now : nil
            return decision
        }
    }

    @Test("always ends, within its attempts and times", arguments: 1...500 as ClosedRange<UInt64>)
    func ends(seed: UInt64) {
        let isEventuallyConsistent = seed.isMultiple(of: 2)
        var worker = Worker(random: SeededGenerator(seed: seed))

        let end = worker.live(isEventuallyConsistent: isEventuallyConsistent)

        #expect(worker.progress.attempt <= 8)
        #expect(worker.progress.readBacks <= 7)
        #expect(worker.now <= JobRulesTests.after(86_400_000 + 3_700_000))
        switch end {
        case .complete(.revoked): #expect(worker.absences >= (isEventuallyConsistent ? 2 : 1))
        case .complete(.forbidden), .discard(.transient), .discard(.throttled), .discard(.revokedUnverified): break
        default: Issue.record("no end: \(end)")
        }
    }
}

@Suite("Names of jobs")
struct JobNameTests {
    @Test("are spelled on the wire as the contract says")
    func names() {
        #expect(
            Set(JobState.allCases.map(\.rawValue)) == [
                "scheduled", "available", "running", "retryable", "completed", "cancelled", "discarded",
            ])
        #expect(
            Set(JobOutcome.allCases.map(\.rawValue)) == [
                "revoked", "revoked_unverified", "already_absent", "subject_missing", "needs_mapping", "forbidden",
                "misconfigured", "throttled", "transient", "unsupported", "manual_pending", "manual_attested",
                "manual_confirmed", "blocked", "worker_lost",
            ])
        #expect(JobKind.allCases.map(\.rawValue) == ["revoke", "block"])
        #expect(JobStep.allCases.map(\.rawValue) == ["call", "read_back"])
    }

    @Test("say of a job whether it is over", arguments: JobState.allCases)
    func over(state: JobState) {
        #expect(state.isOver == [.completed, .cancelled, .discarded].contains(state))
    }
}
