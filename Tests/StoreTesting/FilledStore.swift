import Cryptography
import Governance
import Grants
import Risk
package import SQL
package import Store

/// Fills an empty store with rows that fit each other, straight into its tables: every table has some, and texts hold
/// what a text can hold.
package enum FilledStore {
    /// Grants of one connection, each of another person; the first is a mere attempt.
    package static let grantsPerConnection = 10
    static let org = SQLValue.integer(Store.organisation)
    static let start = World.start.milliseconds
    /// Letters that a copy could lose.
    static let text = SQLValue.text("Näme \\ \"quoted\" 'it''s'\ttab\nline\r\\N \\x00 𝄞")

    /// Makes a SQLite store that nobody serves.
    package static func make(at location: StoreLocation, connections: Int) async throws {
        await (try Store(at: location)).close()
        try World.raw(location) { try self.fill($0, connections: connections) }
    }

    /// - Parameter connections: each brings ten grants, a finding, two actions and fifteen entries of the log.
    package static func fill(_ database: any SQLSession, connections: Int) throws {
        try database.script("BEGIN")
        try self.fillPeopleAndTokens(database, people: max(connections / 5, self.grantsPerConnection))
        try self.fillIntake(database, reports: max(connections / 10, 4))
        try self.fillApps(database, clients: connections)
        try self.fillGrants(database, connections: connections, people: max(connections / 5, self.grantsPerConnection))
        try self.fillFindings(database, connections: connections)
        try self.fillCatalog(database)
        let receipt = try self.fillRemediation(database)
        try FilledSensors.fill(database) { try self.insert($0, $1, $2, $3) }
        try self.fillLog(database, entries: 15 * connections, receipt: receipt)
        try database.script("COMMIT")
    }

    static func insert(
        _ database: any SQLSession, _ table: String, _ columns: String, _ rows: some Sequence<[SQLValue]>
    ) throws {
        let count = columns.split(separator: ",").count
        let marks = Array(repeating: "?", count: count + 1).joined(separator: ", ")
        try database.executeMany(
            "INSERT INTO \(table) (org_no, \(columns)) VALUES (\(marks))", rows.map { [self.org] + $0 })
    }

    static func number(_ value: Int) -> SQLValue { .integer(Int64(value)) }

    static func hash(_ value: Int) -> SQLValue { .bytes(SHA256.hash(Array("\(value)".utf8))) }

    private static func fillPeopleAndTokens(_ database: any SQLSession, people: Int) throws {
        try self.insert(
            database, "people", "person_no, person_key, kind, address, domain, managed, created_at, erased_at",
            (1...people).map { person in
                person == 2
                    ? [2, "erased:2", "browser_user", nil, nil, 1, .integer(self.start), .integer(self.start)]
                    : [
                        self.number(person), .text("mail:p\(person)@example.com"), "browser_user",
                        .text("p\(person)@example.com"), "example.com", 1, .integer(self.start), nil,
                    ]
            })
        try self.insert(
            database, "enrolment_tokens", "token_no, name, hash, created_at, expires_at",
            [[1, self.text, self.hash(1), .integer(self.start), nil]])
        try self.insert(
            database, "api_tokens", "token_no, person_no, name, roles, hash, created_at",
            [[1, 1, "first", "admin", self.hash(2), .integer(self.start)]])
        try self.insert(
            database, "policies", "policy_no, version, text, applied_at, applied_by",
            [[1, "1", self.text, .integer(self.start), 1]])
    }

    private static func fillIntake(_ database: any SQLSession, reports: Int) throws {
        try self.insert(
            database, "installs", "install_no, install_high, install_low, first_report_at, last_report_at",
            (1...reports).map {
                [self.number($0), .integer(Int64.min + Int64($0)), -1, .integer(self.start), .integer(self.start + 1)]
            })
        try self.insert(
            database, "reports",
            "report_no, install_no, token_no, digest, received_at, skew_ms, events, coding, body",
            (1...reports).map { report in
                [
                    self.number(report), self.number(report), 1, self.hash(report), .integer(self.start), -3, 20,
                    .text(report == 1 ? "none" : "gzip"),
                    .bytes(report == 1 ? [] : (0..<600).map { UInt8(truncatingIfNeeded: $0 &* report) }),
                ]
            })
        try self.insert(database, "inbox", "report_no, events, bytes", [[2, 20, 600], [3, 20, 600]])
        try self.insert(
            database, "set_aside", "report_no, events, reason, at", [[4, 20, self.text, .integer(self.start)]])
        try self.insert(
            database, "set_aside_events", "report_no, event_high, event_low, reason, at",
            [[1, 7, .integer(Int64.min), "apply_failed", .integer(self.start)]])
        let stored = 20 * (reports - 3) - 1
        try self.insert(
            database, "intake_counts", "name, shard, count",
            [
                ["received", 0, self.number(stored + 1 + 60 + 9)], ["stored", 0, self.number(stored)],
                ["duplicate", 0, 7],
                ["rejected:clock_skew", 3, 2], ["set_aside", 1, 21],
            ])
        try self.insert(
            database, "event_keys", "install_no, event_high, event_low, digest, seen_day",
            (1...reports).flatMap { install in
                (0..<20).map {
                    [self.number(install), self.number($0), .integer(Int64.max - Int64($0)), -1, 20_000]
                }
            })
    }

    private static func fillApps(_ database: any SQLSession, clients: Int) throws {
        let confidences = [0, 0.1, 0.30000000000000004, 1, 1e-7]
        try self.insert(
            database, "apps",
            "app_no, role, app_key, name, vendor, category, ai_class, traits, rule, confidence, provider_id, evidence, "
                + "first_seen",
            (0...clients).map { app in
                [
                    self.number(app + 1), .text(app == 0 ? "resource" : "client"), .text("key-\(app)"), self.text, "",
                    "ai", "ai_native", 5, "client_id", .real(confidences[app % confidences.count]), nil, "[]",
                    .integer(self.start),
                ]
            })
        try self.insert(
            database, "clients",
            "client_no, app_no, resource_no, client_id, redirect_host, redirect, redirect_class, request, traits, moved_to",
            (1...clients).map {
                [
                    self.number($0), self.number($0 + 1), 1, .text("client-\($0)"), "app.example", self.text, "web",
                    $0 == 1 ? nil : self.text, 5, $0 == 2 ? 1 : nil,
                ]
            })
        try self.insert(
            database, "scope_sets", "set_no, resource_no, set_key, scopes, kind, access, sensitivity, data_classes",
            [[1, 1, "mail", "[]", "data", "read", "high", "mail"], [2, 1, "", nil, "no_scope", nil, nil, ""]])
    }

    private static func fillGrants(_ database: any SQLSession, connections: Int, people: Int) throws {
        let perConnection = self.grantsPerConnection
        try self.insert(
            database, "connections",
            "connection_no, app_no, resource_no, set_no, people, liveness, marks, first_seen, last_seen",
            (1...connections).map {
                [
                    self.number($0), self.number($0 + 1), 1, 1, self.number(perConnection - 1), 1,
                    self.number(perConnection > 2 ? 256 : 0), .integer(self.start), .integer(self.start + 60_000),
                ]
            })
        let grants = (0..<(connections * perConnection))
        try self.insert(
            database, "grants",
            "grant_no, connection_no, person_no, client_no, set_no, liveness, outcome, first_report_no, first_set_no, "
                + "first_live_at, has_grown",
            grants.map { grant in
                let (connection, place) = (grant / perConnection + 1, grant % perConnection)
                return [
                    self.number(grant + 1), self.number(connection), self.number((connection + place) % people + 1),
                    self.number(connection), 1, place == 0 ? 0 : 1, "granted", 2, place == 0 ? nil : 1,
                    place == 0 ? nil : .integer(self.start), place == 2 ? 1 : 0,
                ]
            })
        try self.insert(
            database, "grant_activity", "grant_no, first_seen, last_seen, sightings",
            grants.map { [self.number($0 + 1), .integer(self.start), .integer(self.start + 1), 3] })
    }

    private static func fillFindings(_ database: any SQLSession, connections: Int) throws {
        try self.insert(
            database, "findings",
            "finding_no, connection_no, status, regressed, score, severity, assessment, opened_at, changed_at, "
                + "status_reason, status_by",
            (1...connections).map { finding in
                let score = finding % 101
                return [
                    self.number(finding), self.number(finding), "open", 0, self.number(score),
                    .text(Severity(score: score).rawValue), "{}", .integer(self.start), .integer(self.start),
                    finding == 1 ? self.text : nil, finding == 1 ? 1 : nil,
                ]
            })
        try self.insert(
            database, "actions",
            "action_no, finding_no, kind, state, rule, reason, policy_version, proposed_at, changed_at",
            (1...(2 * connections)).map { action in
                [
                    self.number(action), self.number((action + 1) / 2), "revoke",
                    action.isMultiple(of: 2) ? "proposed" : "cancelled", "rule", self.text, "1", .integer(self.start),
                    .integer(self.start),
                ]
            })
    }

    private static func fillCatalog(_ database: any SQLSession) throws {
        try self.insert(
            database, "catalogs", "catalog_no, version, digest, key_id, bundle, imported_at, imported_by",
            [[1, "2099-01-01", self.hash(3), "key", .bytes([0, 255, 0]), .integer(self.start), 1]])
        try self.insert(
            database, "catalog_overlays",
            "overlay_no, kind, value, provider_id, app, vendor, category, ai_class, sanctioned, reason, created_at, "
                + "created_by, removed_at, removed_by",
            [
                [
                    1, "domain", "a.example", "", self.text, "", "ai", "ai_native", 0, self.text, .integer(self.start),
                    1,
                    .integer(self.start), 1,
                ],
                [
                    2, "client_id", self.text, "google", "A", "A", "ai", "not_ai", 1, "why", .integer(self.start), 1,
                    nil,
                    nil,
                ],
            ])
        try self.insert(
            database, "reclassifications",
            "run_no, from_catalog, to_catalog, phase, position, done, total, grants_moved, findings_opened, "
                + "findings_changed, findings_closed, started_at, changed_at",
            [
                [
                    1, "", "2099-01-01+00000000.1", "connections", 3, 9, 12, 4, 1, 2, 3, .integer(self.start),
                    .integer(self.start),
                ]
            ])
    }

    /// - Parameter receipt: its hash stands in the last entry.
    private static func fillLog(_ database: any SQLSession, entries: Int, receipt: [UInt8]) throws {
        var chain = LogChain(organisation: Store.organisation)
        try self.insert(
            database, "log", "seq, at, type, bytes, hash",
            (1...entries).map { entry in
                let sealed = chain.append(
                    entry == entries
                        ? LogEntry(
                            type: "job.finish", at: World.start, actor: "system:remediator", targets: ["job:1"],
                            facts: ["outcome": .string("revoked"), "receipt": .string(receipt.hexadecimal)])
                        : LogEntry(
                            type: "grant.observe", at: World.start, actor: "system:analyzer",
                            targets: ["grant:\(entry)"]))
                return [
                    .integer(sealed.sequence), .integer(sealed.at.milliseconds), .text(sealed.type),
                    .bytes(sealed.bytes), .bytes(sealed.hash),
                ]
            })
        try self.insert(
            database, "log_reasons", "seq, text",
            [[.integer(Int64(entries)), "It is not needed any more, said 'Ada'."]])
    }
}
