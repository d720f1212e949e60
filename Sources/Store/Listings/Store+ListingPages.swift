import Cryptography
package import Grants
import SQL

extension Store {
    /// Looks for what is known of the grants of a listing's page.
    ///
    /// - Parameter managed: mail domains of the organisation; of an address outside them only the domain is kept.
    ///   Empty: every address is kept.
    package func linked(
        _ grants: [ListedGrant], connector: Int64, managed: Set<String>
    ) async throws -> [LinkedGrant] {
        try await self.read { database in
            try grants.united().map { grant in
                let person = PersonRow(listed: grant.address, connector: connector, managed: managed)
                let known = try StandingGrantRow.link(grant, person: person.key, connector: connector, database)
                let isNews = grant.clientID != nil && person.isManaged && known?.hasEnded != false
                return LinkedGrant(grant: grant, person: person, number: known?.grant, isNews: isNews)
            }
        }
    }

    /// Keeps one page of a listing and how far the listing has come, in one transaction.
    ///
    /// - Parameters:
    ///   - seen: how many grants the page has.
    ///   - next: where the next page begins; `nil` at the end.
    /// - Returns: the listing as it now stands.
    package func keepListingPage(
        _ grants: [LinkedGrant], seen: Int, of run: ListingRun, next: String?, total: Int?, now: Timestamp
    ) async throws -> ListingRun {
        try await self.decideQuietly { memory, database in
            for linked in grants {
                let person = try linked.person.number(now, &memory, database)
                try StandingGrantRow.keep(
                    linked.grant, person: person, linked: linked.number, run, now, &memory, database)
            }
            var run = run
            run.position = next
            run.pages += 1
            run.seen += seen
            run.total = total ?? run.total
            run.changedAt = now
            let kept = try database.execute(
                """
                UPDATE listings SET position = ?, pages = ?, seen = ?, total = ?, changed_at = ?
                WHERE org_no = ? AND listing_no = ? AND state = 'running'
                """,
                [next, run.pages, run.seen, run.total, now.milliseconds, Store.organisation, run.number])
            guard kept == 1 else { throw StoreError(.conflict, "listing lst_\(run.number) is over") }
            return run
        }
    }
}

/// A grant of a listing's page and what is known of it.
package struct LinkedGrant: Sendable {
    package let grant: ListedGrant
    let person: PersonRow
    /// The grant of the same person and client that reports have told of.
    let number: Int64?
    /// Whether no report has told of it, or it came back after it had ended.
    package let isNews: Bool
}

extension [ListedGrant] {
    /// One row for each person and app: a provider may list one for each resource.
    fileprivate func united() -> [ListedGrant] {
        var places: [[String]: Int] = [:]
        var united: [ListedGrant] = []
        for grant in self {
            if let place = places[[grant.address, grant.vendorKey]] {
                united[place].scopes += grant.scopes.filter { !united[place].scopes.contains($0) }
            } else {
                places[[grant.address, grant.vendorKey]] = united.count
                united.append(grant)
            }
        }
        return united
    }
}

extension PersonRow {
    /// Whose grant a listing shows.
    ///
    /// - Parameters:
    ///   - text: an address, or a name that is none.
    ///   - managed: mail domains of the organisation; empty: all are.
    init(listed text: String, connector: Int64, managed: Set<String>) {
        let address = MailAddress(text).flatMap { $0.isDomainOnly ? nil : $0 }
        guard let address, managed.isEmpty || managed.contains(address.domain) else {
            // Everybody, a name that is no address, or a stranger: known only at this connector.
            let digest = SHA256.hash(Array((address?.text ?? text).utf8)).prefix(16).map { $0 }.hexadecimal
            self.init(
                key: "listed:\(connector):\(digest)", kind: .browserUser, address: nil, domain: address?.domain,
                isManaged: false)
            return
        }
        self.init(
            key: PersonKey.of(address: address.text), kind: .browserUser, address: address.text,
            domain: address.domain, isManaged: true)
    }
}

/// A row of `standing_grants`.
enum StandingGrantRow {
    /// The grant that browsers saw of the same person and client at a provider of the connector, by exact id.
    static func link(
        _ grant: ListedGrant, person: String, connector: Int64, _ database: any SQLSession
    ) throws -> (grant: Int64, hasEnded: Bool)? {
        guard let clientID = grant.clientID else { return nil }
        return try database.row(
            """
            SELECT g.grant_no, CASE WHEN \(ActionScope.isStanding) THEN 0 ELSE 1 END
            FROM people p
            JOIN grants g ON g.org_no = p.org_no AND g.person_no = p.person_no
            \(self.providers)
            WHERE p.org_no = ? AND p.person_key = ? AND k.client_id = ? AND \(self.isOfConnector)
            ORDER BY g.grant_no DESC LIMIT 1
            """, [connector, Store.organisation, person, clientID]
        ).map { ($0[0], $0[1]) }
    }

    /// What lies between a grant `g` and the providers of a connector, whose number is an argument.
    static let providers = """
        JOIN clients k ON k.org_no = g.org_no AND k.client_no = g.client_no
        JOIN apps r ON r.org_no = k.org_no AND r.app_no = k.resource_no
        JOIN connectors c ON c.org_no = g.org_no AND c.connector_no = ?
        """

    /// Whether the grant `g` was ever alive, at one of the connector's providers.
    static let isOfConnector = "g.liveness > 0 AND ' ' || c.providers || ' ' LIKE '% ' || r.provider_id || ' %'"

    static func keep(
        _ grant: ListedGrant, person: Int64, linked: Int64?, _ run: ListingRun, _ now: Timestamp,
        _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws {
        let changed = try database.execute(
            """
            UPDATE standing_grants SET client_id = ?, name = ?, scopes = ?, is_tenant_wide = ?, granted_at = ?,
                last_used_at = ?, grant_no = coalesce(?, grant_no), last_listing_no = ?, last_seen = ?, gone_at = NULL
            WHERE org_no = ? AND connector_no = ? AND person_no = ? AND vendor_key = ?
            """,
            [
                grant.clientID, grant.name, grant.scopes.joined(separator: " "), grant.isTenantWide ? 1 : 0,
                grant.grantedAt?.milliseconds, grant.lastUsedAt?.milliseconds, linked, run.number, now.milliseconds,
                Store.organisation, run.connector, person, grant.vendorKey,
            ])
        guard changed == 0 else { return }
        let number = try memory.number(in: .standingGrants, database)
        try database.execute(
            """
            INSERT INTO standing_grants (org_no, connector_no, person_no, vendor_key, standing_no, client_id, name,
                scopes, is_tenant_wide, granted_at, last_used_at, grant_no, first_listing_no, last_listing_no,
                first_seen, last_seen)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                Store.organisation, run.connector, person, grant.vendorKey, number, grant.clientID, grant.name,
                grant.scopes.joined(separator: " "), grant.isTenantWide ? 1 : 0, grant.grantedAt?.milliseconds,
                grant.lastUsedAt?.milliseconds, linked, run.number, run.number, now.milliseconds, now.milliseconds,
            ])
    }
}
