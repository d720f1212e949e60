import Foundation
import SQL
import StoreTesting
import Testing

@testable import Store

/// One way in which a store can be unsound, and what a check must say.
struct Damage: Sendable, CustomTestStringConvertible {
    /// The broken invariants.
    var broken: [String]
    var sql: String

    var testDescription: String { self.broken.joined(separator: ", ") }

    init(_ broken: String..., by sql: String) {
        self.broken = broken
        self.sql = sql
    }

    static let all = [
        Damage("intake.balance", by: "UPDATE intake_counts SET count = count + 1 WHERE name = 'received'"),
        Damage("intake.balance", by: "DELETE FROM intake_counts WHERE name = 'stored'"),
        Damage("intake.balance", by: "DELETE FROM inbox WHERE report_no = 2"),
        Damage(
            "intake.set_aside",
            by: "UPDATE intake_counts SET count = count + 1 WHERE name IN ('received', 'set_aside')"),
        Damage("intake.set_aside", by: "DELETE FROM set_aside"),
        Damage("intake.set_aside", by: "DELETE FROM set_aside_events"),
        Damage("inbox.size", by: "UPDATE inbox SET bytes = bytes + 1 WHERE report_no = 3"),
        Damage("inbox.size", by: "UPDATE reports SET events = events - 1 WHERE report_no = 3"),
        Damage("installs.times", by: "UPDATE installs SET last_report_at = 1"),
        Damage("people.erased", by: "UPDATE people SET domain = 'example.com' WHERE person_no = 2"),
        Damage("grant_coaching.erased", by: "UPDATE grant_coaching SET reason = 'mine' WHERE grant_no = 1"),
        Damage("grant_coaching.grant_no", by: "UPDATE grant_coaching SET grant_no = 9999 WHERE grant_no = 2"),
        Damage("sensor_credentials.times", by: "UPDATE sensor_credentials SET revoked_at = 1 WHERE credential_no = 2"),
        Damage("sensor_credentials.token_no", by: "UPDATE sensor_credentials SET token_no = 9 WHERE credential_no = 2"),
        Damage("inbox.report_no", by: "DELETE FROM reports WHERE report_no = 2"),
        Damage("reports.install_no", "event_keys.install_no", by: "DELETE FROM installs WHERE install_no = 1"),
        Damage("connections.people", by: "UPDATE connections SET people = people + 1 WHERE connection_no = 5"),
        Damage("connections.people", by: "UPDATE grants SET liveness = 0 WHERE grant_no = 2"),
        Damage("connections.liveness", by: "UPDATE connections SET liveness = 2 WHERE connection_no = 5"),
        Damage("connections.apps", by: "UPDATE apps SET role = 'client' WHERE app_no = 1"),
        Damage("grants.activity", by: "DELETE FROM grant_activity WHERE grant_no = 7"),
        Damage("grants.activity", by: "UPDATE grant_activity SET sightings = 0 WHERE grant_no = 7"),
        Damage(
            "grant_activity.grant_no", "connections.people", by: "DELETE FROM grants WHERE grant_no = 7"),
        Damage("grants.client", by: "UPDATE clients SET app_no = 2 WHERE client_no = 3"),
        Damage("findings.severity", by: "UPDATE findings SET severity = 'critical' WHERE score = 3"),
        Damage("findings.severity", by: "UPDATE findings SET score = 79 WHERE score = 3"),
        Damage("actions.finding_no", by: "DELETE FROM findings WHERE finding_no = 4"),
        Damage("actions.proposed", by: "UPDATE actions SET state = 'proposed' WHERE finding_no = 4"),
        Damage("actions.ended", by: "UPDATE findings SET status = 'resolved' WHERE finding_no = 4"),
        Damage("actions.jobs", by: "UPDATE actions SET state = 'scheduled' WHERE action_no = 1"),
        Damage("actions.jobs", by: "UPDATE actions SET state = 'verifying' WHERE action_no = 1"),
        Damage(
            "actions.jobs", "actions.verified",
            by: "UPDATE jobs SET state = 'retryable' WHERE job_no = 1"),
        Damage("actions.approved", by: "UPDATE approvals SET withdrawn_at = at"),
        Damage("actions.verified", by: "UPDATE jobs SET outcome = 'revoked_unverified'"),
        Damage("actions.verified", by: "UPDATE jobs SET state = 'cancelled'"),
        Damage("jobs.attempt", by: "UPDATE job_attempts SET finished_at = NULL WHERE attempt_no = 2"),
        Damage("jobs.receipt", by: "DELETE FROM receipts"),
        Damage("receipts.hash", by: "UPDATE receipts SET bytes = hash"),
        Damage("log.chain", by: "DELETE FROM log WHERE seq = 3"),
        Damage("log.chain", by: "UPDATE log SET type = 'grant.forget' WHERE seq = 3"),
        Damage("store.whole", by: "UPDATE copies SET is_finished = 0"),
    ]
}

@Suite("Checking a store", .eachEngine)
struct SoundnessTests {
    /// Runs `body` with a store that has some rows in every table.
    private func withFilledWorld(_ body: (World) async throws -> Void) async throws {
        try await withWorld { world in
            try world.raw { database in
                try FilledStore.fill(database, connections: 12)
                try CopyState(source: [UInt8](repeating: 0, count: 32), table: "log", rows: 3, isFinished: true)
                    .write(database)
                for table in NumberedTable.allCases { try table.skipUsedNumbers(database) }
            }
            try await body(world)
        }
    }

    /// Changes a store past its foreign keys and checks.
    private func damage(_ world: World, _ sql: String) throws {
        try world.raw { database in
            switch database.dialect {
            case .sqlite: try database.script("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            case .postgres: try database.script("SET session_replication_role = replica")
            }
            let changed = try database.execute(sql)
            #expect(changed > 0, "the damage was done: \(sql)")
        }
    }

    @Test("a store that was filled by reports is sound, and so is an empty one")
    func sound() async throws {
        try await withWorld { world in
            try world.raw { database in
                for table in NumberedTable.allCases { try table.skipUsedNumbers(database) }
            }
            #expect(try await broken(world.location) == [])
            for report in try SampleReports.all() { try await world.admit(report) }
            try await world.analyse()
            try await world.admit(Sighting(1).report())

            let report = try await blocking { try Store.check(at: world.location) }

            #expect(report.broken == [])
            #expect(report.verdicts.count > 40)
        }
    }

    @Test("each kind of damage is found for what it is", arguments: Damage.all)
    func damaged(damage: Damage) async throws {
        try await self.withFilledWorld { world in
            #expect(try await broken(world.location) == [])

            try self.damage(world, damage.sql)

            let report = try await blocking { try Store.check(at: world.location) }
            #expect(Set(report.broken) == Set(damage.broken), "\(report.verdicts.filter { !$0.isSound })")
        }
    }

    @Test("a reference to a row that is not there is found, in every column that refers")
    func references() async throws {
        try await self.withFilledWorld { world in
            for table in StoredTable.all.dropFirst() {
                for reference in table.references {
                    try self.damage(
                        world,
                        """
                        UPDATE \(table.name) SET \(reference.column) = -\(reference.column)
                        WHERE \(reference.column) = (SELECT max(\(reference.column)) FROM \(table.name))
                        """)

                    let names = try await broken(world.location)
                    #expect(names.contains("\(table.name).\(reference.column)"), "\(names)")

                    try self.damage(
                        world,
                        "UPDATE \(table.name) SET \(reference.column) = -\(reference.column) WHERE \(reference.column) < 0"
                    )
                }
                try self.damage(world, "UPDATE \(table.name) SET org_no = 7")
                let names = try await broken(world.location)
                #expect(names.contains("\(table.name).org_no"), "\(names)")
                try self.damage(world, "UPDATE \(table.name) SET org_no = 1")
            }
            #expect(try await broken(world.location) == [])
        }
    }

    @Test("examples say where the breach is, three at most")
    func examples() async throws {
        try await self.withFilledWorld { world in
            try self.damage(world, "UPDATE connections SET people = 4")

            let report = try await blocking { try Store.check(at: world.location) }
            let verdict = try #require(report.verdicts.first { $0.name == "connections.people" })

            #expect(verdict.breaches == 12)
            #expect(verdict.examples.count == 3)
            #expect(verdict.examples[0] == "connection_no 1, people 4, with_grant 9")
        }
    }
}

@Suite("Checking a store of one engine")
struct EngineSoundnessTests {
    @Test("on SQLite, a page of the file that was overwritten is found")
    func file() async throws {
        try await withWorld { world in
            try world.raw { try FilledStore.fill($0, connections: 30) }
            await world.store.close()
            let file = "\(world.folder.path)/copy.sqlite"
            let copied = try await blocking { try Store.backUp(sqlite: world.path, to: file) }
            #expect(copied.isSound)
            let root = try StoreLocation.sqlite(file).readOnly { database in
                try database.value(Int.self, "SELECT rootpage FROM sqlite_master WHERE name = 'grants'") ?? 0
            }
            let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
            try handle.seek(toOffset: UInt64((root - 1) * 4096))
            try handle.write(contentsOf: Data(repeating: 0xEE, count: 4096))
            try handle.close()

            let report = try await blocking { try Store.check(at: .sqlite(file)) }

            #expect(report.broken.first == "store.file")
            #expect(report.verdicts.first { $0.name == "log.chain" }?.isSound == true)
        }
    }

    @Test("on PostgreSQL, a number that would be given out twice is found")
    func numbers() async throws {
        try await Engine.$current.withValue(.postgres) {
            try await withWorld { world in
                try world.raw { database in try FilledStore.fill(database, connections: 12) }

                #expect(try await broken(world.location) == ["store.numbers"])
            }
        }
    }

    @Test("a database that is no store, or of another version, is not judged")
    func otherVersions() async throws {
        try await withWorld { world in
            let last = Schema.steps.last?.name
            try world.raw { try $0.execute("DELETE FROM grdb_migrations WHERE identifier = ?", [last]) }
            await #expect(throws: StoreError.self) { try await broken(world.location) }
            try world.raw { try $0.execute("INSERT INTO grdb_migrations VALUES ('9999 later')") }
            let error = await #expect(throws: StoreError.self) { try await broken(world.location) }
            #expect(error?.code == .newerSchema)
            try world.raw { try $0.script("DROP TABLE grdb_migrations") }
            await #expect(throws: StoreError(.unavailable, "\(world.path) is no store of gnomon's")) {
                try await broken(world.location)
            }
        }
    }
}
