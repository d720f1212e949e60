import Governance
import Grants
import Risk
import SQL
import StoreTesting
import Testing

@testable import Store

@Suite("Taking jobs back, and what one grant can have", .eachEngine)
struct JobLimitTests {
    private typealias Provider = RemediationScene.Provider

    @Test("a job that a person took back proves nothing: the action fails, the finding stays")
    func cancelled() async throws {
        try await withScene(people: ["a@example.com", "b@example.com"]) { scene in
            try await scene.begin()
            try await scene.store.cancelJob(
                1, try scene.decision("bo"), judge: scene.judge, now: RemediationScene.after(30_000))

            try await scene.work()

            #expect(try await scene.state() == .failed)
            #expect(try await scene.finding().status == .open)
        }
    }

    @Test("the last job that is taken back before its action begins takes the action with it")
    func cancelledBefore() async throws {
        try await withScene { scene in
            try await scene.approve()

            try await scene.store.cancelJob(
                1, try scene.decision("bo"), judge: scene.judge, now: RemediationScene.after(1))

            #expect(try await scene.state() == .cancelled)
            #expect(try await scene.start() == 0)
        }
    }

    @Test("a job that is being worked on, or is over, cannot be taken back")
    func notCancelled() async throws {
        try await withScene { scene in
            try await scene.begin()
            let cancel = {
                try await scene.store.cancelJob(
                    1, try scene.decision("bo"), judge: scene.judge, now: RemediationScene.after(30_000))
            }
            let now = RemediationScene.after(30_000)
            let claim = try await scene.store.claimJobs(of: scene.connector, limit: 1, now: now)[0]
            try await scene.refused(.jobMoveIllegal) { try await cancel() }
            try await scene.store.finishAttempt(scene.record(of: claim, Provider(), now), judge: scene.judge, now: now)
            try await scene.work()
            try await scene.refused(.jobMoveIllegal) { try await cancel() }
            try await scene.refused(.notFound) {
                try await scene.store.cancelJob(
                    99, try scene.decision("bo"), judge: scene.judge, now: RemediationScene.after(30_000))
            }
        }
    }

    @Test("one grant has one job at work, whatever is asked")
    func oneJob() async throws {
        try await withScene { scene in
            try await scene.begin()
            try await scene.refused(.conflict) {
                _ = try await scene.store.propose(
                    .revoke, for: 1, try scene.decision("bo"), judge: scene.judge, now: RemediationScene.after(1))
            }

            let error = #expect(throws: (any Error).self) {
                try scene.world.raw {
                    try $0.execute(
                        """
                        INSERT INTO jobs (org_no, job_no, action_no, kind, subject_no, state, step, attempt, tries,
                            read_backs, scheduled_at, created_at)
                        SELECT org_no, 77, action_no, kind, subject_no, 'retryable', step, 0, 0, 0, 0, 0 FROM jobs
                        """)
                }
            }
            #expect(error != nil)
        }
    }

    @Test("to block is a job of its own for each client, and leaves the grants as they are")
    func block() async throws {
        try await withScene { scene in
            let action = try await scene.store.propose(
                .block, for: 1, try scene.decision("ada"), judge: scene.judge, now: RemediationScene.start)
            #expect(try await scene.approve(action, by: "bo") == .approved)
            #expect(try await scene.approve(action, by: "cy") == .scheduled)
            try await scene.start()
            let job = try await scene.job()
            #expect((job.kind, job.personNumber) == (.block, nil))

            try await scene.work(Provider(call: { CallAnswer($0.person == nil ? .blocked : .forbidden) }))

            #expect(try await scene.state(of: action) == .verified)
            #expect(try await scene.finding().status == .open)
            #expect(try await scene.world.actions().last?.kind == .revoke)
            #expect(try await scene.state(of: 3) == .proposed)
        }
    }
}
