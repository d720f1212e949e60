import Governance
import Grants
import Risk
import Store
import StoreTesting
import Testing

@Suite("Filters and orders", .eachEngine)
struct FilterTests {
    private static func at(_ minute: Int64) -> String {
        "\(World.start.advanced(byMilliseconds: minute * 60_000))"
    }

    /// Three people's grants to three apps, one hour after the other; the first is seen again in the end.
    private static func fill(_ world: World) async throws {
        for (event, minute) in [(1, -180), (2, -120), (3, -60)] as [(UInt64, Int64)] {
            try await world.see(
                Sighting(event).with {
                    $0.person = "person\(event)@example.com"
                    $0.clientID = "client-\(event)"
                    $0.redirectURI = "https://client\(event).example.net/callback"
                    $0.minute = minute
                })
        }
        try await world.see(
            Sighting(4).with {
                $0.person = "person1@example.com"
                $0.clientID = "client-1"
                $0.redirectURI = "https://client1.example.net/callback"
                $0.minute = -30
            })
    }

    @Test(
        "bound the first and the last sighting from both sides, bounds included",
        arguments: [
            (["seen_since": [at(-59)]], [1, 3]), (["seen_until": [at(-59)]], [2, 3]),
            (["seen_until": [at(-60)]], [2]), (["first_seen_since": [at(-120)]], [2, 3]),
            (["first_seen_until": [at(-120)]], [1, 2]), (["first_seen_until": [at(-121)]], [1]),
            (["first_seen_since": [at(-150)], "seen_until": [at(-100)]], [2]),
        ] as [([String: [String]], [Int64])])
    func times(filters: [String: [String]], expected: [Int64]) async throws {
        try await withWorld { world in
            try await Self.fill(world)
            let request = ListRequest(filters: filters, sort: "first_seen")

            #expect(try await world.store.grants(request).rows.map(\.number) == expected)
            #expect(try await world.store.connections(request).rows.map(\.number) == expected)
            #expect(try await world.store.findings(request).rows.map(\.connection.number) == expected)
        }
    }

    @Test("bound the opening of a finding and the time of a log entry")
    func openings() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let before = "\(World.start.advanced(byMilliseconds: -1))"

            for (filter, value, count) in [
                ("opened_until", "\(World.start)", 1), ("opened_until", before, 0),
                ("opened_since", "\(World.start)", 1),
            ] {
                let request = ListRequest(filters: [filter: [value]])
                #expect(try await world.store.findings(request).rows.count == count, "\(filter)")
            }
            let all = try await world.log().count
            #expect(try await world.store.log(ListRequest(filters: ["until": ["\(World.start)"]])).rows.count == all)
            #expect(try await world.store.log(ListRequest(filters: ["until": [before]])).rows.isEmpty)
        }
    }

    @Test(
        "find log entries by who did it and by what it was done to",
        arguments: [
            (["target": ["finding:1"]], ["finding.open", "action.propose", "finding.resolve", "action.cancel"]),
            (["target": ["finding:1"], "actor": ["person:\(World.operator)"]], ["finding.resolve", "action.cancel"]),
            (["actor": ["person:\(World.operator)"]], ["finding.resolve", "action.cancel", "person.erase"]),
            (
                ["actor": ["person:\(World.operator)", "system:analyzer"], "type": ["finding.open"]],
                ["finding.open", "finding.open"]
            ),
            (
                ["target": ["finding:1", "action:2"]],
                [
                    "finding.open", "action.propose", "action.propose", "finding.resolve", "action.cancel",
                ]
            ),
            // The actor of an entry is not its target, and a longer number is another one.
            (["target": ["person:\(World.operator)"]], []), (["actor": ["person:1"]], []),
            (["target": ["finding:11"]], []),
            (["actor": ["person"]], nil), (["target": ["finding:1\""]], nil), (["target": ["%:1"]], nil),
        ] as [([String: [String]], [String]?)])
    func log(filters: [String: [String]], types: [String]?) async throws {
        try await withWorld { world in
            try await Self.fill(world)
            try await world.store.moveFinding(
                1, to: .resolved, reason: "gone", until: nil, by: World.operator, judge: world.judge, now: World.start)
            _ = try await world.store.erasePerson(
                address: "person3@example.com", reportsNaming: { _ in false }, by: Author(person: World.operator),
                now: World.start)
            let request = ListRequest(filters: filters, sort: "sequence")
            guard let types else {
                await #expect(throws: ListRefusal.self) { _ = try await world.store.log(request) }
                return
            }

            let found = try await world.store.log(request).rows.map(\.type)

            let isOfFindings = { (type: String) in !type.hasPrefix("grant.") && !type.hasPrefix("app.") }
            if filters["type"] == nil || filters["actor"] == nil {
                #expect(found.filter(isOfFindings) == types)
            } else {
                #expect(Set(found) == Set(types))
            }
        }
    }

    @Test("sort findings by severity and by place in the life, not by letter")
    func ranks() async throws {
        try await withWorld { world in
            try await world.fillWithSamples()
            for (number, status) in [(2, .resolved), (3, .acknowledged), (4, .falsePositive)]
                as [(Int64, FindingStatus)]
            {
                try await world.store.moveFinding(
                    number, to: status, reason: "decided", until: nil, by: World.operator, judge: world.judge,
                    now: World.start)
            }

            let bySeverity = try await world.store.findings(ListRequest(sort: "-severity", limit: 500)).rows
            let byStatus = try await world.store.findings(ListRequest(sort: "status", limit: 500)).rows

            let severities = bySeverity.map(\.assessment.severity)
            #expect(severities == severities.sorted(by: >) && Set(severities).count > 2)
            #expect(byStatus.suffix(3).map(\.status) == [.acknowledged, .falsePositive, .resolved])
        }
    }

    @Test("sort apps by people and by the highest score")
    func apps() async throws {
        try await withWorld { world in
            try await world.fillWithSamples()

            let byPeople = try await world.store.apps(ListRequest(sort: "-people", limit: 500)).rows.map(\.people)
            let byScore = try await world.store.apps(ListRequest(sort: "-score", limit: 500)).rows
                .map { $0.highestScore ?? -1 }

            #expect(byPeople == byPeople.sorted(by: >) && Set(byPeople).count > 2)
            #expect(byScore == byScore.sorted(by: >) && Set(byScore).count > 2)
        }
    }
}
