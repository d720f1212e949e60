import Cryptography
import Governance
import SQL

/// What an action is about at one moment: the grants, each with its scopes, or the clients.
struct ActionScope {
    /// Grants of a revoke, clients of a block, in order.
    let subjects: [Int64]
    /// SHA-256 over subjects and scope sets: equal when nothing was added, taken away or widened.
    let digest: [UInt8]

    /// A grant stands when it was seen alive and not ended since.
    static let isStanding = """
        g.liveness > 0 AND NOT EXISTS (
            SELECT 1 FROM grant_ends e JOIN grant_activity v ON v.org_no = e.org_no AND v.grant_no = e.grant_no
            WHERE e.org_no = g.org_no AND e.grant_no = g.grant_no AND e.ended_at >= v.last_seen)
        """

    /// - Parameter kind: revoke or block; the others are about nothing.
    static func read(_ kind: ActionKind, connection: Int64, _ database: any SQLSession) throws -> ActionScope {
        let rows: [SQLRow]
        switch kind {
        case .revoke:
            rows = try database.rows(
                """
                SELECT g.grant_no, g.set_no FROM grants g
                WHERE g.org_no = ? AND g.connection_no = ? AND \(self.isStanding) ORDER BY g.grant_no
                """, [Store.organisation, connection])
        case .block:
            rows = try database.rows(
                """
                SELECT k.client_no, 0 FROM clients k
                JOIN connections n ON n.org_no = k.org_no AND n.app_no = k.app_no AND n.resource_no = k.resource_no
                WHERE n.org_no = ? AND n.connection_no = ? AND k.moved_to IS NULL ORDER BY k.client_no
                """, [Store.organisation, connection])
        case .register, .review: rows = []
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * 16)
        for row in rows {
            for number in [row[0] as Int64, row[1] as Int64] {
                withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
            }
        }
        return ActionScope(subjects: rows.map { $0[0] }, digest: SHA256.hash(bytes))
    }
}
