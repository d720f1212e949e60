import Foundation
import Grants
import Store
import StoreTesting
import Testing

@Suite("Admission", .eachEngine)
struct AdmissionTests {
    @Test("the same batch three times is kept once and counted three times")
    func repeats() async throws {
        try await withWorld { world in
            let report = try Sighting(1).report()

            let outcomes = [
                try await world.admit(report), try await world.admit(report), try await world.admit(report),
            ]

            #expect(outcomes == [.stored, .repeated, .repeated])
            let counts = try await world.store.intakeCounts()
            #expect((counts.received, counts.duplicate, counts.waiting) == (3, 2, 1))
            #expect(counts.isBalanced)
            #expect(world.store.backlog.reports == 1)
        }
    }

    @Test("the same batch is kept once when it arrives many times at once")
    func race() async throws {
        try await withWorld { world in
            let report = try Sighting(1).report()

            let stored = try await withThrowingTaskGroup(of: AdmissionOutcome.self) { group in
                for _ in 0..<20 { group.addTask { try await world.admit(report) } }
                return try await group.reduce(into: 0) { $0 += $1 == .stored ? 1 : 0 }
            }

            #expect(stored == 1)
            #expect(world.store.backlog.events == 1)
        }
    }

    @Test("the same text from another sensor is another batch")
    func otherSensor() async throws {
        try await withWorld { world in
            var first = World.admission(of: try Sighting(1).report())
            #expect(try await world.store.admit(first) == .stored)

            first.installID = Sighting.install(of: "somebody.else@example.com")

            #expect(try await world.store.admit(first) == .stored)
        }
    }

    @Test("a delivery whose events were all rejected is remembered, counted and not analysed")
    func rejected() async throws {
        try await withWorld { world in
            var admission = World.admission(of: try Sighting(1).report())
            (admission.events, admission.coding, admission.body) = (0, .none, [])
            admission.rejected = [.timeOrder: 2, .secretInField: 1]
            admission.repeatedEvents = 1

            #expect(try await world.store.admit(admission) == .stored)
            #expect(try await world.store.admit(admission) == .repeated)

            let counts = try await world.store.intakeCounts()
            #expect(counts.received == 8)
            #expect(counts.duplicate == 2)
            #expect(counts.rejected == ["time_order": 4, "secret_in_field": 2])
            #expect(counts.isBalanced)
            #expect(try await world.store.inboxSlice(events: 10).isEmpty)
            #expect(world.store.backlog.reports == 0)
        }
    }

    @Test("a body beyond the queue's bound is refused and leaves nothing behind")
    func queueFull() async throws {
        var config = StoreConfig()
        config.queueBytes = 256
        try await withWorld(config) { world in
            let report = try Sighting(1).report()

            await #expect(throws: StoreError(.queueFull)) { try await world.admit(report) }

            #expect(try await world.store.intakeCounts().received == 0)
            #expect(world.store.queuedBytes == 0)
        }
    }

    @Test("many at once fill the queue up to its bound; who is refused was not kept, who is not was")
    func queueFills() async throws {
        var config = StoreConfig()
        let report = World.admission(of: try Sighting(1).report())
        config.queueBytes = 3 * (report.body.count + 512) + 256
        try await withWorld(config) { world in
            let hold = await LaneHold(world.store)
            let refused = Tally()

            let kept = try await withThrowingTaskGroup(of: Int.self) { group in
                for event in 1...20 as ClosedRange<UInt64> {
                    group.addTask {
                        do {
                            try await world.admit(Sighting(event).report())
                            return 1
                        } catch let error as StoreError where error.code == .queueFull {
                            refused.add()
                            return 0
                        }
                    }
                }
                await until("the queue is full") { refused.value == 17 }
                hold.release()
                return try await group.reduce(0, +)
            }

            #expect(kept == 3)
            #expect(try await world.store.intakeCounts().received == 3)
            #expect(world.store.backlog.events == 3)
        }
    }

    @Test("an inbox at its bound of events refuses until it is analysed")
    func inboxEvents() async throws {
        var config = StoreConfig()
        config.inboxEvents = 2
        try await withWorld(config) { world in
            try await world.admit(Sighting(1).report())
            try await world.admit(Sighting(2).report())

            await #expect(throws: StoreError(.inboxFull)) { try await world.admit(Sighting(3).report()) }

            try await world.analyse()
            #expect(try await world.admit(Sighting(3).report()) == .stored)
        }
    }

    @Test("an inbox at its bound of bytes refuses until it is analysed")
    func inboxBytes() async throws {
        var config = StoreConfig()
        let first = World.admission(of: try Sighting(1).report())
        config.inboxBytes = first.body.count
        try await withWorld(config) { world in
            _ = try await world.store.admit(first)

            await #expect(throws: StoreError(.inboxFull)) { try await world.admit(Sighting(2).report()) }
            #expect(try await world.store.intakeCounts().received == 1)
        }
    }

    @Test("what waits is still there after a restart, and counted as waiting")
    func restart() async throws {
        try await withFolder { folder in
            let first = try World(folder: folder)
            try await first.admit(Sighting(1).report())
            let backlog = first.store.backlog
            await first.store.close()

            let second = try first.restarted()

            #expect(second.store.backlog == backlog)
            #expect(try await second.analyse().stored == 1)
            await second.store.close()
        }
    }

    @Test("a store that was closed refuses new reports as shutting down")
    func closed() async throws {
        try await withWorld { world in
            await world.store.close()

            await #expect(throws: StoreError(.shuttingDown)) { try await world.admit(Sighting(1).report()) }
        }
    }
}
