import Governance
import SeededRandom
import Testing

@Suite("What the jobs of an action say of it")
struct ActionProgressTests {
    struct Case: Sendable {
        var calling = 0
        var readingBack = 0
        var outcomes: [JobOutcome: Int] = [:]
        var discarded = 0
        var cancelled = 0
        var state: ActionState

        var progress: ActionProgress {
            var progress = ActionProgress()
            progress.calling = self.calling
            progress.readingBack = self.readingBack
            progress.outcomes = self.outcomes
            progress.discarded = self.discarded
            progress.cancelled = self.cancelled
            return progress
        }
    }

    @Test(
        "names first what has still to be done, then what can be mended, then what failed",
        arguments: [
            Case(outcomes: [.revoked: 3], state: .verified),
            Case(outcomes: [.revoked: 1, .alreadyAbsent: 1, .manualConfirmed: 1], state: .verified),
            Case(outcomes: [.blocked: 1], state: .verified),
            Case(calling: 1, outcomes: [.revoked: 3], discarded: 1, state: .running),
            Case(calling: 1, readingBack: 1, state: .running),
            Case(readingBack: 1, outcomes: [.forbidden: 1], discarded: 1, state: .verifying),
            Case(outcomes: [.needsMapping: 1, .forbidden: 1, .unsupported: 1], discarded: 1, state: .needsMapping),
            Case(outcomes: [.forbidden: 1, .unsupported: 1], discarded: 1, state: .forbidden),
            Case(outcomes: [.misconfigured: 1, .revoked: 9], state: .forbidden),
            Case(outcomes: [.unsupported: 1], discarded: 1, state: .needsUser),
            Case(outcomes: [.subjectMissing: 1, .revoked: 1], state: .needsUser),
            Case(outcomes: [.manualPending: 1], state: .needsUser),
            Case(outcomes: [.manualAttested: 1], state: .needsUser),
            Case(outcomes: [.revoked: 9], discarded: 1, state: .failed),
            Case(outcomes: [.revoked: 9], cancelled: 1, state: .failed), Case(cancelled: 1, state: .failed),
            Case(outcomes: [.revokedUnverified: 1], state: .failed), Case(outcomes: [.transient: 1], state: .failed),
            Case(state: .failed),
        ])
    func states(case one: Case) {
        #expect(one.progress.state == one.state)
    }

    @Test("never says verified of anything but proofs", arguments: 1...200 as ClosedRange<UInt64>)
    func proofs(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var progress = ActionProgress()
        for outcome in JobOutcome.allCases where Int.random(in: 0..<4, using: &random) == 0 {
            progress.outcomes[outcome] = Int.random(in: 0...2, using: &random)
        }
        progress.discarded = max(0, Int.random(in: -3...1, using: &random))
        progress.cancelled = max(0, Int.random(in: -3...1, using: &random))

        #expect((progress.state == .verified) == (progress.proved == progress.total && progress.total > 0))
        #expect(ActionState.verifying.successors.contains(progress.state))
    }

    @Test("counts every job once")
    func total() {
        let progress = Case(
            calling: 1, readingBack: 2, outcomes: [.revoked: 3, .forbidden: 4], discarded: 5, cancelled: 6,
            state: .running
        ).progress

        #expect(progress.total == 21)
        #expect(progress.proved == 3)
    }

    @Test("proved is what was seen or confirmed to be gone", arguments: JobOutcome.allCases)
    func proved(outcome: JobOutcome) {
        #expect(outcome.isProved == [.revoked, .alreadyAbsent, .manualConfirmed, .blocked].contains(outcome))
    }
}
