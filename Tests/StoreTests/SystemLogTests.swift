import Governance
import Grants
import Store
import StoreTesting
import Testing

@Suite("What the log tells", .eachEngine)
struct SystemLogTests {
    private static let other = "chiara.conti@example.com"

    /// A second sighting, and the entries that it writes.
    struct News: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var entries: [String]
        var change: @Sendable (inout Sighting) -> Void

        init(_ description: String, _ entries: [String], _ change: @escaping @Sendable (inout Sighting) -> Void) {
            (self.testDescription, self.entries, self.change) = (description, entries, change)
        }
    }

    @Test(
        "after a first grant of mail access, a second sighting writes exactly its news",
        arguments: [
            News("a mere sighting", []) { _ in },
            News("an earlier sighting", []) { $0.minute = -5000 },
            News("a denied flow", []) {
                $0.outcome = .denied
                $0.scopes = [Sighting.contacts]
            },
            News("an abandoned flow", []) { $0.outcome = .abandoned },
            News("an unseen end", []) { $0.outcome = .unknown },
            News("more scopes", ["grant.observe", "finding.change"]) {
                $0.scopes = [Sighting.mail, Sighting.calendar, Sighting.contacts]
            },
            News("another person", ["grant.observe", "finding.change"]) { $0.person = Self.other },
            News("another person who says no", []) {
                $0.person = Self.other
                $0.outcome = .denied
            },
        ])
    func news(news: News) async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            #expect(try await world.logTypes() == ["grant.observe", "finding.open", "action.propose"])

            try await world.see(Sighting(2).with { $0.minute = -10 }.with(news.change))

            #expect(try await world.logTypes(after: 3) == news.entries)
        }
    }

    @Test("entries name people by number, never by address")
    func surrogates() async throws {
        try await withWorld { world in
            for report in try SampleReports.all() { try await world.admit(report) }
            try await world.analyse()

            for entry in try await world.log() {
                let text = String(decoding: entry.bytes, as: UTF8.self)
                #expect(!text.contains("@") && !text.contains("http"), "\(text)")
            }
        }
    }

    @Test("an entry stands in the same transaction as its change")
    func sameTransaction() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let finding = try #require(try await world.findings().first)

            await #expect(throws: StoreError.self) {
                try await world.store.moveFinding(
                    finding.number, to: .open, reason: "again", until: nil, by: World.operator, judge: world.judge,
                    now: World.start)
            }

            #expect(try await world.logTypes().count == 3)
        }
    }

    @Test("a log of all samples verifies from its first entry")
    func verifies() async throws {
        try await withWorld { world in
            for report in try SampleReports.all() {
                try await world.admit(report)
                try await world.analyse()
            }

            let (faults, count) = try Store.verifyLog(at: world.location, checkpoints: [])

            #expect(faults.isEmpty)
            let head = try await world.store.logHead()
            #expect(head.sequence == count && count > 40)
        }
    }
}
