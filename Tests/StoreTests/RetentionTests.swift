import Grants
import SQL
import Store
import StoreTesting
import Testing

@Suite("Retention", .eachEngine)
struct RetentionTests {
    private static let day: Int64 = 86_400_000

    @Test("only reports that are both old and analysed go; what was learnt from them stays")
    func expiry() async throws {
        try await withWorld { world in
            let limit = World.start
            try await world.admit(Sighting(1).report(), receivedAt: limit.advanced(byMilliseconds: -1))
            try await world.admit(Sighting(2).report(), receivedAt: limit)
            try await world.analyse()
            try await world.admit(Sighting(3).report(), receivedAt: limit.advanced(byMilliseconds: -Self.day))
            let before = try await EndState(of: world)

            #expect(try await world.store.expireReports(before: limit) == 1)
            #expect(try await world.store.expireReports(before: limit) == 0)

            let kept = try world.raw { try $0.column(Int64.self, "SELECT report_no FROM reports ORDER BY report_no") }
            #expect(kept == [2, 3])
            #expect(try await EndState(of: world) == before)
            #expect(try await world.analyse().stored == 1)
        }
    }

    @Test("the count of reports is of those that are kept, whatever numbers were given out")
    func count() async throws {
        try await withWorld { world in
            try await world.admit(Sighting(1).report(), receivedAt: World.start.advanced(byMilliseconds: -1))
            for _ in 0..<3 { try await world.admit(Sighting(1).report()) }
            try await world.admit(Sighting(2).report(), receivedAt: World.start)
            try await world.analyse()
            #expect(try await world.store.reportCount() == 2)

            _ = try await world.store.expireReports(before: World.start)
            #expect(try await world.store.reportCount() == 1)
        }
    }

    @Test("goes in steps no larger than asked")
    func steps() async throws {
        try await withWorld { world in
            for event in 1...5 as ClosedRange<UInt64> { try await world.admit(Sighting(event).report()) }
            try await world.analyse()
            let later = World.start.advanced(byMilliseconds: Self.day)

            var gone: [Int] = []
            for _ in 0..<4 { gone.append(try await world.store.expireReports(before: later, batch: 2)) }

            #expect(gone == [2, 2, 1, 0])
        }
    }

    @Test("event ids are remembered as long as reports, to the day")
    func eventKeys() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            func keys() throws -> Int? {
                try world.raw { try $0.value(Int.self, "SELECT count(*) FROM event_keys") }
            }

            _ = try await world.store.expireReports(before: World.start)
            #expect(try keys() == 1)
            _ = try await world.store.expireReports(before: World.start.advanced(byMilliseconds: Self.day))
            #expect(try keys() == 0)
        }
    }
}
