import Governance
import Grants
import Store
import StoreTesting
import Testing

/// A list of the store, read as numbers of its rows.
struct NumberedList: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var sorts: [String]
    var page: @Sendable (Store, ListRequest) async throws -> ListPage<Int64>

    static let all: [NumberedList] = [
        NumberedList(
            testDescription: "findings", sorts: connectionSorts + ["score", "opened_at", "severity", "status"]
        ) {
            try await $0.findings($1).map(\.number)
        },
        NumberedList(testDescription: "connections", sorts: connectionSorts + ["score"]) {
            try await $0.connections($1).map(\.number)
        },
        NumberedList(
            testDescription: "grants", sorts: ["last_seen", "first_seen", "sightings", "client", "resource", "user"]
        ) { try await $0.grants($1).map(\.number) },
        NumberedList(testDescription: "apps", sorts: ["name", "first_seen", "people", "score"]) {
            try await $0.apps($1).map(\.number)
        },
        NumberedList(testDescription: "actions", sorts: ["proposed_at", "score"]) {
            try await $0.actions($1).map(\.number)
        },
        NumberedList(testDescription: "log", sorts: ["sequence"]) { try await $0.log($1).map(\.sequence) },
    ]

    private static let connectionSorts = ["last_seen", "first_seen", "people", "client", "resource"]

    /// All pages of `limit` rows; `between` runs after each.
    func walk(
        _ store: Store, sort: String?, limit: Int, between: (Int) async throws -> Void = { _ in }
    ) async throws -> [Int64] {
        var rows: [Int64] = []
        var cursor: String?
        var pages = 0
        repeat {
            let page = try await self.page(store, ListRequest(sort: sort, limit: limit, cursor: cursor))
            #expect(page.rows.count <= limit)
            rows += page.rows
            cursor = page.nextCursor
            pages += 1
            try await between(pages)
        } while cursor != nil && pages < 1000
        return rows
    }
}

@Suite("Lists", .eachEngine)
struct PagingTests {
    @Test("pages of any size bring every row once, in the order of one long page", arguments: NumberedList.all)
    func pages(list: NumberedList) async throws {
        try await withWorld { world in
            try await world.fillWithSamples()

            for sort in list.sorts.flatMap({ [$0, "-\($0)"] }) + [nil] {
                let whole = try await list.page(world.store, ListRequest(sort: sort, limit: 500)).rows
                #expect(whole.count > 10)
                for limit in [1, 3, 7, whole.count - 1, whole.count, whole.count + 1] {
                    #expect(
                        try await list.walk(world.store, sort: sort, limit: limit) == whole, "\(sort ?? "") \(limit)")
                }
            }
        }
    }

    @Test("ascending is descending backwards", arguments: NumberedList.all)
    func directions(list: NumberedList) async throws {
        try await withWorld { world in
            try await world.fillWithSamples()

            for sort in list.sorts {
                let up = try await list.page(world.store, ListRequest(sort: sort, limit: 500)).rows
                let down = try await list.page(world.store, ListRequest(sort: "-\(sort)", limit: 500)).rows
                #expect(up == down.reversed(), "\(sort)")
            }
        }
    }

    @Test(
        "rows that come in while somebody pages make no earlier row appear twice or never", arguments: NumberedList.all)
    func inserts(list: NumberedList) async throws {
        for sort in list.sorts {
            try await withWorld { world in
                try await world.fillWithSamples()
                let before = try await list.page(world.store, ListRequest(sort: sort, limit: 500)).rows

                let walked = try await list.walk(world.store, sort: sort, limit: 3) { page in
                    guard page <= 5 else { return }
                    try await world.see(
                        Sighting(UInt64(page)).with {
                            $0.person = "person\(page)@example.com"
                            $0.scopes = ["https://www.googleapis.com/auth/drive"]
                            $0.clientID = "stranger-\(page)"
                            $0.redirectURI = "https://stranger\(page).example.net/callback"
                        })
                }

                #expect(Set(walked).count == walked.count, "\(sort)")
                let old = Set(before)
                #expect(walked.filter { old.contains($0) } == before, "\(sort)")
            }
        }
    }

    @Test("what a list does not know is refused by name", arguments: NumberedList.all)
    func refusals(list: NumberedList) async throws {
        try await withWorld { world in
            try await world.fillWithSamples()
            let filter = await #expect(throws: ListRefusal.self) {
                _ = try await list.page(world.store, ListRequest(filters: ["colour": ["red"]]))
            }
            let sort = await #expect(throws: ListRefusal.self) {
                _ = try await list.page(world.store, ListRequest(sort: "-colour"))
            }

            guard case .unknownFilter("colour", let filters) = filter, case .unknownSort("-colour", let sorts) = sort
            else {
                Issue.record("\(String(describing: filter)) \(String(describing: sort))")
                return
            }
            #expect(!filters.isEmpty)
            #expect(sorts == list.sorts.sorted())
            for limit in [0, -1, 501] {
                await #expect(throws: ListRefusal.badLimit) {
                    _ = try await list.page(world.store, ListRequest(limit: limit))
                }
            }
            for cursor in ["", "x", "####", "WyJhIiwiYiJd", String(repeating: "A", count: 5000)] {
                await #expect(throws: ListRefusal.badCursor) {
                    _ = try await list.page(world.store, ListRequest(cursor: cursor))
                }
            }
        }
    }

    @Test("a cursor of one order is no cursor of another")
    func foreignCursor() async throws {
        try await withWorld { world in
            try await world.fillWithSamples()
            let cursor = try await world.store.grants(ListRequest(sort: "user", limit: 1)).nextCursor

            for sort in ["-user", "client", nil] {
                await #expect(throws: ListRefusal.badCursor) {
                    _ = try await world.store.grants(ListRequest(sort: sort, limit: 1, cursor: cursor))
                }
            }
        }
    }

    @Test(
        "a value that a filter can not read is refused by the filter's name",
        arguments: [
            ("id", ["7"]), ("id", ["grn_x"]), ("id", []), ("person", ["fnd_1"]), ("managed", ["maybe"]),
            ("seen_since", ["yesterday"]), ("seen_since", ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]),
            ("user", Array(repeating: "a", count: 51)),
        ])
    func badValues(filter: String, values: [String]) async throws {
        try await withWorld { world in
            let refusal = await #expect(throws: ListRefusal.self) {
                _ = try await world.store.grants(ListRequest(filters: [filter: values]))
            }
            guard case .badValue(filter, let expected) = refusal else {
                Issue.record("\(String(describing: refusal))")
                return
            }
            #expect(!expected.isEmpty)
            try await world.store.ping()
        }
    }

    @Test("filters of two names both hold; values of one name add up")
    func filters() async throws {
        try await withWorld { world in
            try await world.fillWithSamples()
            func count(_ filters: [String: [String]]) async throws -> Int {
                try await world.store.grants(ListRequest(filters: filters, limit: 500)).rows.count
            }

            let ben = try await count(["user": ["BEN.okafor"]])
            let anna = try await count(["user": ["anna"]])

            #expect(ben > 0 && anna > 0)
            #expect(try await count(["user": ["ben.okafor", "anna"]]) == ben + anna)
            let observed = try await count(["user": ["ben.okafor"], "state": ["observed"]])
            let rest = try await count(["user": ["ben.okafor"], "state": ["attempted", "unconfirmed"]])
            #expect(observed + rest == ben)
            #expect(try await count(["user": ["%"]]) == 0)
            #expect(try await count(["user": ["' OR 1=1 --"]]) == 0)
        }
    }

    @Test("a cursor holds the longest name that a client can have", arguments: ["a", "/", "é"])
    func longNames(letter: String) async throws {
        try await withWorld { world in
            let id = String(repeating: letter, count: 512 / letter.utf8.count)
            for event in 1...3 as ClosedRange<UInt64> {
                try await world.see(
                    Sighting(event).with {
                        $0.clientID = String(id.dropLast()) + "\(event)"
                        $0.redirectURI = ""
                    })
            }

            let page = try await world.store.connections(ListRequest(sort: "client", limit: 1))
            let next = try await world.store.connections(ListRequest(sort: "client", limit: 1, cursor: page.nextCursor))

            #expect(page.rows.first?.number != next.rows.first?.number)
        }
    }
}

extension World {
    /// The month that the samples tell.
    func fillWithSamples() async throws {
        for report in try SampleReports.all() { try await self.admit(report) }
        try await self.analyse()
    }
}
