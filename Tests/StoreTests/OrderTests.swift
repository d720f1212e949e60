import Grants
import SeededRandom
import Store
import StoreTesting
import Testing

@Suite("Order of arrival", .eachEngine)
struct OrderTests {
    @Test("shuffled samples in batches of any size end in the same state", arguments: 1...12 as ClosedRange<UInt64>)
    func samples(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let reports = try SampleReports.all()
        let shuffled = reports.shuffled(using: &generator)
        let batch = [1, 5, 20, 1000].randomElement(using: &generator) ?? 1

        let ordered = try await Self.endState(of: reports, batch: 1)
        let other = try await Self.endState(of: shuffled, batch: batch)

        #expect(other.grants == ordered.grants)
        #expect(other.connections == ordered.connections)
        #expect(other.findings == ordered.findings)
        #expect(other.counts == ordered.counts)
        #expect(ordered.findings.count > 10)
    }

    @Test("random sightings of one app end in the same state in any order", arguments: 1...20 as ClosedRange<UInt64>)
    func sightings(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let scopes = [Sighting.mail, Sighting.calendar, Sighting.contacts]
        let sightings = (1...12).map { event in
            Sighting(UInt64(event)).with {
                $0.person =
                    ["a@example.com", "b@example.com", "c@elsewhere.test"].randomElement(using: &generator) ?? ""
                $0.scopes =
                    Int.random(in: 0..<6, using: &generator) == 0
                    ? nil
                    : scopes.filter { _ in
                        Bool.random(using: &generator)
                    }
                $0.outcome = AuthorizationEvent.Outcome.allCases.randomElement(using: &generator) ?? .granted
                $0.minute = -Int64.random(in: 1...10_000, using: &generator)
                $0.count = Int.random(in: 1...3, using: &generator)
                let hosts = ["app.fireflies.ai", "api.fireflies.ai"]
                $0.redirectURI = "https://\(hosts.randomElement(using: &generator) ?? "")/oauth/google/callback"
            }
        }
        let reports = try sightings.map { try $0.report() }

        let first = try await Self.endState(of: reports, batch: 1)
        let second = try await Self.endState(of: reports.shuffled(using: &generator), batch: 1)
        let third = try await Self.endState(of: reports.shuffled(using: &generator), batch: 1000)

        #expect(second == first)
        #expect(third == first)
    }

    private static func endState(of reports: [GrantReport], batch: Int) async throws -> EndState {
        var state: EndState?
        try await withWorld { world in
            for report in reports { try await world.admit(report) }
            try await world.analyse(events: batch)
            state = try await EndState(of: world)
        }
        return try #require(state)
    }
}

@Suite("Nothing is lost", .eachEngine)
struct BalanceTests {
    @Test(
        "received = stored + duplicate + rejected + set aside + waiting after every step",
        arguments: 1...6 as ClosedRange<UInt64>)
    func balance(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let reports = try SampleReports.all()
        try await withWorld { world in
            for step in 0..<60 {
                switch Int.random(in: 0..<6, using: &generator) {
                case 0...1:
                    if let report = reports.randomElement(using: &generator) { try await world.admit(report) }
                case 2:
                    if var report = reports.randomElement(using: &generator) {
                        report.sentAt = report.sentAt.advanced(byMilliseconds: Int64(step))
                        report.events[0].providerPosts = Int.random(in: 0...2, using: &generator)
                        try await world.admit(report)
                    }
                case 3:
                    var admission = World.admission(of: try Sighting(UInt64(step) + 1).report())
                    admission.repeatedEvents = Int.random(in: 0...3, using: &generator)
                    admission.rejected = [.timeOrder: Int.random(in: 1...4, using: &generator)]
                    _ = try await world.store.admit(admission)
                case 4:
                    for report in try await world.store.inboxSlice(events: 3) {
                        _ = try await world.store.noteFailure(of: report, reason: "unreadable", now: World.start)
                    }
                default:
                    let slice = try await world.store.inboxSlice(events: Int.random(in: 1...10, using: &generator))
                    _ = try await world.store.apply(
                        slice.map(world.analysed), judge: world.judge, now: World.start)
                }
                let counts = try await world.store.intakeCounts()
                #expect(counts.isBalanced, "step \(step): \(counts)")
                #expect(world.store.backlog.events == counts.waiting)
            }
        }
    }
}
