import Governance
import Grants
import StoreTesting
import Testing

@testable import Store

@Suite("A job that ends its worker", .eachEngine)
struct JobRescueTests {
    @Test("waits longer each time, is a dead letter after the sixth, and can be tried again")
    func givenUp() async throws {
        try await withScene { scene in
            try await scene.begin()
            var now = RemediationScene.after(30_000)
            for wait in [0, 2_000, 4_000, 8_000, 16_000] as [Int64] {
                #expect(try await scene.store.claimJobs(of: scene.connector, limit: 1, now: now).count == 1)
                #expect(try await scene.rescue(at: now) == 1)
                now = now.advanced(byMilliseconds: wait)
                #expect(try await scene.job().scheduledAt == now)
            }
            #expect(try await scene.store.claimJobs(of: scene.connector, limit: 1, now: now).count == 1)

            #expect(try await scene.rescue(at: now) == 1)

            let (job, attempts) = try #require(try await scene.store.job(1))
            #expect((job.state, job.outcome) == (.discarded, .workerLost))
            #expect(attempts.map(\.outcome) == Array(repeating: "worker_lost", count: 6))
            #expect(try await scene.store.receipt(ofJob: 1) != nil)
            #expect(try await scene.state() == .failed)

            try await scene.store.retryJob(1, scene.decision("bo"), now: now)
            #expect(try await scene.store.claimJobs(of: scene.connector, limit: 1, now: now).count == 1)
            try await scene.rescue(at: now)
            #expect(try await scene.job().state == .retryable, "times before a person's word do not count")
            try await scene.work(at: 3_600_000)
            #expect(try await scene.state() == .verified)
        }
    }
}
