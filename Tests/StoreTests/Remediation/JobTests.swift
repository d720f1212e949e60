import Governance
import Grants
import Risk
import StoreTesting
import Testing

@testable import Store

@Suite("Carrying an action out", .eachEngine)
struct JobTests {
    private typealias Provider = RemediationScene.Provider

    @Test("a grant that is called away and seen to be gone resolves its finding, step by step in the log")
    func verified() async throws {
        try await withScene { scene in
            try await scene.begin()
            let before = try await scene.store.logHead().sequence
            let claim = try #require(
                try await scene.store.claimJobs(of: scene.connector, limit: 9, now: RemediationScene.after(30_000))
                    .first)
            #expect((claim.step, claim.tries, claim.progress.attempt) == (.call, 1, 1))
            #expect(claim.address == "ben.okafor@example.com" && claim.clientID.hasPrefix("704118293355-"))
            #expect(claim.scopes.contains(Sighting.mail) && claim.vendorKey == nil)
            #expect(try await scene.job().state == .running)
            try await scene.store.finishAttempt(
                scene.record(of: claim, Provider(), RemediationScene.after(30_100)), judge: scene.judge,
                now: RemediationScene.after(30_100))
            #expect(try await scene.state() == .verifying)
            #expect(try await scene.job().step == .readBack)

            #expect(try await scene.work(at: 30_100) == 1)

            #expect(try await scene.state() == .verified)
            let finding = try await scene.finding()
            #expect(finding.status == .resolved)
            let job = try await scene.job()
            #expect((job.state, job.outcome, job.attempt) == (.completed, .revoked, 1))
            #expect(
                try await scene.world.logTypes(after: before) == [
                    "action.read_back", "job.finish", "action.verify", "finding.resolve",
                ])
            #expect(try await scene.store.nextRemediationTime() == nil)
        }
    }

    @Test("the first look follows its call at once, before calls that have waited as long")
    func inTurn() async throws {
        try await withScene(people: ["a@example.com", "b@example.com", "c@example.com"]) { scene in
            try await scene.begin()
            var steps: [String] = []
            for second in 30... {
                let now = RemediationScene.after(Int64(second) * 1000)
                let claims = try await scene.store.claimJobs(of: scene.connector, limit: 1, now: now)
                guard let claim = claims.first else { break }
                steps.append("\(claim.number) \(claim.step.rawValue)")
                try await scene.store.finishAttempt(
                    scene.record(of: claim, Provider(), now), judge: scene.judge, now: now)
            }

            #expect(
                steps == ["1 call", "1 read_back", "2 call", "2 read_back", "3 call", "3 read_back"])
        }
    }

    @Test("a grant that the listing goes on showing for an hour is not reported as gone, and can be tried again")
    func deadLetter() async throws {
        try await withScene { scene in
            try await scene.begin()
            let stubborn = Provider(listing: { _ in .present })
            var looks = 0
            for at in [0, 5_000, 30_000, 120_000, 600_000, 3_600_000] as [Int64] {
                looks += try await scene.work(at: 30_000 + at, stubborn)
            }
            #expect(looks == 7)
            #expect(try await scene.state() == .failed)
            #expect(try await scene.finding().status == .open)
            let job = try await scene.job()
            #expect((job.state, job.outcome) == (.discarded, .revokedUnverified))
            #expect(try await scene.store.receipt(ofJob: 1) != nil)

            try await scene.store.retryJob(1, try scene.decision("bo"), now: RemediationScene.after(4_000_000))
            #expect(try await scene.state() == .running)
            try await scene.refused(.jobMoveIllegal) {
                try await scene.store.retryJob(1, try scene.decision("bo"), now: RemediationScene.after(4_000_000))
            }
            #expect(try await scene.work(at: 4_000_000) == 2)

            #expect(try await scene.state() == .verified)
            #expect(try await scene.store.job(1)?.attempts.count == 9)
        }
    }

    @Test("a dead letter is not tried again beside another action for the finding")
    func deadLetterBeside() async throws {
        try await withScene { scene in
            try await scene.begin()
            try await scene.work(Provider(call: { _ in CallAnswer(.transient, retryAfter: 90_000_000) }))
            #expect(try await scene.state() == .failed)
            let next = try await scene.store.propose(
                .revoke, for: 1, try scene.decision("ada"), judge: scene.judge, now: RemediationScene.after(40_000))
            try await scene.approve(next, by: "bo", at: 40_000)

            try await scene.refused(.jobMoveIllegal) {
                try await scene.store.retryJob(1, try scene.decision("bo"), now: RemediationScene.after(50_000))
            }

            try await scene.start(at: 70_000)
            try await scene.work(at: 70_000)
            #expect(try await scene.state(of: next) == .verified)
            #expect(try await scene.state(of: 1) == .failed)
        }
    }

    @Test("trying a dead letter again takes back what was proposed meanwhile")
    func deadLetterSupersedes() async throws {
        try await withScene { scene in
            try await scene.begin()
            try await scene.work(Provider(call: { _ in CallAnswer(.transient, retryAfter: 90_000_000) }))
            let next = try await scene.store.propose(
                .block, for: 1, try scene.decision("ada"), judge: scene.judge, now: RemediationScene.after(40_000))

            try await scene.store.retryJob(1, try scene.decision("bo"), now: RemediationScene.after(50_000))

            #expect(try await scene.state(of: next) == .cancelled)
            #expect(try await scene.state(of: 1) == .running)
        }
    }

    @Test("throttled calls wait as asked and use no attempt up; failed ones do")
    func attempts() async throws {
        try await withScene { scene in
            try await scene.begin()
            try await scene.work(Provider(call: { _ in CallAnswer(.throttled, retryAfter: 60_000) }))
            var job = try await scene.job()
            #expect((job.state, job.attempt, job.scheduledAt) == (.retryable, 0, RemediationScene.after(90_000)))
            #expect(try await scene.work(at: 89_999) == 0)

            try await scene.work(at: 90_000, Provider(call: { _ in CallAnswer(.transient) }))
            job = try await scene.job()
            // The second answer of the kind: up to 4 s.
            #expect((job.state, job.attempt, job.scheduledAt) == (.retryable, 1, RemediationScene.after(94_000)))
            let claim = try #require(
                try await scene.store.claimJobs(of: scene.connector, limit: 1, now: RemediationScene.after(94_000))
                    .first)
            #expect((claim.progress.attempt, claim.progress.throttled, claim.tries) == (2, 1, 3))
            #expect(claim.progress.firstAttemptAt == RemediationScene.after(30_000))
        }
    }

    @Test("a crash leaves the attempt as a trace, uses none up, and the late answer is refused")
    func rescued() async throws {
        try await withScene { scene in
            try await scene.begin()
            let now = RemediationScene.after(31_000)
            let lost = try #require(
                try await scene.store.claimJobs(of: scene.connector, limit: 1, now: now).first)
            #expect(try await scene.work(at: 31_000) == 0)

            #expect(try await scene.rescue(at: now) == 1)
            #expect(try await scene.rescue(at: now) == 0)

            let attempts = try #require(try await scene.store.job(1)).attempts
            #expect(attempts.map(\.outcome) == ["worker_lost"] && attempts[0].finishedAt == now)
            try await scene.refused(.conflict) {
                try await scene.store.finishAttempt(
                    scene.record(of: lost, Provider(), now), judge: scene.judge, now: now)
            }
            let again = try #require(
                try await scene.store.claimJobs(of: scene.connector, limit: 1, now: now).first)
            #expect((again.tries, again.progress.attempt) == (2, 1))
            try await scene.refused(.conflict) {
                try await scene.store.finishAttempt(
                    scene.record(of: lost, Provider(), now), judge: scene.judge, now: now)
            }
            try await scene.store.finishAttempt(scene.record(of: again, Provider(), now), judge: scene.judge, now: now)
            try await scene.work(at: 31_000)
            #expect(try await scene.state() == .verified)
        }
    }

    @Test("a crash during a read-back uses none of those up either")
    func rescuedReadBack() async throws {
        try await withScene { scene in
            try await scene.begin()
            let now = RemediationScene.after(30_000)
            let call = try await scene.store.claimJobs(of: scene.connector, limit: 1, now: now)[0]
            try await scene.store.finishAttempt(scene.record(of: call, Provider(), now), judge: scene.judge, now: now)
            _ = try await scene.store.claimJobs(of: scene.connector, limit: 1, now: now)
            try await scene.rescue(at: now)

            let again = try await scene.store.claimJobs(of: scene.connector, limit: 1, now: now)[0]

            #expect((again.step, again.progress.readBacks, again.tries) == (.readBack, 1, 3))
            #expect((again.progress.called, again.progress.calledAt) == (.revoked, now))
            try await scene.rescue(at: now)
        }
    }

    @Test("where listings lag, an absence that was followed by a presence proves nothing")
    func flicker() async throws {
        try await withScene { scene in
            try await scene.begin()
            let lagging = { (listing: ReadBack) in
                Provider(listing: { _ in listing }, isEventuallyConsistent: true)
            }
            #expect(try await scene.work(at: 30_000, lagging(.absent)) == 2)
            #expect(try await scene.work(at: 60_000, lagging(.present)) == 1)
            #expect(try await scene.work(at: 150_000, lagging(.absent)) == 1)
            #expect(try await scene.state() == .verifying)

            #expect(try await scene.work(at: 180_000, lagging(.absent)) == 1)

            #expect(try await scene.state() == .verified)
        }
    }

    @Test("two people, of whom one's grant cannot be ended: the finding stays, and only that one is left to do")
    func partly() async throws {
        try await withScene(people: ["a@example.com", "b@example.com"]) { scene in
            try await scene.begin()
            let partly = Provider(call: { CallAnswer($0.address == "a@example.com" ? .revoked : .forbidden) })
            try await scene.work(partly)

            #expect(try await scene.state() == .forbidden)
            #expect(try await scene.finding().status == .open)
            #expect(Set(try await scene.jobs().map(\.outcome)) == [.revoked, .forbidden])

            try await scene.store.resumeAction(
                1, try scene.decision("bo"), terms: scene.terms, now: RemediationScene.after(40_000))
            #expect(try await scene.jobs().map(\.address).last == "b@example.com")
            #expect(try await scene.jobs().count == 3)
            try await scene.start(at: 70_000)
            try await scene.work(at: 70_000)
            #expect(try await scene.state() == .verified)
            #expect(try await scene.finding().status == .resolved)
        }
    }
}
