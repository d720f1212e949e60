import Foundation
import GRDB
import Governance
import Grants
import Postgres
import SQL
import StoreTesting
import Testing

@testable import Store

@Suite("Databases of earlier steps", .eachEngine)
struct MigrationTests {
    @Test("what an earlier step kept is analysed and counted", arguments: 1..<Schema.steps.count)
    func kept(steps: Int) async throws {
        try await withEarlierDatabase(steps: steps) { old in
            try old.fill(with: Sighting(1).report())

            let world = try old.world()
            let outcome = try await world.analyse()

            let counts = try await world.store.intakeCounts()
            #expect(outcome.stored == 1)
            #expect((counts.received, counts.stored, counts.waiting) == (1, 1, 0))
            #expect(counts.isBalanced)
            await world.store.close()
        }
    }

    @Test("actions of a database before remediation survive it, and can be approved", arguments: [3, 7])
    func actions(steps: Int) async throws {
        try await withEarlierDatabase(steps: steps) { old in
            try old.fillActions()

            let world = try old.world()

            let actions = try await world.store.actions(ListRequest(sort: "proposed_at", limit: 10)).rows
            #expect(actions.map(\.state) == [.cancelled, .proposed])
            #expect(actions.map(\.kind) == [.review, .revoke])
            #expect(actions.allSatisfy { $0.rule == "r" && $0.reason == "why" && $0.dueAt == $0.changedAt })
            // Nothing stands in the connection that the old database tells of.
            let error = await #expect(throws: StoreError.self) {
                try await world.store.approve(
                    2, Decision(person: World.operator, token: 1, isLocalAdmin: false, reason: "test"),
                    terms: ApprovalTerms(roles: []), now: World.start)
            }
            #expect(error?.code == .actionEmpty)
            await world.store.close()
        }
    }

    @Test("every earlier step ends with the rules of a new database", arguments: 1..<Schema.steps.count)
    func sameRules(steps: Int) async throws {
        try await withWorld { fresh in
            try await withEarlierDatabase(steps: steps) { old in
                let world = try old.world()

                let rules = try world.raw(rules)
                #expect(try rules == fresh.raw(self.rules))
                #expect(rules.contains { $0.contains("needs_mapping") })
                await world.store.close()
            }
        }
    }

    @Test(
        "a value that breaks a new rule stops the step, is named, and stays",
        arguments: [
            ("UPDATE reports SET token_no = 99", "reports"),
            ("UPDATE reports SET install_no = 99", "reports"),
            ("INSERT INTO scope_sets VALUES (1, 1, 1, 'k', NULL, 'data', 'all', NULL, '')", "scope_sets"),
        ])
    func brokenRule(change: String, name: String) async throws {
        try await withEarlierDatabase(steps: 4) { old in
            try old.fill(with: Sighting(1).report())
            try World.raw(old.location) { try $0.execute(change) }

            let error = #expect(throws: StoreError.self) { _ = try old.world() }

            #expect(error?.code == .unavailable)
            #expect(error.map { "\($0)".contains(name) } == true, "\(String(describing: error))")
            #expect(try World.raw(old.location) { try $0.value(Int.self, "SELECT count(*) FROM reports") } == 1)
        }
    }

    /// What the steps up to 0005 do beside adding was done before there were processes that share a database.
    @Test("a step only adds, so that processes of the version before go on", arguments: Schema.steps.dropFirst(5))
    func additions(step: Schema.Step) {
        for statement in step.text.split(separator: ";") {
            let words = statement.split(whereSeparator: \.isWhitespace)
            guard !words.isEmpty else { continue }
            let isNew = words.starts(with: ["CREATE", "TABLE"]) || words.prefix(3).contains("INDEX")
            let isColumn = words.first == "ALTER" && words.dropFirst(3).starts(with: ["ADD", "COLUMN"])
            let mayBeLeftOut = !words.contains("NOT") || words.contains("DEFAULT")
            #expect(isNew || isColumn && mayBeLeftOut || Self.isRemaking(words, in: step), "\(statement)")
        }
        #expect(step.rules.isEmpty)
    }

    /// Whether the statement belongs to a table that the step makes anew with all of its rows, as a closed set that
    /// grows needs on SQLite. Statements of the version before name columns, and these stay.
    private static func isRemaking(_ words: [Substring], in step: Schema.Step) -> Bool {
        let table = words[2].hasSuffix("_anew") ? words[2].dropLast("_anew".count) : words[2]
        guard step.text.contains("CREATE TABLE \(table)_anew (") else { return false }
        return words.starts(with: ["INSERT", "INTO", "\(table)_anew"]) || words == ["DROP", "TABLE", table]
            || words == ["ALTER", "TABLE", "\(table)_anew", "RENAME", "TO", table]
    }

    /// The constraints as the engine itself shows them, sorted.
    private func rules(_ database: any SQLSession) throws -> [String] {
        switch database.dialect {
        case .sqlite:
            try database.column(
                String.self, "SELECT name || sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        case .postgres:
            try database.column(
                String.self,
                """
                SELECT conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                WHERE connamespace = 'public'::regnamespace ORDER BY 1
                """)
        }
    }
}

/// A database that a version with fewer steps left behind.
private struct EarlierDatabase {
    let folder: URL
    let location: StoreLocation

    init(folder: URL, steps: Int) throws {
        self.folder = folder
        switch Engine.current {
        case .sqlite:
            self.location = World.location(in: folder)
            try SQLiteMigrations.run(
                on: DatabaseQueue(path: World.path(in: folder)), path: folder.path,
                steps: Array(Schema.steps.prefix(steps)))
        case .postgres, .pooledPostgres:
            let url = try PostgresTemplate.emptyDatabase()
            self.location = .postgres(url)
            try PostgresMigrations.run(
                PostgresConfig(connectionString: url), steps: Array(Schema.steps.prefix(steps)))
        }
    }

    /// The same database, opened by this version.
    func world() throws -> World { try World(folder: self.folder, location: self.location) }

    /// One report that was received and waits for analysis.
    func fill(with report: GrantReport) throws {
        let admission = World.admission(of: report)
        try World.raw(self.location) { database in
            try database.execute(
                "INSERT INTO enrolment_tokens (org_no, token_no, name, hash, created_at) VALUES (1, ?, 'sensors', ?, 0)",
                [admission.tokenNumber, admission.digest])
            try database.execute(
                """
                INSERT INTO installs (org_no, install_no, install_high, install_low, first_report_at, last_report_at)
                VALUES (1, 1, ?, ?, 0, 0)
                """,
                [Int64(bitPattern: report.installID.high), Int64(bitPattern: report.installID.low)])
            try database.execute(
                "INSERT INTO reports VALUES (1, 1, 1, ?, ?, ?, 0, 1, 'gzip', ?)",
                [admission.tokenNumber, admission.digest, admission.receivedAt.milliseconds, admission.body])
            try database.execute(
                "INSERT INTO inbox (org_no, report_no, events, bytes) VALUES (1, 1, 1, ?)", [admission.body.count])
            let counts =
                try self.has("intake", database)
                ? "INSERT INTO intake VALUES (1, ?, 1)" : "INSERT INTO intake_counts VALUES (1, ?, 0, 1)"
            try database.execute(counts, ["received"])
        }
    }

    /// A finding with two actions, as step 3 kept them.
    func fillActions() throws {
        try World.raw(self.location) { database in
            for sql in [
                """
                INSERT INTO apps (org_no, app_no, role, app_key, name, vendor, category, ai_class, traits, rule,
                    confidence, evidence, first_seen)
                VALUES (1, 1, 'client', 'c', 'C', '', 'ai', 'ai_native', 0, 'client_id', 1, '[]', 0),
                    (1, 2, 'resource', 'r', 'R', '', 'mail', 'not_ai', 0, 'host', 1, '[]', 0)
                """,
                """
                INSERT INTO scope_sets (org_no, set_no, resource_no, set_key, kind, data_classes)
                VALUES (1, 1, 2, '', 'no_scope', '')
                """,
                """
                INSERT INTO connections (org_no, connection_no, app_no, resource_no, set_no, people, liveness, marks,
                    first_seen, last_seen)
                VALUES (1, 1, 1, 2, 1, 0, 0, 0, 0, 0)
                """,
                """
                INSERT INTO findings (org_no, finding_no, connection_no, status, regressed, score, severity,
                    assessment, opened_at, changed_at)
                VALUES (1, 1, 1, 'open', 0, 50, 'medium', '{}', 0, 0)
                """,
                """
                INSERT INTO actions (org_no, action_no, finding_no, kind, state, rule, reason, decider, due_at,
                    policy_version, proposed_at, changed_at)
                VALUES (1, 1, 1, 'review', 'cancelled', 'r', 'why', 'admin', 7, '1', 6, 7),
                    (1, 2, 1, 'revoke', 'proposed', 'r', 'why', NULL, 8, '1', 7, 8)
                """,
            ] { try database.execute(sql) }
        }
    }

    private func has(_ table: String, _ database: any SQLSession) throws -> Bool {
        let list = database.dialect == .sqlite ? "sqlite_schema WHERE name" : "pg_tables WHERE tablename"
        return try database.value(Int.self, "SELECT count(*) FROM \(list) = ?", [table]) == 1
    }
}

private func withEarlierDatabase(steps: Int, _ body: (EarlierDatabase) async throws -> Void) async throws {
    try await withFolder { try await body(EarlierDatabase(folder: $0, steps: steps)) }
}
