import APIModel
import Foundation
import Testing

/// Mass revokes by the real binary against the fake Google Workspace. Waiting times are scaled down from seconds and
/// minutes to milliseconds; unit tests with an advanced clock hold the production values.
@Suite("Revokes in masses", .serialized)
struct RevokeCampaignTests {
    /// Grants of the campaign; 4 of each person.
    private static var grants: Int { KillTests.isCampaign ? 1_000 : 80 }
    private static var kills: Int { KillTests.isCampaign ? 20 : 4 }

    @Test("against faults, the worker killed on the way: each grant ends revoked or in an honest state, none is lost")
    func killed() throws {
        let scene = try RevokeScene(people: Self.grants / 4)
        let fake = scene.fake
        try scene.approveAll()
        try fake.order(Self.faults(Self.grants / 4))
        for _ in 0..<Self.kills {
            let target = try fake.calls().total + .random(in: 5...(Self.grants / Self.kills))
            _ = try waitFor(seconds: 20) { try fake.calls().total >= target }
            try scene.restart()
        }

        try scene.waitForEnds(seconds: 240)
        let jobs = try scene.jobs()
        let standing = try fake.grants()
        #expect(jobs.count == Self.grants)
        #expect(jobs.allSatisfy { ["completed", "discarded"].contains($0.state) })
        for job in jobs {
            let grant = FakeProcess.Grant(subject: job.person ?? "", client: job.client)
            let isProved = ["revoked", "already_absent"].contains(job.outcome)
            #expect(isProved != standing.contains(grant) || !isProved, "\(job.id) \(job.outcome ?? "")")
            #expect(isProved || job.outcome != nil)
        }
        // Faults are far fewer than attempts, so that nearly all end well.
        #expect(jobs.count { $0.outcome == "revoked" || $0.outcome == "already_absent" } >= Self.grants * 9 / 10)
        let check = try run(["store", "check", "--store", scene.daemon.store])
        #expect(check.status == 0, "\(check.output) \(check.errors)")
    }

    @Test("never exceed a provider's limit, and waste little of it")
    func paced() throws {
        let scene = try RevokeScene(people: Self.grants / 4, callsPerSecond: 50)
        try scene.fake.limit(callsPerSecond: 50)
        let before = try scene.fake.calls()
        let start = ContinuousClock.now
        try scene.approveAll()
        try scene.waitForEnds(seconds: 400)
        let seconds = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000
        let calls = try scene.fake.calls()

        #expect(calls.throttled == before.throttled)
        #expect(calls.peak <= 50)
        #expect(try scene.jobs().allSatisfy { $0.outcome == "revoked" })
        print("paced: \(calls.total - before.total) calls in \(seconds) s")
    }

    private static func faults(_ count: Int) -> [[String: Any]] {
        var faults: [[String: Any]] = []
        for place in 0..<count {
            let fault: [String: Any] =
                switch place % 8 {
                case 0: ["kind": "throttle"]
                case 1: ["kind": "too_many_requests", "retry_after": "1"]
                case 2: ["kind": "server_error", "status": 503]
                case 3: ["kind": "server_error_after", "method": "DELETE"]
                case 4: ["kind": "reset"]
                case 5: ["kind": "reset_after", "method": "DELETE"]
                case 6: ["kind": "wrong_json", "method": "GET", "path": "tokens"]
                default: ["kind": "half_delete", "method": "DELETE"]
                }
            faults.append(fault.merging(["skip": place % 3]) { $1 })
        }
        return faults
    }
}
