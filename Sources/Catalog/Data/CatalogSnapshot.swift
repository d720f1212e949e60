package import Grants

/// One version of the catalogue, whole: providers, apps, scopes, and the organisation's own corrections.
package struct CatalogSnapshot: Sendable {
    package let version: CatalogVersion
    package let providers: ProviderIndex
    package let apps: AppIndex
    package let scopes: ScopeTable
    /// Reads scopes by that table, whose every row it has looked at.
    package let scopeReader: ScopeReader
    /// What answers for apps that no row knows. It comes with the build, not with the rows.
    package let classifier: AppClassifier
    /// Corrections; they win over `apps`.
    package private(set) var overlay: AppIndex
    package let counts: (providers: Int, apps: Int, scopes: Int)

    /// Reads the catalogue's files.
    package init(_ content: CatalogContent) throws {
        let rows = try Provider.decode(content[.providers])
        let knownApps = try KnownApp.decode(CSV(content[.apps]))
        self.version = try content.version()
        self.providers = ProviderIndex(providers: rows)
        self.apps = AppIndex(knownApps)
        self.scopes = try ScopeTable(CSV(content[.scopes]))
        self.scopeReader = ScopeReader(table: self.scopes)
        self.classifier = try .shipped()
        self.overlay = AppIndex([])
        self.counts = (rows.count, knownApps.count, self.scopes.count)
    }

    /// The catalogue that this build ships.
    package static func shipped() throws -> CatalogSnapshot {
        try CatalogSnapshot(.shipped())
    }

    /// The same catalogue, corrected by these rows and no others.
    package func corrected(by rows: [KnownApp]) -> CatalogSnapshot {
        var copy = self
        copy.overlay = AppIndex(rows)
        return copy
    }
}
