import Governance
import Grants
import Testing

@Suite("When the listing is read again")
struct ReadBackTests {
    private static let rules = JobRules()
    private static func after(_ milliseconds: Int64) -> Timestamp { JobRulesTests.after(milliseconds) }

    private static func progress(
        _ readBacks: Int, called: JobOutcome = .revoked, absentAt: Timestamp? = nil
    ) -> JobProgress {
        JobProgress(
            attempt: 1, firstAttemptAt: self.after(-500), called: called, calledAt: self.after(0),
            readBacks: readBacks, absentAt: absentAt)
    }

    @Test(
        "an absent grant is revoked, or was absent before",
        arguments: [JobOutcome.revoked, .revokedUnverified, .alreadyAbsent])
    func absent(called: JobOutcome) {
        let decision = Self.rules.decision(
            onReadBack: .absent, Self.progress(1, called: called), isEventuallyConsistent: false, now: Self.after(1))

        #expect(decision == .complete(called == .alreadyAbsent ? .alreadyAbsent : .revoked))
    }

    @Test(
        "a grant that is still shown is looked for after 5 s, 30 s, 2 min, 10 min and 1 h, counted from the call",
        arguments: [(1, 5_000), (2, 30_000), (3, 120_000), (4, 600_000), (5, 3_600_000)])
    func present(readBacks: Int, at: Int64) {
        for isEventuallyConsistent in [false, true] {
            let decision = Self.rules.decision(
                onReadBack: .present, Self.progress(readBacks), isEventuallyConsistent: isEventuallyConsistent,
                now: Self.after(1))

            #expect(decision == .readBack(at: Self.after(at)))
        }
    }

    @Test(
        "a look whose time has passed follows after its pause",
        arguments: [(1, 5_000, 10_000), (2, 600_000, 625_000)])
    func late(readBacks: Int, now: Int64, next: Int64) {
        let decision = Self.rules.decision(
            onReadBack: .present, Self.progress(readBacks), isEventuallyConsistent: false, now: Self.after(now))

        #expect(decision == .readBack(at: Self.after(next)))
    }

    @Test("a grant that is shown for an hour is not revoked")
    func stays() {
        let decision = Self.rules.decision(
            onReadBack: .present, Self.progress(6), isEventuallyConsistent: false, now: Self.after(3_600_000))

        #expect(decision == .discard(.revokedUnverified))
    }

    @Test("where a listing lags, two absences 30 s apart are the proof")
    func twice() {
        for (absentAt, now, decision) in [
            (nil, Self.after(100), JobDecision.readBack(at: Self.after(30_100))),
            (Self.after(100), Self.after(30_099), .readBack(at: Self.after(30_100))),
            (Self.after(100), Self.after(30_100), .complete(.revoked)),
        ] {
            #expect(
                Self.rules.decision(
                    onReadBack: .absent, Self.progress(2, absentAt: absentAt), isEventuallyConsistent: true, now: now)
                    == decision)
        }
    }

    @Test(
        "a listing that cannot be read proves nothing", arguments: [JobOutcome.throttled, .transient, .unsupported])
    func unreadable(outcome: JobOutcome) {
        let decision = Self.rules.decision(
            onReadBack: .unreadable(CallAnswer(outcome)), Self.progress(1), isEventuallyConsistent: false,
            now: Self.after(1))

        #expect(decision == .readBack(at: Self.after(5_000)))
    }

    @Test("a throttled listing is read no earlier than the provider asked")
    func throttled() {
        let decision = Self.rules.decision(
            onReadBack: .unreadable(CallAnswer(.throttled, retryAfter: 60_000)), Self.progress(1),
            isEventuallyConsistent: false, now: Self.after(100))

        #expect(decision == .readBack(at: Self.after(60_100)))
    }

    @Test(
        "what another look cannot change is over",
        arguments: [JobOutcome.subjectMissing, .needsMapping, .forbidden, .misconfigured])
    func over(outcome: JobOutcome) {
        let decision = Self.rules.decision(
            onReadBack: .unreadable(CallAnswer(outcome)), Self.progress(1), isEventuallyConsistent: true,
            now: Self.after(1))

        #expect(decision == .complete(outcome))
    }
}
