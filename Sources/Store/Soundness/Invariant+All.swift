import Governance
import Grants
import Risk
import SQL

extension Invariant {
    /// Every invariant of a store, the cheap ones of each kind first.
    static func all(on dialect: SQLDialect) -> [Invariant] {
        let engine = dialect == .sqlite ? [self.file] : [self.numbers]
        return engine + self.intake + self.sensors + self.references + self.grants + self.governance
            + self.remediation + [self.logChain, self.copy]
    }

    // MARK: - Intake

    private static let intake = [
        Invariant("intake.balance", "received = stored + duplicate + rejected + set aside + waiting") { database, say in
            let counts = try IntakeCounts.measured(in: database)
            guard !counts.isBalanced else { return }
            let rejected = counts.rejected.values.reduce(0, +)
            say(
                "received \(counts.received), stored \(counts.stored), duplicate \(counts.duplicate), "
                    + "rejected \(rejected), set aside \(counts.setAside), waiting \(counts.waiting)")
        },
        Invariant("intake.set_aside", "the count of events set aside is that of the reports and events set aside") {
            database, say in
            let counted = try IntakeCounts.measured(in: database).setAside
            let kept = try database.value(
                Int.self,
                """
                SELECT (SELECT coalesce(sum(events), 0) FROM set_aside WHERE org_no = ?)
                    + (SELECT count(*) FROM set_aside_events WHERE org_no = ?)
                """, [Store.organisation, Store.organisation])
            if counted != kept { say("counted \(counted), kept \(kept ?? 0)") }
        },
        Invariant(
            "inbox.size", "what waits is as large as its report",
            offenders: """
                SELECT i.report_no, i.events, r.events AS events_of_report, i.bytes, length(r.body) AS bytes_of_report
                FROM inbox i JOIN reports r ON r.org_no = i.org_no AND r.report_no = i.report_no
                WHERE i.events <> r.events OR i.bytes <> length(r.body)
                """),
        Invariant(
            "installs.times", "no sensor's last report is earlier than its first",
            offenders: "SELECT install_no FROM installs WHERE last_report_at < first_report_at"),
        Invariant(
            "people.erased", "nothing but a number is left of an erased person",
            offenders: """
                SELECT person_no FROM people
                WHERE erased_at IS NOT NULL AND (address IS NOT NULL OR domain IS NOT NULL)
                """),
    ]

    private static let sensors = [
        Invariant(
            "grant_coaching.erased", "no words of an erased person are left",
            offenders: """
                SELECT c.grant_no FROM grant_coaching c
                JOIN grants g ON g.org_no = c.org_no AND g.grant_no = c.grant_no
                JOIN people p ON p.org_no = g.org_no AND p.person_no = g.person_no
                WHERE p.erased_at IS NOT NULL AND c.reason IS NOT NULL
                """),
        Invariant(
            "sensor_credentials.times", "no credential ended before it was made",
            offenders: """
                SELECT credential_no FROM sensor_credentials
                WHERE expires_at < created_at OR revoked_at < created_at
                """),
    ]

    // MARK: - References

    private static let references = StoredTable.all.flatMap { table in
        let organisation =
            table.key.isEmpty
            ? []
            : [
                Invariant(
                    "\(table.name).org_no", "its row in organisations is there",
                    offenders: """
                        SELECT DISTINCT t.org_no FROM \(table.name) t
                        WHERE NOT EXISTS (SELECT 1 FROM organisations o WHERE o.org_no = t.org_no)
                        """)
            ]
        return organisation + table.references.map { Self.reference($0, of: table) }
    }

    private static func reference(_ reference: StoredTable.Reference, of table: StoredTable) -> Invariant {
        let columns = (table.key.filter { $0 != reference.column } + [reference.column]).map { "t.\($0)" }
        return Invariant(
            "\(table.name).\(reference.column)", "its row in \(reference.table) is there",
            offenders: """
                SELECT \(columns.joined(separator: ", ")) FROM \(table.name) t
                LEFT JOIN \(reference.table) o ON o.org_no = t.org_no AND o.\(reference.number) = t.\(reference.column)
                WHERE t.\(reference.column) IS NOT NULL AND o.org_no IS NULL
                """)
    }

    // MARK: - Grants

    private static let grants = [
        Invariant(
            "grants.activity", "every grant has its sightings",
            offenders: """
                SELECT g.grant_no FROM grants g
                LEFT JOIN grant_activity a ON a.org_no = g.org_no AND a.grant_no = g.grant_no
                WHERE a.sightings IS NULL OR a.sightings < 1
                """),
        Invariant(
            "grants.client", "a grant's client belongs to the apps of its connection",
            offenders: """
                SELECT g.grant_no, g.connection_no, g.client_no FROM grants g
                JOIN connections n ON n.org_no = g.org_no AND n.connection_no = g.connection_no
                JOIN clients c ON c.org_no = g.org_no AND c.client_no = g.client_no
                WHERE c.app_no <> n.app_no OR c.resource_no <> n.resource_no
                """),
        Invariant(
            "grants.first", "what a grant held at first is a set of scopes of its resource",
            offenders: """
                SELECT g.grant_no, g.first_set_no FROM grants g
                JOIN connections n ON n.org_no = g.org_no AND n.connection_no = g.connection_no
                LEFT JOIN scope_sets s ON s.org_no = g.org_no AND s.set_no = g.first_set_no
                WHERE (g.first_set_no IS NULL) <> (g.first_live_at IS NULL)
                    OR g.first_set_no IS NOT NULL AND (s.set_no IS NULL OR s.resource_no <> n.resource_no)
                """),
        Invariant(
            "connections.drift", "a connection in which a grant holds more than at first has the mark of it",
            offenders: """
                SELECT n.connection_no FROM connections n
                WHERE n.marks & \(ConnectionFacts.Marks.scopeDrift.rawValue) = 0 AND EXISTS (
                    SELECT 1 FROM grants g
                    WHERE g.org_no = n.org_no AND g.connection_no = n.connection_no AND g.has_grown = 1)
                """),
        Invariant(
            "connections.people", "a connection counts the people with a standing grant",
            offenders: """
                SELECT n.connection_no, n.people, coalesce(g.people, 0) AS with_grant FROM connections n
                LEFT JOIN (
                    SELECT org_no, connection_no, count(DISTINCT person_no) AS people FROM grants
                    WHERE liveness > 0 GROUP BY org_no, connection_no
                ) g ON g.org_no = n.org_no AND g.connection_no = n.connection_no
                WHERE n.people <> coalesce(g.people, 0)
                """),
        Invariant(
            "connections.liveness", "a connection is as alive as the liveliest of its grants, without any not at all",
            offenders: """
                SELECT n.connection_no, n.liveness, coalesce(g.liveness, 0) AS of_grants FROM connections n
                LEFT JOIN (
                    SELECT org_no, connection_no, max(liveness) AS liveness FROM grants
                    GROUP BY org_no, connection_no
                ) g ON g.org_no = n.org_no AND g.connection_no = n.connection_no
                WHERE n.liveness <> coalesce(g.liveness, 0)
                """),
        Invariant(
            "connections.apps", "a connection leads from a client app to a resource app",
            offenders: """
                SELECT n.connection_no, a.role AS app_role, r.role AS resource_role FROM connections n
                JOIN apps a ON a.org_no = n.org_no AND a.app_no = n.app_no
                JOIN apps r ON r.org_no = n.org_no AND r.app_no = n.resource_no
                WHERE a.role <> 'client' OR r.role <> 'resource'
                """),
    ]

    // MARK: - Governance

    private static let governance = [
        Invariant(
            "findings.severity", "a finding's severity is that of its score",
            offenders: "SELECT finding_no, score, severity FROM findings WHERE severity <> \(Self.severityOfScore)"),
        Invariant(
            "actions.proposed", "at most one action is proposed for a finding",
            offenders: """
                SELECT finding_no, count(*) AS proposed FROM actions WHERE state = 'proposed'
                GROUP BY org_no, finding_no HAVING count(*) > 1
                """),
        Invariant(
            "actions.ended", "nothing is proposed for a finding that has ended",
            offenders: """
                SELECT a.action_no, a.finding_no, f.status FROM actions a
                JOIN findings f ON f.org_no = a.org_no AND f.finding_no = a.finding_no
                WHERE a.state = 'proposed' AND f.status IN ('acknowledged', 'false_positive', 'resolved')
                """),
    ]

    private static let severityOfScore =
        "CASE "
        + Severity.allCases.sorted(by: >).map { "WHEN score >= \($0.leastScore) THEN '\($0.rawValue)'" }
        .joined(separator: " ") + " END"

    private static let logChain = Invariant("log.chain", "no entry of the log was changed, added or taken out") {
        database, say in
        var verifier = LogVerifier(organisation: Store.organisation, checkpoints: [])
        try Store.walkLog(database) { verifier.check($0) }
        for fault in verifier.finish() { say(fault.text) }
    }

    private static let copy = Invariant(
        "store.whole", "no copy into the store is unfinished",
        offenders: "SELECT table_name, row_count FROM copies WHERE is_finished = 0")

    // MARK: - The engines' own

    private static let file = Invariant("store.file", "the pages of the file are in order") { database, say in
        try database.forEachRow("PRAGMA quick_check", []) { row in
            let text: String = row[0]
            if text != "ok" { say(text) }
        }
    }

    private static let numbers = Invariant("store.numbers", "no number in use will be given out again") {
        database, say in
        for table in NumberedTable.allCases {
            let last = try table.lastNumber(database)
            let row = try database.row("SELECT last_value, is_called FROM \(table.sequence)")
            let isCalled: Bool = row?[1] ?? false
            let given = isCalled ? (row?[0] ?? 0) * NumberedTable.block : 0
            if last > given { say("\(table.rawValue): \(last) is in use, given out up to \(given)") }
        }
    }
}
