import Analyzer
import Foundation
import Governance
import Grants
import Logging
import Risk
import SQL
import ServiceLifecycle
import Store
import StoreTesting
import Testing

@Suite("Analyzer service", .eachEngine)
struct AnalyzerServiceTests {
    @Test("empties the inbox, also of what waited before it started, and stops when told")
    func drains() async throws {
        try await withWorld { world in
            let reports = try SampleReports.all()
            for report in reports.prefix(10) { try await world.admit(report) }

            try await world.serving {
                for report in reports.dropFirst(10) { try await world.admit(report) }
                await world.untilAnalysed()
            }

            let counts = try await world.store.intakeCounts()
            #expect(counts.stored == 45)
            #expect(counts.waiting == 0 && counts.isBalanced)
            #expect(world.store.backlog.bytes == 0)
        }
    }

    @Test("sets aside the report that can not be read, and analyses the others")
    func unreadable() async throws {
        try await withWorld { world in
            var broken = World.admission(of: try Sighting(1).report())
            broken.body = [1, 2, 3]
            _ = try await world.store.admit(broken)
            try await world.admit(Sighting(2).report())

            try await world.serving { await world.untilAnalysed() }

            let counts = try await world.store.intakeCounts()
            #expect((counts.stored, counts.setAside, counts.waiting) == (1, 1, 0))
            #expect(counts.isBalanced)
        }
    }

    @Test("sets aside the event that the database refuses, and keeps the others of its report")
    func refusedEvent() async throws {
        try await withWorld { world in
            var report = try Sighting(1).report()
            report.events += try [2, 3].map { try Sighting($0).report().events[0] }
            try world.refuse(report.events[1].eventID)
            try await world.admit(report)
            try await world.admit(Sighting(4).report())

            try await world.serving { await world.untilAnalysed() }

            let counts = try await world.store.intakeCounts()
            #expect((counts.stored, counts.setAside, counts.waiting) == (3, 1, 0))
            #expect(counts.isBalanced)
            let aside = try world.raw {
                try $0.rows("SELECT event_low, reason FROM set_aside_events WHERE org_no = 1")
            }
            #expect(aside.map { $0[0] as Int64 } == [Int64(bitPattern: report.events[1].eventID.low)])
            #expect(aside.map { $0[1] as String } == ["apply_failed"])
            #expect(world.store.backlog.events == 0)
        }
    }

    @Test("an event that was set aside is taken when it comes again and the database accepts it")
    func acceptedLater() async throws {
        try await withWorld { world in
            let report = try Sighting(1).report()
            try world.refuse(report.events[0].eventID)
            try await world.admit(report)
            try await world.serving { await world.untilAnalysed() }
            #expect(try await world.store.intakeCounts().setAside == 1)
            try world.acceptAll()

            var again = report
            again.sentAt = again.sentAt.advanced(byMilliseconds: 5000)
            try await world.admit(again)
            try await world.analyse()

            let counts = try await world.store.intakeCounts()
            #expect((counts.stored, counts.setAside, counts.duplicate) == (1, 1, 0))
            #expect(counts.isBalanced)
        }
    }

    @Test("a new judge is asked from the next report on")
    func newJudge() async throws {
        try await withWorld { world in
            let box = JudgeBox(world.judge)
            try await world.serving(box) {
                try await world.admit(Sighting(1).report())
                await world.untilAnalysed()
                var judge = world.judge
                judge.policy = try Policy(json: Self.reviewAll)
                box.current = judge
                try await world.admit(Sighting(2).with { $0.redirectURI = "https://stranger.example.net/in" }.report())
                await world.untilAnalysed()
            }

            #expect(try await world.actions().map(\.rule).contains("review_all"))
        }
    }

    private static let reviewAll = Data(
        """
        {"format": "gnomon.policy/1", "version": "2", "rules": [
          {"id": "review_all", "when": {}, "propose": "review", "decider": "admin", "within_days": 2,
           "because": "Because."}]}
        """.utf8)
}

extension World {
    /// Makes the database refuse an event.
    fileprivate func refuse(_ event: UUIDBits) throws {
        let low = Int64(bitPattern: event.low)
        try self.raw { database in
            switch database.dialect {
            case .sqlite:
                try database.script(
                    """
                    CREATE TRIGGER refusal BEFORE INSERT ON event_keys WHEN NEW.event_low = \(low)
                    BEGIN SELECT RAISE(ABORT, 'refused'); END
                    """)
            case .postgres:
                try database.script("ALTER TABLE event_keys ADD CONSTRAINT refusal CHECK (event_low <> \(low))")
            }
        }
    }

    fileprivate func acceptAll() throws {
        try self.raw { database in
            switch database.dialect {
            case .sqlite: try database.script("DROP TRIGGER refusal")
            case .postgres: try database.script("ALTER TABLE event_keys DROP CONSTRAINT refusal")
            }
        }
    }

    /// Runs `body` beside a working analyzer, which is then stopped.
    func serving(_ judge: JudgeBox? = nil, _ body: () async throws -> Void) async throws {
        let service = AnalyzerService(
            store: self.store, normaliser: self.normaliser, judge: judge ?? JudgeBox(self.judge),
            clock: WallClock { World.start }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let run = Task { try await service.run() }
        do {
            try await body()
        } catch {
            run.cancel()
            throw error
        }
        run.cancel()
        _ = await run.result
    }

    /// Waits until the inbox is empty, at most 30 seconds.
    func untilAnalysed(sourceLocation: SourceLocation = #_sourceLocation) async {
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: .seconds(120))
        while self.store.backlog.events > 0 {
            guard clock.now < end else {
                Issue.record("the inbox does not empty", sourceLocation: sourceLocation)
                return
            }
            await Task.yield()
        }
    }
}
