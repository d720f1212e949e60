package import Grants
import SQL

/// A client as it was kept, to be judged again.
package struct KeptClient: Sendable, Equatable {
    package var number: Int64
    package var clientID: String
    package var redirect: String
    package var redirectHost: String
    package var redirectClass: AuthorizationEvent.RedirectClass
    /// What `KeepableRequest.kept` wrote; `nil` for a client of an earlier version.
    package var request: String?
    package var resource: ResourceIdentity
}

/// A set of scopes as it was kept.
package struct KeptScopes: Sendable, Equatable {
    package var number: Int64
    package var scopes: [String]
    /// The provider that understands them, if the catalogue knows it.
    package var providerID: String?
}

extension KeptClient {
    static func after(_ number: Int64, limit: Int, _ database: any SQLSession) throws -> [KeptClient] {
        try database.rows(
            """
            SELECT k.client_no, k.client_id, k.redirect, k.redirect_host, k.redirect_class, k.request,
                r.app_key, r.name, r.provider_id, r.category
            FROM clients k JOIN apps r ON r.org_no = k.org_no AND r.app_no = k.resource_no
            WHERE k.org_no = ? AND k.client_no > ? ORDER BY k.client_no LIMIT ?
            """, [Store.organisation, number, limit]
        ).map { row in
            KeptClient(
                number: row[0], clientID: row[1], redirect: row[2], redirectHost: row[3],
                redirectClass: AuthorizationEvent.RedirectClass(rawValue: row[4]) ?? .unknown, request: row[5],
                resource: ResourceIdentity(key: row[6], name: row[7], providerID: row[8], category: row[9]))
        }
    }
}
