import Foundation
import Governance
import Grants
import Reports
import SQL
import Store
import StoreTesting
import Testing

@Suite("People", .eachEngine)
struct PeopleTests {
    static let ben = "ben.okafor@example.com"

    @Test("an erased address is gone from every table and every kept report")
    func erased() async throws {
        try await withWorld { world in
            for (index, report) in try SampleReports.all().enumerated() {
                try await world.admit(report, isGzip: index.isMultiple(of: 2))
            }
            try await world.analyse()

            let (number, reports) = try await world.erase(Self.ben)

            #expect(reports > 0)
            #expect(try await world.store.person(address: Self.ben) == nil)
            try world.raw { database in
                for table in try database.column(String.self, database.tablesQuery) {
                    for row in try database.rows("SELECT * FROM \(table)") {
                        #expect(!"\(row)".contains("ben.okafor"), "\(table)")
                        for case .bytes(let bytes) in row.values { #expect(!Data(bytes).holds("ben.okafor")) }
                    }
                }
            }
            let log = try #require(try await world.log().last)
            #expect(log.type == "person.erase")
            #expect(String(decoding: log.bytes, as: UTF8.self).contains("\"person:\(try #require(number))\""))
            #expect(try Store.verifyLog(at: world.location, checkpoints: []).faults.isEmpty)
        }
    }

    @Test("the reports of others stay, and the person's grants stay without a name")
    func othersStay() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1), Sighting(2).with { $0.person = "chiara.conti@example.com" })

            let (number, reports) = try await world.erase(Self.ben)

            #expect(reports == 1)
            let grants = try await world.store.grants(ListRequest(sort: "user")).rows
            #expect(grants.map(\.address) == [nil, "chiara.conti@example.com"])
            #expect(grants.first?.personNumber == number)
            #expect(try await world.findings().first?.connection.people == 2)
            let kept = try world.raw { try $0.value(Int.self, "SELECT count(*) FROM reports WHERE events > 0") }
            #expect(kept == 1)
        }
    }

    @Test("a report erased here that is sent again is still known as a repeat")
    func sentAgain() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            _ = try await world.erase(Self.ben)

            #expect(try await world.admit(Sighting(1).report()) == .repeated)
            #expect(try await world.store.person(address: Self.ben) == nil)
            #expect(try await world.store.intakeCounts().isBalanced)
        }
    }

    @Test("somebody erased who comes again is somebody new")
    func comesAgain() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let (number, _) = try await world.erase(Self.ben)

            try await world.see(Sighting(2))

            let person = try #require(try await world.store.person(address: Self.ben))
            #expect(person.number != number)
            #expect(person.grantNumbers.count == 1)
        }
    }

    @Test("reports that wait are erased with the person, and their events are set aside")
    func waiting() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            try await world.admit(Sighting(2).report())
            try await world.admit(Sighting(3).with { $0.person = "chiara.conti@example.com" }.report(), isGzip: false)

            let (number, reports) = try await world.erase(Self.ben)

            #expect(number != nil)
            #expect(reports == 2)
            #expect(world.store.backlog.reports == 1)
            let counts = try await world.store.intakeCounts()
            #expect(counts.setAside == 1 && counts.waiting == 1 && counts.isBalanced)
            for file in try world.files() { #expect(!file.holds("ben.okafor")) }
            #expect(try await world.analyse().stored == 1)
            #expect(try await world.store.person(address: Self.ben) == nil)
        }
    }

    @Test("a person whom only waiting reports name is found and erased, once")
    func onlyWaiting() async throws {
        try await withWorld { world in
            try await world.admit(Sighting(1).report(), isGzip: false)

            let (number, reports) = try await world.erase(Self.ben)

            #expect(number == nil)
            #expect(reports == 1)
            for file in try world.files() { #expect(!file.holds("ben.okafor")) }
            #expect(try await world.logTypes() == ["person.erase"])
            let backlog = world.store.backlog
            #expect(backlog.reports == 0 && backlog.events == 0 && backlog.bytes == 0)
            let again = await #expect(throws: StoreError.self) { _ = try await world.erase(Self.ben) }
            #expect(again?.code == .notFound)
        }
    }

    @Test("an analysis that has read a report before its erasure changes nothing")
    func erasedUnderAnalysis() async throws {
        try await withWorld { world in
            try await world.admit(Sighting(1).report())
            let read = try await world.store.inboxSlice(events: 10).map(world.analysed)

            _ = try await world.erase(Self.ben)
            let outcome = try await world.store.apply(read, judge: world.judge, now: World.start)

            #expect(outcome == ApplyOutcome())
            #expect(try await world.store.person(address: Self.ben) == nil)
            #expect(try await world.store.intakeCounts().isBalanced)
        }
    }

    @Test("a report that names the address in another field goes as well")
    func otherField() async throws {
        try await withWorld { world in
            try await world.see(
                Sighting(1),
                Sighting(2).with {
                    $0.person = "chiara.conti@example.com"
                    $0.clientID = Self.ben
                })

            #expect(try await world.erase(Self.ben).reports == 2)
        }
    }

    @Test("nothing is erased when nobody has the address")
    func refused() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let log = try await world.log()

            let unknown = await #expect(throws: StoreError.self) { _ = try await world.erase("x@example.com") }

            #expect(unknown?.code == .notFound)
            #expect(try await world.store.person(address: Self.ben) != nil)
            #expect(try await world.log() == log)
        }
    }

    @Test("an export tells all that is held, however the address is spelled")
    func export() async throws {
        try await withWorld { world in
            try await world.see(
                Sighting(1), Sighting(2).with { $0.redirectURI = "https://api.fireflies.ai/oauth/google/callback" },
                Sighting(3).with { $0.person = "chiara.conti@example.com" })

            let record = try #require(try await world.store.person(address: "Ben.Okafor@EXAMPLE.com"))

            #expect(record.address == Self.ben)
            #expect(record.domain == "example.com")
            #expect(record.grantNumbers.count == 2)
            #expect(record.createdAt == World.start)
            #expect(try await world.store.person(address: "nobody@example.com") == nil)
        }
    }

    @Test("strangers of one domain on two sensors are two people, and none has an address")
    func strangers() async throws {
        try await withWorld { world in
            for event in 1...2 as ClosedRange<UInt64> {
                var report = try Sighting(event).report()
                report.subject.email = "@elsewhere.test"
                report.installID = Sighting.install(of: "sensor \(event)")
                try await world.admit(report)
            }
            try await world.analyse()

            let grants = try await world.store.grants(ListRequest()).rows

            #expect(Set(grants.map(\.personNumber)).count == 2)
            #expect(grants.allSatisfy { $0.address == nil && $0.domain == "elsewhere.test" && !$0.isManaged })
        }
    }
}

@Suite("People in a SQLite file")
struct PeopleFileTests {
    @Test("the files hold no erased address even before anybody asks for a checkpoint")
    func erasedAtOnce() async throws {
        try await withWorld { world in
            try await world.admit(Sighting(1).report(), isGzip: false)
            try await world.analyse()
            #expect(try world.files().contains { $0.holds(PeopleTests.ben) })

            _ = try await world.erase(PeopleTests.ben)

            for file in try world.files() { #expect(!file.holds("ben.okafor")) }
        }
    }
}

extension Data {
    fileprivate func holds(_ text: String) -> Bool { self.range(of: Data(text.utf8)) != nil }
}

extension SQLSession {
    /// Names of all tables.
    fileprivate var tablesQuery: String {
        switch self.dialect {
        case .sqlite: "SELECT name FROM sqlite_master WHERE type = 'table'"
        case .postgres: "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        }
    }
}

extension World {
    fileprivate func erase(_ address: String) async throws -> (number: Int64?, reports: Int) {
        let search = AddressSearch(address)
        return try await self.store.erasePerson(
            address: address,
            reportsNaming: { report in
                guard case .kept(let body, let isGzip) = report.content else { return false }
                return search.isNamed(in: body, isGzip: isGzip)
            }, by: Author(person: World.operator), now: World.start)
    }

    /// The bytes of every file beside the database.
    fileprivate func files() throws -> [Data] {
        try FileManager.default.contentsOfDirectory(at: self.folder, includingPropertiesForKeys: nil)
            .map { try Data(contentsOf: $0) }
    }
}
