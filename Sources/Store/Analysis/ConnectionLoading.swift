import Foundation
import Governance
import Grants
import Risk
import SQL

/// Reads a connection and its finding back into the writer's form.
enum ConnectionLoading {
    /// The columns of one connection.
    struct ConnectionRow {
        var number: Int64
        var app: Int64
        var resource: Int64
        var setNumber: Int64
        var people: Int
        var liveness: ClassifiedGrant.Liveness
        var marks: ConnectionFacts.Marks
        var firstSeen: Timestamp
        var lastSeen: Timestamp
    }

    static func row(app: Int64, resource: Int64, _ database: any SQLSession) throws -> ConnectionRow? {
        try database.row(
            """
            SELECT connection_no, app_no, resource_no, set_no, people, liveness, marks, first_seen,
                last_seen
            FROM connections WHERE org_no = ? AND app_no = ? AND resource_no = ?
            """, [Store.organisation, app, resource]
        ).map(Self.row)
    }

    static func row(_ row: SQLRow) -> ConnectionRow {
        ConnectionRow(
            number: row[0], app: row[1], resource: row[2], setNumber: row[3], people: row[4],
            liveness: ClassifiedGrant.Liveness(rawValue: row[5]) ?? .attempted,
            marks: ConnectionFacts.Marks(rawValue: row[6]), firstSeen: Timestamp(milliseconds: row[7]),
            lastSeen: Timestamp(milliseconds: row[8]))
    }

    /// A connection by its number, with what the rows of its apps say.
    ///
    /// - Parameter access: reads a scope set.
    static func record(
        of number: Int64, _ database: any SQLSession, access: (Int64) throws -> ScopeProfile
    ) throws -> ConnectionRecord? {
        guard let apps = try self.apps(of: number, database),
            let row = try self.row(app: apps.client, resource: apps.resource, database)
        else { return nil }
        return try self.record(
            row, app: apps.identity, resource: apps.resourceIdentity, access: access(row.setNumber), database)
    }

    /// The two apps of a connection.
    struct Apps {
        var client: Int64
        var resource: Int64
        var identity: AppIdentity
        var resourceIdentity: ResourceIdentity
    }

    static func apps(of connection: Int64, _ database: any SQLSession) throws -> Apps? {
        try database.row(
            """
            SELECT n.app_no, n.resource_no, c.app_key, c.name, c.vendor, c.category, c.ai_class, c.traits, c.rule,
                c.confidence, r.app_key, r.name, r.provider_id, r.category
            FROM connections n
            JOIN apps c ON c.org_no = n.org_no AND c.app_no = n.app_no
            JOIN apps r ON r.org_no = n.org_no AND r.app_no = n.resource_no
            WHERE n.org_no = ? AND n.connection_no = ?
            """, [Store.organisation, connection]
        ).map { row in
            Apps(
                client: row[0], resource: row[1],
                identity: AppIdentity(
                    key: row[2], name: row[3], vendor: row[4], category: row[5],
                    aiClass: AIClass(rawValue: row[6]) ?? .unknown, traits: AppIdentity.Traits(rawValue: row[7]),
                    rule: row[8], confidence: row[9]),
                resourceIdentity: ResourceIdentity(
                    key: row[10], name: row[11], providerID: row[12], category: row[13]))
        }
    }

    static func record(
        _ row: ConnectionRow, app: AppIdentity, resource: ResourceIdentity, access: ScopeProfile,
        _ database: any SQLSession
    ) throws -> ConnectionRecord {
        ConnectionRecord(
            number: row.number, appNumber: row.app, resourceNumber: row.resource, app: app, resource: resource,
            setNumber: row.setNumber, access: access, people: row.people, liveness: row.liveness, marks: row.marks,
            firstSeen: row.firstSeen, lastSeen: row.lastSeen, finding: try self.finding(of: row.number, database))
    }

    private static func finding(of connection: Int64, _ database: any SQLSession) throws -> FindingRecord? {
        let row = try database.row(
            """
            SELECT finding_no, status, regressed, assessment, ended_at FROM findings
            WHERE org_no = ? AND connection_no = ?
            """, [Store.organisation, connection])
        guard let row else { return nil }
        let number: Int64 = row[0]
        let action = try database.row(
            """
            SELECT action_no, kind, rule FROM actions
            WHERE org_no = ? AND finding_no = ? AND state = 'proposed' ORDER BY action_no DESC LIMIT 1
            """, [Store.organisation, number])
        return FindingRecord(
            number: number, status: FindingStatus(rawValue: row[1]) ?? .open, isRegressed: row[2],
            assessment: try JSONDecoder().decode(Assessment.self, from: Data((row[3] as String).utf8)),
            proposed: action.flatMap { action in
                ActionKind(rawValue: action[1]).map { (action[0], $0, action[2]) }
            }, isBeingActedOn: try ActionsInTheWay.find(for: number, database) != nil,
            endedAt: (row[4] as Int64?).map(Timestamp.init(milliseconds:)))
    }
}
