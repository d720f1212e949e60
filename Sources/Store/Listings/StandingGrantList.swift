package import Grants
import SQL

/// A grant as its provider lists it.
package struct StandingGrantView: Sendable {
    package var number: Int64
    package var connector: Int64
    package var personNumber: Int64
    package var address: String?
    package var domain: String?
    package var clientID: String?
    package var vendorKey: String
    package var name: String
    package var scopes: [String]
    package var isTenantWide: Bool
    package var grantNumber: Int64?
    /// Whether a browser saw it, and not only a listing.
    package var wasObserved: Bool
    /// Asked for in the browser; `nil` when nothing was visible or no browser saw it.
    package var requested: [String]?
    package var grantedAt: Timestamp?
    package var lastUsedAt: Timestamp?
    package var firstSeen: Timestamp
    package var lastSeen: Timestamp
    package var goneAt: Timestamp?
}

extension Store {
    package func standingGrants(_ request: ListRequest) async throws -> ListPage<StandingGrantView> {
        try await self.read { try Self.standingList.page(request, $0, Self.standing) }
    }

    /// The first report of a grant that a listing made came by the token that stands for connectors.
    static let standingList = ListSpecification(
        select: """
            t.standing_no, t.connector_no, t.person_no, p.address, p.domain, t.client_id, t.vendor_key, t.name,
            t.scopes AS t_scopes, t.is_tenant_wide, t.grant_no, t.granted_at, t.last_used_at, t.first_seen,
            t.last_seen, t.gone_at, s.scopes AS s_scopes,
            CASE WHEN g.grant_no IS NULL OR (e.name = '\(listingTokenName)' AND v.sightings = 1) THEN 0 ELSE 1 END
                AS observed
            """,
        from: """
            standing_grants t
            JOIN people p ON p.org_no = t.org_no AND p.person_no = t.person_no
            LEFT JOIN grants g ON g.org_no = t.org_no AND g.grant_no = t.grant_no
            LEFT JOIN scope_sets s ON s.org_no = g.org_no AND s.set_no = g.set_no
            LEFT JOIN grant_activity v ON v.org_no = g.org_no AND v.grant_no = g.grant_no
            LEFT JOIN reports w ON w.org_no = g.org_no AND w.report_no = g.first_report_no
            LEFT JOIN enrolment_tokens e ON e.org_no = w.org_no AND e.token_no = w.token_no
            """,
        always: "t.org_no = ?", identity: "t.standing_no",
        filters: [
            "connector": .number("t.connector_no", prefix: "cnr_"), "grant": .number("t.grant_no", prefix: "grn_"),
            "person": .address(person: "t.person_no", shown: "p.address"), "client": .contains("t.name"),
            "state": .choice(["standing": "t.gone_at IS NULL", "gone": "t.gone_at IS NOT NULL"]),
        ],
        sorts: ["id": ("t.standing_no", .number), "last_seen": ("t.last_seen", .number)], defaultSort: "-id")

    private static func standing(_ row: SQLRow) throws -> StandingGrantView {
        let requested: String? = row["s_scopes"]
        return StandingGrantView(
            number: row["standing_no"], connector: row["connector_no"], personNumber: row["person_no"],
            address: row["address"], domain: row["domain"], clientID: row["client_id"], vendorKey: row["vendor_key"],
            name: row["name"], scopes: Self.words(row["t_scopes"]), isTenantWide: row["is_tenant_wide"],
            grantNumber: row["grant_no"], wasObserved: row["observed"],
            requested: try requested.map { try ScopeNames.read($0) },
            grantedAt: (row["granted_at"] as Int64?).map(Timestamp.init(milliseconds:)),
            lastUsedAt: (row["last_used_at"] as Int64?).map(Timestamp.init(milliseconds:)),
            firstSeen: Timestamp(milliseconds: row["first_seen"]),
            lastSeen: Timestamp(milliseconds: row["last_seen"]),
            goneAt: (row["gone_at"] as Int64?).map(Timestamp.init(milliseconds:)))
    }
}
