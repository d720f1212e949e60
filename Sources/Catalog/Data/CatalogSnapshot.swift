import CShippedData

/// One version of the catalogue, whole: providers, apps, scopes.
package struct CatalogSnapshot: Sendable {
    package let version: String
    package let providers: ProviderIndex
    package let apps: AppIndex
    package let scopes: ScopeTable
    /// What answers for apps that no row knows. It comes with the build, not with the rows.
    package let classifier: AppClassifier
    package let counts: (providers: Int, apps: Int, scopes: Int)

    /// Reads the three catalogue files.
    package init(version: String, providers: [UInt8], apps: [UInt8], scopes: [UInt8]) throws {
        let rows = try Provider.decode(providers)
        let knownApps = try KnownApp.decode(CSV(apps))
        self.version = version
        self.providers = ProviderIndex(providers: rows)
        self.apps = AppIndex(knownApps)
        self.scopes = try ScopeTable(CSV(scopes))
        self.classifier = try .shipped()
        self.counts = (rows.count, knownApps.count, self.scopes.count)
    }

    /// The catalogue that this build ships.
    package static func shipped() throws -> CatalogSnapshot {
        try CatalogSnapshot(
            version: "2026-11-24", providers: gnomon_providers_json.array, apps: gnomon_apps_csv.array,
            scopes: gnomon_scopes_csv.array)
    }
}

extension gnomon_shipped_file {
    /// The file's bytes.
    fileprivate var array: [UInt8] { Array(UnsafeBufferPointer(start: self.bytes, count: self.size)) }
}
