import SQL
import StoreTesting
import Testing

@testable import Store

@Suite("Statements for many rows", .eachEngine)
struct RowStatementTests {
    private static let key: [RowColumn] = [
        .organisation, .integer("install_no"), .integer("event_high"), .integer("event_low"),
    ]
    private static let claim = RowStatement.insert(
        into: "event_keys", key + [.integer("digest"), .integer("seen_day")], otherwise: "ON CONFLICT DO NOTHING",
        telling: ["event_low", "install_no", "event_high"])
    private static let dating = RowStatement.update("event_keys", key: key, set: [.integer("seen_day")])
    private static let search = RowQuery("event_keys", by: key, columns: ["digest", "seen_day"], where: "seen_day < 3")

    private static func row(_ number: Int, digest: Int, day: Int = 1) -> [SQLValue] {
        [
            .integer(Store.organisation), 1, 2, .integer(Int64(number)), .integer(Int64(digest)),
            .integer(Int64(day)),
        ]
    }

    @Test("tell what each row changed; of rows with one key the first one counts")
    func telling() async throws {
        try await withWorld { world in
            try await world.store.lane.perform { database in
                let first = try Self.claim.changes([3, 1, 3, 2].map { Self.row($0, digest: 10 + $0) }, database)
                let second = try Self.claim.changes([4, 2].map { Self.row($0, digest: 20) }, database)

                #expect(first == [true, true, false, true])
                #expect(second == [true, false])
                #expect(try Self.claim.changes([], database) == [])
            }
        }
    }

    @Test("change the rows with these keys, and find them in the order of the keys")
    func changing() async throws {
        try await withWorld { world in
            try await world.store.lane.perform { database in
                try Self.claim.run([1, 2, 3].map { Self.row($0, digest: 10 + $0) }, database)
                try Self.dating.run([(3, 2), (1, 9)].map { Array(Self.row($0, digest: 0)[..<4]) + [$1] }, database)

                let found = try Self.search.rows(
                    for: [4, 3, 2, 1, 3].map { Array(Self.row($0, digest: 0)[..<4]) }, database)

                let digestsAndDays = found.map { $0.map { [$0[0], $0[1]] as [Int] } }
                #expect(digestsAndDays == [[], [[13, 2]], [[12, 1]], [], [[13, 2]]])
            }
        }
    }

    @Test("take more rows than one statement of PostgreSQL's")
    func many() async throws {
        try await withWorld { world in
            try await world.store.lane.perform { database in
                let rows = (0..<25_000).map { Self.row($0, digest: $0) }
                #expect(try Self.claim.changes(rows, database).allSatisfy { $0 })

                #expect(try Self.claim.changes(rows, database).allSatisfy { !$0 })
                let found = try Self.search.rows(for: rows.map { Array($0[..<4]) }, database)
                #expect(found.map { $0.map { $0[0] as Int } } == (0..<25_000).map { [$0] })
            }
        }
    }
}
