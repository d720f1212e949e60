import Foundation
import Governance
import Grants
import Risk
import SQL

/// Proposes anew for open findings: for all after a policy changed, for one that opened again.
enum PolicyChange {
    /// - Parameter number: the one finding that is meant; `nil` for all.
    /// - Returns: how many findings now have another proposal.
    @discardableResult
    static func proposeAnew(
        for number: Int64? = nil, _ judge: Judge, now: Timestamp, actor: String, _ memory: inout WriterMemory,
        _ database: any SQLSession
    ) throws -> Int {
        let rows = try database.rows(
            """
            SELECT n.app_no, n.resource_no, c.app_key, c.name, c.vendor, c.category, c.ai_class, c.traits,
                c.rule, c.confidence
            FROM findings f
            JOIN connections n ON n.org_no = f.org_no AND n.connection_no = f.connection_no
            JOIN apps c ON c.org_no = n.org_no AND c.app_no = n.app_no
            WHERE f.org_no = ? AND f.status = 'open' AND f.finding_no = coalesce(?, f.finding_no)
            ORDER BY f.finding_no
            """, [Store.organisation, number])
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
            var writer = FindingWriter(judge: judge, now: now, actor: actor)
            try writer.propose(&finding, record, &memory, database)
            if finding.proposed?.number != before { changed += 1 }
        }
        return changed
    }

    /// Open findings whose last action was rejected until a time that has come, or expired.
    static func rejectedUntil(_ now: Timestamp, _ database: any SQLSession) throws -> [Int64] {
        try database.column(
            Int64.self,
            """
            SELECT DISTINCT a.finding_no FROM actions a
            JOIN findings f ON f.org_no = a.org_no AND f.finding_no = a.finding_no
            WHERE a.org_no = ? AND a.state IN ('rejected', 'expired') AND f.status = 'open'
                AND (a.state = 'expired' OR a.not_until <= ?)
                AND NOT EXISTS (
                    SELECT 1 FROM actions b WHERE b.org_no = a.org_no AND b.finding_no = a.finding_no
                        AND b.action_no <> a.action_no AND b.proposed_at >= a.changed_at)
            ORDER BY a.finding_no
            """, [Store.organisation, now.milliseconds])
    }

    /// Proposes anew for open findings whose last action was rejected until a time that has come, or expired.
    static func proposeAfterRejections(
        _ judge: Judge, now: Timestamp, actor: String, _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws {
        let findings = try self.rejectedUntil(now, database)
        guard !findings.isEmpty else { return }
        let inForce = try self.inForce(judge, database)
        var changed = 0
        for finding in findings {
            changed += try self.proposeAnew(for: finding, inForce, now: now, actor: actor, &memory, database)
        }
        if changed > 0 { memory.forgetConnections() }
    }

    /// A judge with the newest applied policy: the one that a caller holds may be a change behind.
    static func inForce(_ judge: Judge, _ database: any SQLSession) throws -> Judge {
        guard let text = try self.text(database) else { return judge }
        var judge = judge
        judge.policy = try Policy(json: Data(text.utf8))
        return judge
    }

    /// Whether a policy is another one than that in force.
    ///
    /// - Throws: `conflict` when its version has named another content. Actions and the log name policies by their
    ///   versions.
    static func isNews(_ policy: Policy, _ database: any SQLSession) throws -> Bool {
        let shipped = try Policy.shipped()
        let applied = try database.column(
            String.self, "SELECT text FROM policies WHERE org_no = ? ORDER BY policy_no", [Store.organisation]
        ).map { try Policy(json: Data($0.utf8)) }
        guard ([shipped] + applied).allSatisfy({ $0.version != policy.version || $0 == policy }) else {
            throw StoreError(.conflict, "version \(policy.version) has another content already; give this one its own")
        }
        return policy != applied.last ?? shipped
    }

    /// The newest applied policy's text; `nil` before any was applied.
    static func text(_ database: any SQLSession) throws -> String? {
        try database.value(
            String.self, "SELECT text FROM policies WHERE org_no = ? ORDER BY policy_no DESC LIMIT 1",
            [Store.organisation])
    }
}
