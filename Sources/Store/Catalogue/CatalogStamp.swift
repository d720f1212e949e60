import SQL

/// How new the knowledge is by which something was classified: numbers that only rise.
package struct CatalogStamp: Sendable, Equatable {
    /// Nothing but the shipped catalogue.
    package static let shipped = CatalogStamp(imported: 0, overlays: 0)

    /// The number of the imported catalogue; 0 for none.
    package var imported: Int64
    /// Changes of the organisation's corrections so far.
    package var overlays: Int64

    package init(imported: Int64, overlays: Int64) {
        self.imported = imported
        self.overlays = overlays
    }

    func isBehind(_ other: CatalogStamp) -> Bool {
        self.imported < other.imported || self.overlays < other.overlays
    }

    /// The newest there is.
    static func newest(in database: any SQLSession) throws -> CatalogStamp {
        let row = try database.row(
            """
            SELECT (SELECT coalesce(max(catalog_no), 0) FROM catalogs WHERE org_no = ?),
                (SELECT count(*) + count(removed_at) FROM catalog_overlays WHERE org_no = ?)
            """, [Store.organisation, Store.organisation])
        return CatalogStamp(imported: row?[0] ?? 0, overlays: row?[1] ?? 0)
    }
}

extension Store {
    package func catalogStamp() async throws -> CatalogStamp {
        try await self.read { try CatalogStamp.newest(in: $0) }
    }
}
