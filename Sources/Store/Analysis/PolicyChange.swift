import GRDB
import Governance
import Grants
import Risk

/// Proposes anew for open findings after a policy changed.
enum PolicyChange {
    static func proposeAnew(
        _ judge: Judge, now: Timestamp, by person: Int64, _ memory: inout WriterMemory, _ database: Database
    ) throws -> Int {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT n.app_no, n.resource_no, c.app_key, c.name, c.vendor, c.category, c.ai_class, c.traits,
                    c.rule, c.confidence
                FROM findings f
                JOIN connections n ON n.org_no = f.org_no AND n.connection_no = f.connection_no
                JOIN apps c ON c.org_no = n.org_no AND c.app_no = n.app_no
                WHERE f.org_no = ? AND f.status = 'open' ORDER BY f.finding_no
                """,
            arguments: [Store.organisation])
        var changed = 0
        for row in rows {
            guard let found = try ConnectionLoading.row(app: row[0], resource: row[1], database) else { continue }
            let app = AppIdentity(
                key: row[2], name: row[3], vendor: row[4], category: row[5],
                aiClass: AIClass(rawValue: row[6]) ?? .unknown, traits: AppIdentity.Traits(rawValue: row[7]),
                rule: row[8], confidence: row[9])
            let record = try ConnectionLoading.record(
                found, app: app, resource: ResourceIdentity(key: "", name: "", providerID: nil, category: ""),
                access: ScopeProfile(scopes: nil), database)
            guard var finding = record.finding else { continue }
            let before = finding.proposed?.number
            var writer = FindingWriter(judge: judge, now: now, actor: Author(person: person).text)
            try writer.propose(&finding, record, &memory, database)
            if finding.proposed?.number != before { changed += 1 }
        }
        return changed
    }
}
