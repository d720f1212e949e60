import Foundation
import Governance
import Postgres
import PostgresTesting
import Risk
import SQL
import StoreTesting
import Synchronization
import Testing

@testable import Store

@Suite("A PostgreSQL database that several processes share")
struct SharedDatabaseTests {
    @Test("is brought to this version's schema once when many come at the same moment")
    func migratedByMany() async throws {
        let url = try PostgresCluster.shared.get().newDatabase()

        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 { group.addTask { try await blocking { try Store.migrate(url) } } }
            try await group.waitForAll()
        }

        let connection = try PostgresConnection(PostgresConfig(connectionString: url))
        let steps = try connection.column(String.self, "SELECT name FROM schema_steps ORDER BY name")
        #expect(steps == Schema.steps.map(\.name))
    }

    @Test("is brought to another schema beside a process that holds what a step waits for, and waits for what it holds")
    func migratedCrosswise() throws {
        let url = try PostgresCluster.shared.get().newDatabase()
        try Store.migrate(url)
        let step = Schema.Step(
            name: "9999 later",
            text: "ALTER TABLE clients ADD COLUMN later INTEGER; ALTER TABLE apps ADD COLUMN later INTEGER;")
        let isHolding = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            defer { isHolding.signal() }
            guard let other = try? PostgresConnection(PostgresConfig(connectionString: url)) else { return }
            try? other.begin()
            try? other.script("LOCK TABLE apps IN ROW EXCLUSIVE MODE")
            isHolding.signal()
            _ = try? blockUntil {
                try other.value(
                    Int.self, "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'apps'::regclass") == 1
            }
            // A second later the server ends what has waited for longer: the step.
            try? other.script("LOCK TABLE clients IN ROW EXCLUSIVE MODE")
            try? other.commit()
        }
        isHolding.wait()

        try PostgresMigrations.run(PostgresConfig(connectionString: url), steps: Schema.steps + [step])

        let connection = try PostgresConnection(PostgresConfig(connectionString: url))
        #expect(try connection.value(Int.self, "SELECT count(*) FROM schema_steps WHERE name = '9999 later'") == 1)
        let hasMet = try blockUntil {
            try connection.value(
                Int.self, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == 1
        }
        #expect(hasMet)
    }

    @Test("of a newer version is refused and left as it is")
    func newerSchema() throws {
        let url = try PostgresCluster.shared.get().newDatabase()
        try Store.migrate(url)
        let connection = try PostgresConnection(PostgresConfig(connectionString: url))
        try connection.script("INSERT INTO schema_steps VALUES ('9999 later')")

        let error = #expect(throws: StoreError.self) { _ = try Store(at: .postgres(url)) }

        #expect(error?.code == .newerSchema)
        #expect(try connection.value(Int.self, "SELECT count(*) FROM schema_steps") == Schema.steps.count + 1)
    }

    @Test("on a standby, which only reads, is refused by name")
    func standby() throws {
        let primary = try PostgresCluster(settings: ["fsync=off"])
        defer { primary.remove() }
        let standby = try primary.makeStandby(name: "second")
        defer { standby.remove() }

        let error = #expect(throws: StoreError.self) { _ = try Store(at: .postgres(standby.url(database: "postgres"))) }

        #expect(error?.code == .unavailable)
        let text = error.map { "\($0)" } ?? ""
        #expect(text.contains("read-only") || text.contains("standby"), "\(text)")
    }

    @Test("lets one process at a time do a duty; one that was taken over changes nothing any more")
    func fencing() async throws {
        let url = try PostgresCluster.shared.get().newDatabase()
        let first = try Store(at: .postgres(url))
        let second = try Store(at: .postgres(url))
        let mine = try #require(try await first.duty(.housekeeping))
        let connection = try PostgresConnection(PostgresConfig(connectionString: url))
        // However slow the machine is.
        let lastsLong = "UPDATE duties SET lease_until = 9000000000000"
        try connection.script(lastsLong)
        #expect(try await second.duty(.housekeeping) == nil)
        try connection.script("UPDATE duties SET lease_until = 0")

        #expect(try await second.duty(.housekeeping) != nil)
        try connection.script(lastsLong)

        let error = await #expect(throws: StoreError.self) {
            _ = try await first.expireReports(before: World.start, as: mine)
        }
        #expect(error?.code == .conflict)
        #expect(try await first.duty(.housekeeping) == nil)
        await first.close()
        await second.close()
    }

    @Test("a worker that finds no action due does not make others forget what they know")
    func idleWorker() async throws {
        let url = try PostgresCluster.shared.get().newDatabase()
        try Store.migrate(url)
        let store = try Store(at: .postgres(url))
        let connection = try PostgresConnection(PostgresConfig(connectionString: url))
        let before = try connection.value(Int64.self, "SELECT revision FROM organisations")

        #expect(try await store.startDueActions(terms: ApprovalTerms(roles: ["admin"]), now: World.start) == 0)
        #expect(try await store.expireApprovals(rules: ApprovalRules(), now: World.start) == 0)
        #expect(
            try await store.wakeSnoozed(
                judge: Judge(analyser: RiskAnalyser(model: try .shipped()), policy: try .shipped()), now: World.start)
                == 0)

        #expect(try connection.value(Int64.self, "SELECT revision FROM organisations") == before)
        await store.close()
    }

    @Test("what others change of the log alone leaves a worker what it knows; a person's decision does not")
    func logAlone() async throws {
        let url = try PostgresCluster.shared.get().newDatabase()
        try await withFolder { folder in
            let worker = try World(folder: folder, location: .postgres(url))
            let other = try World(folder: folder, location: .postgres(url))
            func knownGrants(after event: UInt64) async throws -> Int {
                try await worker.admit(
                    try Sighting(event).with { $0.person = "person\(event)@example.com" }.report())
                #expect(try await worker.analyse().newGrants == 1)
                return worker.store.session.memory.withLock { $0.grants.count }
            }
            #expect(try await knownGrants(after: 1) == 1)

            _ = try await other.store.createEnrolmentToken(
                name: "more", hash: [UInt8](repeating: 7, count: 32), expiresAt: nil,
                by: Author(person: World.operator), now: World.start)
            #expect(try await knownGrants(after: 2) == 2)

            let finding = try #require(try await other.findings().first)
            try await other.store.moveFinding(
                finding.number, to: .acknowledged, reason: "known", until: nil, by: World.operator,
                judge: other.judge, now: World.start)
            #expect(try await knownGrants(after: 3) == 1)

            #expect(try Store.verifyLog(at: .postgres(url), checkpoints: []).faults.isEmpty)
            await worker.store.close()
            await other.store.close()
        }
    }

    @Test("is analysed by one process at a time; another takes over when that is gone", arguments: [true, false])
    func oneAnalyses(isLost: Bool) async throws {
        let url = try PostgresCluster.shared.get().newDatabase()
        try await withFolder { folder in
            let first = try World(folder: folder, location: .postgres(url))
            let second = try World(folder: folder, location: .postgres(url))
            try await first.admit(try Sighting(1).report())
            #expect(try await first.analyse().newGrants == 1)
            try await first.admit(try Sighting(2).with { $0.person = "eve@example.com" }.report())
            #expect(try await second.analyse().newGrants == 0)
            #expect(try await second.store.isWorkWaiting() == false)
            #expect(try await first.store.isWorkWaiting())

            if isLost {
                try second.raw { database in
                    try database.script("UPDATE duties SET lease_until = 0; UPDATE writers SET lease_until = 0")
                }
            } else {
                await first.store.close()
            }

            #expect(try await second.store.isWorkWaiting())
            #expect(try await second.analyse().newGrants == 1)
            if isLost { await first.store.close() }
            await second.store.close()
        }
    }

    @Test(
        "on a disk that is full takes no report, loses none, and goes on when there is room",
        .enabled(if: SmallDisk.isPossible, "needs the right to mount a file system in memory"))
    func fullDisk() async throws {
        let disk = try SmallDisk(megabytes: 32)
        defer { disk.remove() }
        let cluster = try PostgresCluster(settings: ["fsync=off"])
        defer { cluster.remove() }
        let url = try cluster.newDatabase(on: disk)
        let store = try Store(at: .postgres(url))
        let connection = try PostgresConnection(PostgresConfig(connectionString: url))
        try connection.script(
            "INSERT INTO enrolment_tokens VALUES (1, 1000000, 'sensors', decode(repeat('00', 32), 'hex'), 0)")
        try disk.fill()

        var kept = 0
        var error: (any Error)?
        for event in 1...UInt64(2_000) where error == nil {
            do {
                _ = try await store.admit(World.admission(of: Sighting(event).report()))
                kept += 1
            } catch let refusal { error = refusal }
        }
        #expect((error as? StoreError)?.code == .unavailable)
        try disk.makeRoom()
        _ = try await store.admit(World.admission(of: Sighting(9_999).report()))

        let counts = try await store.intakeCounts()
        #expect(counts.received == kept + 1)
        #expect(try await store.reportCount() == kept + 1)
        #expect(counts.isBalanced)
        await store.close()
    }
}
