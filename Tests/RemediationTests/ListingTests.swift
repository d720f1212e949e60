import Governance
import Grants
import ProviderFaking
import Store
import StoreTesting
import Testing

@Suite("Listings of what stands", .eachEngine)
struct ListingTests {
    private func list(_ office: Office) async throws -> ListingRun {
        let begun = try await office.world.store.beginListing(
            of: office.connector, by: Author(system: "test"), now: WallClock.system.now())
        try await office.until {
            try await office.world.store.listings(limit: 10).first { $0.number == begun.number }?.state != .running
        }
        return try #require(try await office.world.store.listings(limit: 10).first { $0.number == begun.number })
    }

    @Test("import grants that no browser saw, which become findings; the next listing changes nothing")
    func imported() async throws {
        try await withOffice(FakeSeed(users: 9, apps: 3, grantsPerUser: 2)) { office in
            try await office.working {
                let first = try await self.list(office)
                #expect(first.state == .complete)
                #expect(first.seen == 18)
                try await office.world.analyse()
                let findings = try await office.world.findings()
                #expect(findings.count == 3)
                #expect(findings.map(\.connection.people).reduce(0, +) == 18)
                let counts = try await office.world.store.intakeCounts()

                let second = try await self.list(office)
                #expect(second.state == .complete)
                #expect(second.gone == 0)
                try await office.world.analyse()
                #expect(try await office.world.store.intakeCounts() == counts)
            }
        }
    }

    @Test("close what is gone at the provider as lapsed, and resolve its finding; a new consent opens it again")
    func lapsed() async throws {
        try await withOffice(FakeSeed(users: 1, apps: 1, grantsPerUser: 1)) { office in
            try await office.working {
                _ = try await self.list(office)
                try await office.world.analyse()
                _ = try await self.list(office)
                let standing = office.fake.desk.inWorld { $0.grants }
                let grant = try #require(standing.first)
                _ = office.fake.desk.inWorld { $0.delete(grant.id) }

                #expect(try await self.list(office).gone == 1)
                #expect(try await office.world.findings().map(\.status) == [.resolved])
                #expect(try await office.world.logTypes().contains("grant.lapse"))

                office.fake.desk.inWorld { $0.add(grant) }
                _ = try await self.list(office)
                try await office.world.analyse(now: WallClock.system.now())
                let finding = try #require(try await office.world.findings().first)
                #expect(finding.status == .open)
                #expect(finding.isRegressed)
            }
        }
    }

    @Test("close nothing when too many grants vanish at once")
    func doubtful() async throws {
        try await withOffice(FakeSeed(users: 60, apps: 1, grantsPerUser: 1)) { office in
            try await office.working {
                _ = try await self.list(office)
                try await office.world.analyse()
                office.fake.desk.inWorld { world in for grant in world.grants.prefix(21) { _ = world.delete(grant.id) }
                }

                let run = try await self.list(office)
                #expect(run.state == .doubtful)
                #expect(run.problem?.contains("21 of 60") == true)
                #expect(run.gone == 0)
                #expect(try await office.world.findings().map(\.status) == [.open])
            }
        }
    }

    @Test("close what is gone up to twenty grants at once")
    func few() async throws {
        try await withOffice(FakeSeed(users: 60, apps: 1, grantsPerUser: 1)) { office in
            try await office.working {
                _ = try await self.list(office)
                try await office.world.analyse()
                office.fake.desk.inWorld { world in for grant in world.grants.prefix(20) { _ = world.delete(grant.id) }
                }

                let run = try await self.list(office)
                #expect(run.state == .complete)
                #expect(run.gone == 20)
            }
        }
    }

    @Test("that cannot be read to their end conclude nothing")
    func broken() async throws {
        try await withOffice(FakeSeed(users: 1, apps: 1, grantsPerUser: 1)) { office in
            try await office.working {
                _ = try await self.list(office)
                try await office.world.analyse()
                office.fake.desk.order(FaultOrder(.forbidden, path: "users", times: 100))

                let run = try await self.list(office)
                #expect(run.state == .failed)
                #expect(run.problem?.hasPrefix("forbidden") == true)
                #expect(try await office.world.findings().map(\.status) == [.open])
            }
        }
    }
}
