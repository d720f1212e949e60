import Foundation
import Grants
import Store
import StoreTesting
import Testing

@Suite("Repeated events", .eachEngine)
struct RepeatTests {
    @Test("an event repeated in another report is a duplicate and changes nothing")
    func duplicate() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let before = try await EndState(of: world)
            let log = try await world.log()

            var again = try Sighting(1).report()
            again.sentAt = again.sentAt.advanced(byMilliseconds: 5000)
            #expect(try await world.admit(again) == .stored)
            let outcome = try await world.analyse()

            #expect((outcome.stored, outcome.duplicate, outcome.conflicts) == (0, 1, 0))
            var after = try await EndState(of: world)
            #expect((after.counts.received, after.counts.duplicate) == (2, 1))
            #expect(after.counts.isBalanced)
            after.counts = before.counts
            #expect(after == before)
            #expect(try await world.log() == log)
        }
    }

    @Test(
        "the same id with other content is a conflict, and the first stays",
        arguments: [
            { $0.scopes = [Sighting.mail, Sighting.calendar] }, { $0.outcome = .denied }, { $0.minute = -30 },
            { $0.providerPosts = 4 }, { $0.count = 2 }, { $0.redirectURI = "https://app.fireflies.ai/other" },
            { $0.scopes = nil }, { $0.scopes = [] },
        ] as [@Sendable (inout Sighting) -> Void])
    func conflict(change: @Sendable (inout Sighting) -> Void) async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let before = try await EndState(of: world)

            let outcome = try await world.see(Sighting(1).with(change))

            #expect((outcome.stored, outcome.duplicate, outcome.conflicts) == (0, 0, 1))
            let after = try await EndState(of: world)
            #expect(after.counts.rejected == ["event_id_conflict": 1])
            #expect(after.counts.isBalanced)
            #expect(after.grants == before.grants)
            #expect(after.connections == before.connections)
            #expect(after.findings == before.findings)
        }
    }

    @Test("the same id from another sensor is another event")
    func otherSensor() async throws {
        try await withWorld { world in
            let outcome = try await world.see(
                Sighting(1), Sighting(1).with { $0.person = "chiara.conti@example.com" })

            #expect((outcome.stored, outcome.duplicate, outcome.conflicts) == (2, 0, 0))
        }
    }

    @Test("a report applied twice, as after a lost answer, counts once and leaves the backlog right")
    func appliedTwice() async throws {
        try await withWorld { world in
            try await world.admit(Sighting(1).report())
            let reports = try await world.store.inboxSlice(events: 10).map(world.analysed)

            let first = try await world.store.apply(reports, judge: world.judge, now: World.start)
            try await world.admit(Sighting(2).report())
            let waiting = world.store.backlog
            let second = try await world.store.apply(reports, judge: world.judge, now: World.start)

            #expect((first.stored, second.stored, second.duplicate) == (1, 0, 0))
            #expect(world.store.backlog == waiting)
            #expect(try await world.store.intakeCounts().isBalanced)
        }
    }
}

@Suite("Reports that can not be analysed", .eachEngine)
struct FailureTests {
    @Test("a report that fails five times is set aside with its reason, and nothing is lost from the count")
    func setAside() async throws {
        try await withWorld { world in
            try await world.admit(Sighting(1).report())
            try await world.admit(Sighting(2).report())

            for attempt in 1...5 {
                let report = try #require(try await world.store.inboxSlice(events: 1).first)
                #expect(report.attempts == attempt - 1)
                let isLast = try await world.store.noteFailure(of: report, reason: "unreadable", now: World.start)
                #expect(isLast == (attempt == 5))
                #expect(try await world.store.intakeCounts().isBalanced)
            }

            let counts = try await world.store.intakeCounts()
            #expect((counts.setAside, counts.waiting) == (1, 1))
            #expect(world.store.backlog.reports == 1)
            #expect(try await world.analyse().stored == 1)
            #expect(try await world.store.intakeCounts().isBalanced)
        }
    }

    @Test("a number that a set aside report had is not given out again when the report is gone")
    func numbersStay() async throws {
        try await withFolder { folder in
            let first = try World(folder: folder)
            try await first.setAside(Sighting(1))
            #expect(try await first.store.expireReports(before: World.start) == 1)
            await first.store.close()

            let second = try first.restarted()
            try await second.setAside(Sighting(2))

            #expect(try await second.store.intakeCounts().setAside == 2)
            await second.store.close()
        }
    }
}

extension World {
    fileprivate func setAside(_ sighting: Sighting) async throws {
        try await self.admit(sighting.report())
        for _ in 1...5 {
            let report = try #require(try await self.store.inboxSlice(events: 1).first)
            _ = try await self.store.noteFailure(of: report, reason: "unreadable", now: World.start)
        }
    }
}
