import Governance
import Grants
import SQL
import StoreTesting
import Testing

@testable import Store

/// The world's sightings end 59 minutes before its start; the grant is seen to be gone 30 s after it.
@Suite("Access that comes back", .eachEngine)
struct RegrantTests {
    private func revoke(_ scene: RemediationScene) async throws {
        try await scene.begin()
        try await scene.work()
        #expect(try await scene.finding().status == .resolved)
    }

    @Test(
        "a late report of an earlier sighting opens nothing",
        arguments: [
            Sighting(9).with { $0.minute = -30 }, Sighting(9).with { $0.minute = -120 },
            Sighting(9).with { ($0.minute, $0.scopes) = (-30, [Sighting.mail, Sighting.calendar, Sighting.contacts]) },
        ])
    func late(sighting: Sighting) async throws {
        try await withScene { scene in
            try await self.revoke(scene)

            try await scene.see(sighting, now: RemediationScene.after(3_600_000))

            #expect(try await scene.finding().status == .resolved)
            #expect(try await scene.world.actions().count == 1)
        }
    }

    @Test("a later sighting regresses the finding and proposes anew; the same again changes nothing")
    func later() async throws {
        try await withScene { scene in
            try await self.revoke(scene)

            try await scene.see(Sighting(9).with { $0.minute = 1 }, now: RemediationScene.after(3_600_000))

            var finding = try await scene.finding()
            #expect(finding.status == .open && finding.isRegressed)
            #expect(try await scene.world.actions().map(\.state) == [.verified, .proposed])
            #expect(try await scene.world.logTypes().suffix(2) == ["finding.regress", "action.propose"])
            try await scene.see(Sighting(10).with { $0.minute = -30 }, now: RemediationScene.after(3_600_000))
            finding = try await scene.finding()
            #expect(finding.status == .open)

            #expect(try await scene.approve(2, at: 3_600_000) == .scheduled)
            try await scene.start(at: 3_700_000)
            try await scene.work(at: 3_700_000)
            #expect(try await scene.finding().status == .resolved)
        }
    }

    @Test("another person's earlier grant that is told late opens the finding: nobody has ended it")
    func lateGrant() async throws {
        try await withScene { scene in
            try await self.revoke(scene)

            try await scene.see(
                Sighting(9).with { ($0.minute, $0.person) = (-30, "late@example.com") },
                now: RemediationScene.after(3_600_000))

            #expect(try await scene.finding().status == .open)
        }
    }

    @Test("access given anew before the finding was resolved is not overlooked, when its report is late")
    func givenBetween() async throws {
        try await withScene(people: ["a@example.com", "b@example.com"]) { scene in
            try await scene.begin()
            try await scene.work(.init(call: { CallAnswer($0.address == "a@example.com" ? .revoked : .transient) }))
            #expect(try await scene.state() == .running)
            try await scene.work(at: 600_000)
            #expect(try await scene.finding().status == .resolved)

            // Two to three minutes after the start, while the other one's job was waiting.
            try await scene.see(
                Sighting(9).with { ($0.minute, $0.person) = (2, "a@example.com") },
                now: RemediationScene.after(700_000))

            #expect(try await scene.finding().status == .open)
        }
    }

    @Test("access given anew while its action is at work keeps the finding open")
    func givenMeanwhile() async throws {
        try await withScene(people: ["a@example.com", "b@example.com"]) { scene in
            try await scene.begin()
            try await scene.work(.init(call: { CallAnswer($0.address == "a@example.com" ? .revoked : .transient) }))
            try await scene.see(
                Sighting(9).with { ($0.minute, $0.person) = (2, "a@example.com") }, now: RemediationScene.after(200_000)
            )
            #expect(try await scene.world.actions().count == 1)

            try await scene.work(at: 600_000)

            #expect(try await scene.state() == .verified)
            #expect(try await scene.finding().status == .open)
            #expect(try await scene.world.actions().map(\.state) == [.verified, .proposed])
        }
    }

    @Test("a consent during the read-back counts as given anew")
    func givenDuringReadBack() async throws {
        try await withScene { scene in
            try await scene.begin()
            let called = RemediationScene.after(30_000)
            let call = try await scene.store.claimJobs(of: scene.connector, limit: 1, now: called)[0]
            try await scene.store.finishAttempt(
                scene.record(of: call, .init(), called), judge: scene.judge, now: called)
            let look = try await scene.store.claimJobs(of: scene.connector, limit: 1, now: called)[0]
            let finished = RemediationScene.after(300_000)
            try await scene.store.finishAttempt(
                scene.record(of: look, .init(), finished), judge: scene.judge, now: finished)
            #expect(try await scene.finding().status == .resolved)

            // One to two minutes after the start: the listing was asked before, and answered later.
            try await scene.see(Sighting(9).with { $0.minute = 1 }, now: RemediationScene.after(400_000))

            #expect(try await scene.finding().status == .open)
        }
    }
}

@Suite("Two grants that turn out to be one", .eachEngine)
struct GrantMergingTests {
    /// Which of the grants 1 and 2 was ended, and whether the one that stays is over.
    @Test(
        "the one that stays is over where both were",
        arguments: [([1], false), ([2], false), ([1, 2], true), ([], false)])
    func ends(ended: [Int64], isOver: Bool) async throws {
        try await withScene(people: ["a@example.com", "b@example.com"]) { scene in
            try scene.world.raw { database in
                for grant in ended {
                    try database.execute(
                        "INSERT INTO grant_ends (org_no, grant_no, ended_at, because) VALUES (1, ?, ?, 'revoked')",
                        [grant, RemediationScene.after(1_000 * grant).milliseconds])
                }
            }

            try await self.merge(scene)

            let ends = try scene.world.raw {
                try $0.rows("SELECT grant_no, ended_at FROM grant_ends").map { ($0[0] as Int64, $0[1] as Int64) }
            }
            #expect(ends.map(\.0) == (isOver ? [2] : []))
            #expect(ends.map(\.1) == (isOver ? [RemediationScene.after(2_000).milliseconds] : []))
        }
    }

    @Test("where both have a job at work one goes, and its action ends honestly")
    func jobs() async throws {
        try await withScene(people: ["a@example.com", "b@example.com"]) { scene in
            try await scene.begin()
            let claims = try await scene.store.claimJobs(
                of: scene.connector, limit: 9, now: RemediationScene.after(30_000))

            try await self.merge(scene)

            #expect(try await scene.jobs().map(\.state) == [.cancelled, .running])
            let gone = try #require(claims.first { $0.subject == 1 })
            try await scene.refused(.conflict) {
                try await scene.store.finishAttempt(
                    scene.record(of: gone, .init(), RemediationScene.after(30_000)), judge: scene.judge,
                    now: RemediationScene.after(30_000))
            }
            let left = try #require(claims.first { $0.subject == 2 })
            try await scene.store.finishAttempt(
                scene.record(of: left, .init(), RemediationScene.after(30_000)), judge: scene.judge,
                now: RemediationScene.after(30_000))
            try await scene.work()
            #expect(try await scene.state() == .failed)
        }
    }

    private func merge(_ scene: RemediationScene) async throws {
        try await scene.store.decideQuietly { memory, database in
            try GrantMerging(from: 1, into: 2, judge: scene.judge, now: RemediationScene.after(60_000))
                .move(&memory, database)
        }
    }
}
