import Foundation
import Governance
import SQL
import StoreTesting
import Testing

@testable import Store

@Suite("Copying a store")
struct CopyTests {
    @Test("to PostgreSQL and back: each has the same rows, is sound, and can be served")
    func thereAndBack() async throws {
        try await withFolder { folder in
            let first = try await CopyScene.filledFile(in: folder)
            let second = try CopyScene.newDatabase()
            let third = StoreLocation.sqlite(folder.appendingPathComponent("back/gnomon.sqlite").path)

            let there = try await CopyScene.copy(first, second)
            let back = try await CopyScene.copy(second, third)

            #expect(there == back)
            #expect(there.map(\.name) == StoredTable.all.map(\.name))
            #expect(there.allSatisfy { $0.rows > 0 })
            for location in [first, second, third] {
                #expect(try await broken(location) == [])
            }
            for location in [second, third] {
                try await CopyScene.serve(location) { store in
                    let token = try await CopyScene.addToken(to: store)
                    let head = try await store.logHead()
                    #expect(token > 1 && head.sequence == 15 * 30 + 1)
                }
            }
            #expect(try await broken(second) == [])
        }
    }

    @Test("every value arrives as it was")
    func values() async throws {
        try await withFolder { folder in
            let source = try await CopyScene.filledFile(in: folder, connections: 12)
            let target = try CopyScene.newDatabase()
            _ = try await CopyScene.copy(source, target)

            for table in StoredTable.all {
                let rows = try source.readOnly { try table.contents($0) }
                let copied = try target.readOnly { try table.contents($0) }
                #expect(copied == rows, "\(table.name)")
            }
        }
    }

    @Test("PostgreSQL has its foreign keys again in the end, by their names")
    func foreignKeys() async throws {
        let keys = """
            SELECT conrelid::regclass::text || '.' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
            """
        try await withFolder { folder in
            let untouched = try CopyScene.newDatabase()
            try await CopyScene.serve(untouched) { _ in }
            let target = try CopyScene.newDatabase()
            _ = try await CopyScene.copy(try await CopyScene.filledFile(in: folder, connections: 2), target)

            let expected = try World.raw(untouched) { try $0.column(String.self, keys) }
            let found = try World.raw(target) { try $0.column(String.self, keys) }

            #expect(Set(found) == Set(expected) && found.count > 60)
        }
    }

    @Test("a row that refers to nothing is told by its table")
    func danglingReference() async throws {
        try await withFolder { folder in
            let source = try await CopyScene.filledFile(in: folder, connections: 2)
            try World.raw(source) { database in
                try database.script("PRAGMA foreign_keys = OFF; UPDATE grants SET set_no = 999 WHERE grant_no = 1")
            }

            let error = await #expect(throws: StoreError.self) {
                try await CopyScene.copy(source, try CopyScene.newDatabase())
            }

            #expect(error?.code == .conflict && error?.detail.contains("rows of grants refer to nothing") == true)
        }
    }

    @Test("20,000 grants, with findings, actions and log")
    func many() async throws {
        try await withFolder { folder in
            let source = try await CopyScene.filledFile(in: folder, connections: 2_000)
            let target = try CopyScene.newDatabase()

            let tables = try await CopyScene.copy(source, target)

            #expect(tables.first { $0.name == "grants" }?.rows == 20_000)
            #expect(tables.first { $0.name == "log" }?.rows == 30_000)
        }
    }

    @Test("one that was interrupted after any commit is finished by resuming", arguments: [1, 4, 9, 20, 47])
    func interrupted(commits: Int) async throws {
        try await withFolder { folder in
            let source = try await CopyScene.filledFile(in: folder)
            for target in [try CopyScene.newDatabase(), .sqlite("\(folder.path)/target.sqlite")] {
                await #expect(throws: CopyScene.Interruption.self) {
                    try await CopyScene.copy(source, target, commits: commits)
                }
                #expect(throws: StoreError.self) { try Store(at: target) }
                let refusal = await #expect(throws: StoreError.self) { try await CopyScene.copy(source, target) }
                #expect(refusal?.code == .conflict && refusal?.detail.contains("--resume") == true)
                #expect(try await broken(target).contains("store.whole"))

                let tables = try await CopyScene.copy(source, target, resumes: true, rowsPerCommit: 50)

                #expect(tables.first { $0.name == "grants" }?.rows == 300)
                #expect(try await broken(target) == [])
                try await CopyScene.serve(target) { _ in }
            }
        }
    }

    @Test("after a copy each side goes on from where the source ended, to the same end")
    func writesAfterwards() async throws {
        try await withFolder { folder in
            let first = World.location(in: folder)
            try await CopyScene.serveWorld(first, in: folder) { world in
                for report in try SampleReports.all() { try await world.admit(report) }
                try await world.analyse()
            }
            let second = try CopyScene.newDatabase()
            let third = StoreLocation.sqlite("\(folder.path)/third.sqlite")
            _ = try await CopyScene.copy(first, second)
            _ = try await CopyScene.copy(second, third)

            var ends: [EndState] = []
            var numbers: [[Int64]] = []
            for location in [first, second, third] {
                let before = try location.readOnly { try self.lastNumbers($0) }
                try await CopyScene.serveWorld(location, in: folder) { world in
                    let outcome = try await world.see(
                        Sighting(1).with { $0.person = "new@example.com" },
                        Sighting(2).with { ($0.clientID, $0.redirectURI) = ("new", "https://new.example.net/back") })
                    #expect(outcome.newGrants == 2 && outcome.findingsOpened > 0)
                    #expect(try await CopyScene.addToken(to: world.store) > World.token)
                    ends.append(try await EndState(of: world))
                }
                let after = try location.readOnly { try self.lastNumbers($0) }
                #expect(zip(before, after).allSatisfy { $0 <= $1 } && before != after)
                numbers.append(before)
                #expect(try await broken(location) == [])
            }
            #expect(ends[0] == ends[1] && ends[0] == ends[2])
            #expect(numbers[0] == numbers[1] && numbers[0] == numbers[2])
        }
    }

    private func lastNumbers(_ database: any SQLSession) throws -> [Int64] {
        try NumberedTable.allCases.map { try $0.lastNumber(database) }
    }
}
