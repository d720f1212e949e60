import GRDB
import Grants
import SQL
import StoreTesting
import Testing

@testable import Store

@Suite("Write lane", .eachEngine)
struct WriteLaneTests {
    private struct Refused: Error {}

    @Test("a unit that fails is undone alone; the others of its group are kept")
    func failingUnit() async throws {
        try await withWorld { world in
            try await world.store.lane.perform { try $0.script("CREATE TABLE notes (n INTEGER NOT NULL UNIQUE)") }
            let hold = await LaneHold(world.store)

            let failed = await withTaskGroup(of: Int?.self) { group in
                for number in 0..<30 {
                    group.addTask {
                        let result: Void? = try? await world.store.lane.perform { database in
                            try database.execute("INSERT INTO notes VALUES (?)", [number])
                            if number.isMultiple(of: 5) { throw Refused() }
                            if number % 5 == 1 { try database.execute("INSERT INTO notes VALUES (NULL)") }
                        }
                        return result == nil ? number : nil
                    }
                }
                await until("the group waits") { world.store.lane.waiting == 30 }
                hold.release()
                return await group.reduce(into: Set<Int>()) { failed, number in
                    if let number { failed.insert(number) }
                }
            }

            #expect(failed == Set((0..<30).filter { $0 % 5 < 2 }))
            let kept = try world.raw { try Set($0.column(Int.self, "SELECT n FROM notes")) }
            #expect(kept == Set(0..<30).subtracting(failed))
        }
    }

    @Test("a failing unit between reports loses none of them and gives no number twice")
    func memory() async throws {
        try await withWorld { world in
            let hold = await LaneHold(world.store)

            await withTaskGroup(of: Void.self) { group in
                for event in 1...20 as ClosedRange<UInt64> {
                    group.addTask { _ = try? await world.admit(Sighting(event).report()) }
                    group.addTask { _ = try? await world.store.lane.perform { _ in throw Refused() } }
                }
                hold.release()
            }

            let counts = try await world.store.intakeCounts()
            #expect(counts.received == 20)
            #expect(try await world.analyse().stored == 20)
        }
    }

    @Test("what waits when the lane is closed is still done; what comes later is refused")
    func closing() async throws {
        try await withWorld { world in
            let hold = await LaneHold(world.store)

            let done = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        let result: Void? = try? await world.store.lane.perform { _ in }
                        return result != nil
                    }
                }
                await until("they wait") { world.store.lane.waiting == 10 }
                world.store.lane.close()
                hold.release()
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }

            #expect(done == 10)
            await #expect(throws: StoreError(.shuttingDown)) { try await world.store.lane.perform { _ in } }
        }
    }
}

@Suite("Write lane on SQLite")
struct SQLiteWriteLaneTests {
    @Test("a full disk fails every unit of the group and lets the next one in again")
    func diskFull() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let engine = try #require(world.store.engine as? SQLiteEngine)
            var pages = 0
            engine.onWriter { database in
                pages = (try? Int.fetchOne(database, sql: "PRAGMA page_count")) ?? 0
                _ = try? Int.fetchOne(database, sql: "PRAGMA max_page_count = \(pages)")
            }
            #expect(pages > 10)

            var report = try Sighting(2).report()
            report.device.id = String(repeating: "d", count: 60_000)
            let admission = World.admission(of: report, isGzip: false)
            let error = await #expect(throws: StoreError.self) { _ = try await world.store.admit(admission) }
            #expect(error?.code == .unavailable)
            #expect(try await world.store.intakeCounts().received == 1)
            #expect(world.store.backlog.events == 0)

            engine.onWriter { _ = try? Int.fetchOne($0, sql: "PRAGMA max_page_count = 1000000") }
            #expect(try await world.store.admit(admission) == .stored)
        }
    }

    @Test("when one unit makes the database end the transaction, the others of its group are kept all the same")
    func endedTransaction() async throws {
        try await withWorld { world in
            try await world.store.lane.perform { try $0.script("CREATE TABLE notes (n INTEGER NOT NULL UNIQUE)") }
            let hold = await LaneHold(world.store)

            let kept = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<9 {
                    group.addTask {
                        let result: Void? = try? await world.store.lane.perform { database in
                            if number == 4 {
                                // What SQLite may do on a full disk or an I/O error.
                                try database.script(
                                    """
                                    INSERT INTO notes VALUES (100);
                                    INSERT OR ROLLBACK INTO notes VALUES (100);
                                    """)
                            }
                            try database.execute("INSERT INTO notes VALUES (?)", [number])
                        }
                        return result != nil
                    }
                }
                await until("the group waits") { world.store.lane.waiting == 9 }
                hold.release()
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }

            let rows = try world.raw { try $0.value(Int.self, "SELECT count(*) FROM notes") }
            #expect(rows == 8 && kept == 8)
        }
    }
}
