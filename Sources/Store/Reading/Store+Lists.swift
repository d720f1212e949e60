import Foundation
package import Governance
import Grants
import Risk
import SQL

extension Store {
    package func findings(_ request: ListRequest) async throws -> ListPage<FindingView> {
        try await self.read { try Self.findingList.page(request, $0, Self.finding) }
    }

    /// One finding; `nil` when none has the number.
    package func finding(_ number: Int64) async throws -> FindingView? {
        let request = ListRequest(filters: ["id": ["fnd_\(number)"]], limit: 1)
        return try await self.findings(request).rows.first
    }

    package func connections(_ request: ListRequest) async throws -> ListPage<ConnectionSummary> {
        try await self.read { try Self.connectionList.page(request, $0) { try Self.connection($0) } }
    }

    package func grants(_ request: ListRequest) async throws -> ListPage<GrantView> {
        try await self.read { try Self.grantList.page(request, $0, Self.grant) }
    }

    package func apps(_ request: ListRequest) async throws -> ListPage<AppRecord> {
        try await self.read { try Self.appList.page(request, $0, Self.app) }
    }

    package func actions(_ request: ListRequest) async throws -> ListPage<ActionView> {
        try await self.read { try Self.actionList.page(request, $0, Self.action) }
    }

    /// Entries of the system log, each with the bytes that were hashed.
    package func log(_ request: ListRequest) async throws -> ListPage<SealedLogEntry> {
        try await self.read { database in
            try Self.logList.page(request, database) { row in
                var entry = try Self.logEntry(row)
                entry.reason = row["w_text"]
                return entry
            }
        }
    }

    // MARK: - Lists

    static let connectionColumns = """
        n.connection_no, c.app_no AS c_no, c.app_key AS c_key, c.name AS c_name, c.vendor AS c_vendor,
        c.category AS c_category, c.ai_class AS c_ai, c.traits AS c_traits, c.rule AS c_rule,
        c.confidence AS c_confidence, c.evidence AS c_evidence,
        r.app_no AS r_no, r.app_key AS r_key, r.name AS r_name, r.category AS r_category,
        r.provider_id AS r_provider, s.scopes AS scopes, n.people, n.liveness AS n_liveness, n.first_seen, n.last_seen
        """

    static let connectionTables = """
        connections n
        JOIN apps c ON c.org_no = n.org_no AND c.app_no = n.app_no
        JOIN apps r ON r.org_no = n.org_no AND r.app_no = n.resource_no
        JOIN scope_sets s ON s.org_no = n.org_no AND s.set_no = n.set_no
        """

    static let findingList = ListSpecification(
        select: """
            \(connectionColumns), f.finding_no, f.status, f.regressed, f.score, f.assessment, f.opened_at,
            f.changed_at, f.status_reason, f.snoozed_until, a.action_no, a.kind, a.state, a.rule, a.reason,
            a.decider, a.due_at, a.policy_version, a.proposed_at, a.changed_at AS a_changed_at
            """,
        from: """
            findings f JOIN \(connectionTables.replacingOccurrences(
                of: "connections n\n", with: "connections n ON n.org_no = f.org_no AND n.connection_no = f.connection_no\n"))
            LEFT JOIN actions a ON a.org_no = f.org_no AND a.action_no = (
                SELECT max(b.action_no) FROM actions b WHERE b.org_no = f.org_no AND b.finding_no = f.finding_no)
            """,
        always: "f.org_no = ?", identity: "f.finding_no",
        filters: connectionFilters.merging(
            [
                "id": .number("f.finding_no", prefix: "fnd_"), "status": .closed("f.status", FindingStatus.self),
                "severity": .closed("f.severity", Severity.self), "min_score": .atLeast("f.score"),
                "regressed": .choice(["true": "f.regressed = 1", "false": "f.regressed = 0"]),
                "action": .closed("CASE WHEN a.state <> 'cancelled' THEN a.kind END", ActionKind.self),
                "opened_since": .since("f.opened_at"), "opened_until": .until("f.opened_at"),
            ], uniquingKeysWith: { first, _ in first }),
        sorts: connectionSorts.merging(
            [
                "score": ("(f.score * 10000000000000 + n.last_seen)", .number), "opened_at": ("f.opened_at", .number),
                "severity": (ListSpecification.rank("f.severity", Severity.self), .number),
                "status": (ListSpecification.rank("f.status", FindingStatus.self), .number),
            ],
            uniquingKeysWith: { first, _ in first }),
        defaultSort: "-score")

    static let connectionList = ListSpecification(
        select: "\(connectionColumns), f.finding_no, f.score",
        from: """
            \(connectionTables)
            LEFT JOIN findings f ON f.org_no = n.org_no AND f.connection_no = n.connection_no
            """,
        always: "n.org_no = ?", identity: "n.connection_no",
        filters: connectionFilters.merging(
            [
                "min_score": .atLeast("f.score"),
                "state": liveness("n.liveness"),
            ], uniquingKeysWith: { first, _ in first }),
        sorts: connectionSorts.merging(
            ["score": ("coalesce(f.score, -1)", .number)], uniquingKeysWith: { first, _ in first }),
        defaultSort: "-last_seen")

    static let grantList = ListSpecification(
        select: """
            g.grant_no, g.connection_no, f.finding_no, p.person_no, p.address, p.domain, p.managed,
            c.name AS c_name, c.app_no AS c_no, c.category AS c_category, c.ai_class AS c_ai, r.name AS r_name,
            r.app_no AS r_no, r.category AS r_category, r.provider_id, k.client_id, k.redirect, k.redirect_class, s.scopes, g.liveness, g.outcome,
            y.first_seen, y.last_seen, y.sightings,
            o.at AS o_at, o.shown AS o_shown, o.choice AS o_choice, o.reason AS o_reason
            """,
        from: """
            grants g
            JOIN connections n ON n.org_no = g.org_no AND n.connection_no = g.connection_no
            JOIN apps c ON c.org_no = n.org_no AND c.app_no = n.app_no
            JOIN apps r ON r.org_no = n.org_no AND r.app_no = n.resource_no
            JOIN scope_sets s ON s.org_no = g.org_no AND s.set_no = g.set_no
            JOIN people p ON p.org_no = g.org_no AND p.person_no = g.person_no
            JOIN clients k ON k.org_no = g.org_no AND k.client_no = g.client_no
            JOIN grant_activity y ON y.org_no = g.org_no AND y.grant_no = g.grant_no
            LEFT JOIN findings f ON f.org_no = g.org_no AND f.connection_no = g.connection_no
            LEFT JOIN grant_coaching o ON o.org_no = g.org_no AND o.grant_no = g.grant_no
            """,
        always: "g.org_no = ?", identity: "g.grant_no",
        filters: connectionFilters.filter { $0.key != "min_people" }.merging(
            [
                "id": .number("g.grant_no", prefix: "grn_"), "person": .number("g.person_no", prefix: "per_"),
                "user": .address(person: "g.person_no", shown: "coalesce(p.address, p.domain, '')"),
                "client_id": .text("k.client_id"),
                "connection": .number("g.connection_no", prefix: "con_"),
                "finding": .number("f.finding_no", prefix: "fnd_"),
                "outcome": .closed("g.outcome", AuthorizationEvent.Outcome.self),
                "coaching": .closed("o.choice", AuthorizationEvent.CoachingChoice.self),
                "managed": .choice(["true": "p.managed = 1", "false": "p.managed = 0"]),
                "state": liveness("g.liveness"), "seen_since": .since("y.last_seen"),
                "seen_until": .until("y.last_seen"), "first_seen_since": .since("y.first_seen"),
                "first_seen_until": .until("y.first_seen"),
            ], uniquingKeysWith: { _, second in second }),
        sorts: [
            "last_seen": ("y.last_seen", .number), "first_seen": ("y.first_seen", .number),
            "sightings": ("y.sightings", .number), "client": ("c.name", .text), "resource": ("r.name", .text),
            "user": ("coalesce(p.address, p.domain, '')", .text),
        ],
        defaultSort: "-last_seen")

    static let appList = ListSpecification(
        select: """
            c.app_no, c.role, c.name, c.vendor, c.category, c.ai_class, c.traits, c.rule, c.confidence,
            c.provider_id, c.evidence, c.first_seen,
            (SELECT count(*) FROM connections n WHERE n.org_no = c.org_no AND n.liveness > 0
                AND (n.app_no = c.app_no OR n.resource_no = c.app_no)) AS connections,
            \(appPeople) AS people, \(appScore) AS score
            """,
        from: "apps c", always: "c.org_no = ?", identity: "c.app_no",
        filters: [
            "id": .number("c.app_no", prefix: "app_"), "name": .contains("c.name"),
            "role": .closed("c.role", AppRole.self),
            "category": .text("c.category"), "ai_class": .closed("c.ai_class", AIClass.self),
            "provider": .text("c.provider_id"),
            "ai": artificiality,
        ],
        sorts: [
            "name": ("c.name", .text), "first_seen": ("c.first_seen", .number), "people": (appPeople, .number),
            "score": ("coalesce(\(appScore), -1)", .number),
        ], defaultSort: "name")

    static let actionList = ListSpecification(
        select: """
            a.action_no, a.finding_no, a.kind, a.state, a.rule, a.reason, a.decider, a.due_at, a.policy_version,
            a.proposed_at, a.changed_at AS a_changed_at, c.name AS c_name, r.name AS r_name, n.people
            """,
        from: """
            actions a
            JOIN findings f ON f.org_no = a.org_no AND f.finding_no = a.finding_no
            JOIN connections n ON n.org_no = f.org_no AND n.connection_no = f.connection_no
            JOIN apps c ON c.org_no = n.org_no AND c.app_no = n.app_no
            JOIN apps r ON r.org_no = n.org_no AND r.app_no = n.resource_no
            """,
        always: "a.org_no = ?", identity: "a.action_no",
        filters: [
            "id": .number("a.action_no", prefix: "act_"), "kind": .closed("a.kind", ActionKind.self),
            "state": .closed("a.state", ActionState.self),
            "rule": .text("a.rule"), "finding": .number("a.finding_no", prefix: "fnd_"),
            "severity": .closed("f.severity", Severity.self), "client": .contains("c.name"),
            "resource": .contains("r.name"), "provider": .text("r.provider_id"),
        ],
        sorts: ["proposed_at": ("a.proposed_at", .number), "score": ("f.score", .number)], defaultSort: "-score")

    static let logList = ListSpecification(
        select: "l.seq, l.type, l.at, l.bytes, l.hash, w.text AS w_text",
        from: "log l LEFT JOIN log_reasons w ON w.org_no = l.org_no AND w.seq = l.seq", always: "l.org_no = ?",
        identity: "l.seq",
        filters: [
            "type": .text("l.type"), "since": .since("l.at"), "until": .until("l.at"), "actor": .actor("l.bytes"),
            "target": .target("l.bytes"),
        ],
        sorts: ["sequence": ("l.seq", .number)], defaultSort: "-sequence")

    // MARK: - Rows

    private static func profile(_ text: String?) throws -> ScopeProfile {
        ScopeProfile(scopes: try text.map { try JSONDecoder().decode([ClassifiedScope].self, from: Data($0.utf8)) })
    }

    static func connection(_ row: SQLRow) throws -> ConnectionSummary {
        ConnectionSummary(
            number: row["connection_no"], clientNumber: row["c_no"],
            client: AppIdentity(
                key: row["c_key"], name: row["c_name"], vendor: row["c_vendor"], category: row["c_category"],
                aiClass: AIClass(rawValue: row["c_ai"]) ?? .unknown,
                traits: AppIdentity.Traits(rawValue: row["c_traits"]), rule: row["c_rule"],
                confidence: row["c_confidence"]),
            clientEvidence: try Self.evidence(row["c_evidence"]), resourceNumber: row["r_no"],
            resource: ResourceIdentity(
                key: row["r_key"], name: row["r_name"], providerID: row["r_provider"], category: row["r_category"]),
            access: try Self.profile(row["scopes"]), people: row["people"],
            liveness: ClassifiedGrant.Liveness(rawValue: row["n_liveness"]) ?? .attempted,
            firstSeen: Timestamp(milliseconds: row["first_seen"]),
            lastSeen: Timestamp(milliseconds: row["last_seen"]), findingNumber: row["finding_no"],
            score: row["score"])
    }

    private static func evidence(_ text: String) throws -> [Evidence] {
        try JSONDecoder().decode([Evidence].self, from: Data(text.utf8))
    }

    private static func finding(_ row: SQLRow) throws -> FindingView {
        let connection = try Self.connection(row)
        let action: ActionView? =
            (row["action_no"] as Int64?) == nil ? nil : try Self.action(row, connection: connection)
        return FindingView(
            number: row["finding_no"], connection: connection,
            status: FindingStatus(rawValue: row["status"]) ?? .open, isRegressed: row["regressed"],
            assessment: try JSONDecoder().decode(Assessment.self, from: Data((row["assessment"] as String).utf8)),
            openedAt: Timestamp(milliseconds: row["opened_at"]),
            changedAt: Timestamp(milliseconds: row["changed_at"]), statusReason: row["status_reason"],
            snoozedUntil: (row["snoozed_until"] as Int64?).map(Timestamp.init(milliseconds:)), action: action)
    }

    static func action(_ row: SQLRow) throws -> ActionView {
        try Self.action(row, connection: nil)
    }

    private static func action(_ row: SQLRow, connection: ConnectionSummary?) throws -> ActionView {
        ActionView(
            number: row["action_no"], findingNumber: row["finding_no"],
            kind: ActionKind(rawValue: row["kind"]) ?? .review,
            state: ActionState(rawValue: row["state"]) ?? .proposed, rule: row["rule"], reason: row["reason"],
            decider: row["decider"], dueAt: (row["due_at"] as Int64?).map(Timestamp.init(milliseconds:)),
            policyVersion: row["policy_version"], proposedAt: Timestamp(milliseconds: row["proposed_at"]),
            changedAt: Timestamp(milliseconds: row["a_changed_at"]), clientName: row["c_name"],
            resourceName: row["r_name"], people: row["people"])
    }

    private static func grant(_ row: SQLRow) throws -> GrantView {
        GrantView(
            number: row["grant_no"], connectionNumber: row["connection_no"], findingNumber: row["finding_no"],
            personNumber: row["person_no"], address: row["address"], domain: row["domain"],
            isManaged: row["managed"], clientName: row["c_name"], clientNumber: row["c_no"],
            clientCategory: row["c_category"], aiClass: AIClass(rawValue: row["c_ai"]) ?? .unknown,
            resourceName: row["r_name"], resourceNumber: row["r_no"], resourceCategory: row["r_category"],
            providerID: row["provider_id"], clientID: row["client_id"],
            redirect: row["redirect"], redirectClass: row["redirect_class"],
            access: try Self.profile(row["scopes"]),
            liveness: ClassifiedGrant.Liveness(rawValue: row["liveness"]) ?? .attempted, outcome: row["outcome"],
            firstSeen: Timestamp(milliseconds: row["first_seen"]),
            lastSeen: Timestamp(milliseconds: row["last_seen"]), sightings: row["sightings"],
            coaching: Self.coaching(row))
    }

    private static func coaching(_ row: SQLRow) -> CoachingView? {
        guard let at = row["o_at"] as Int64? else { return nil }
        let choice = AuthorizationEvent.CoachingChoice(rawValue: row["o_choice"]) ?? .none
        return CoachingView(
            at: Timestamp(milliseconds: at),
            answer: .init(wasShown: row["o_shown"], choice: choice, reason: row["o_reason"]))
    }

    private static func app(_ row: SQLRow) throws -> AppRecord {
        AppRecord(
            number: row["app_no"], role: row["role"], name: row["name"], vendor: row["vendor"],
            category: row["category"], aiClass: AIClass(rawValue: row["ai_class"]) ?? .unknown,
            traits: AppIdentity.Traits(rawValue: row["traits"]), rule: row["rule"], confidence: row["confidence"],
            providerID: row["provider_id"], evidence: try Self.evidence(row["evidence"]),
            firstSeen: Timestamp(milliseconds: row["first_seen"]), connections: row["connections"],
            people: row["people"], highestScore: row["score"])
    }

    static func logEntry(_ row: SQLRow) throws -> SealedLogEntry {
        SealedLogEntry(
            sequence: row["seq"], type: row["type"], at: Timestamp(milliseconds: row["at"]),
            bytes: row["bytes"], hash: row["hash"])
    }
}
