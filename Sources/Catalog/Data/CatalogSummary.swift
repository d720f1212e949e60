package import Grants

/// What a catalogue holds: how many rows of each kind, and how many stand on each source.
package struct CatalogSummary: Sendable, Equatable {
    /// One source and the rows that name it.
    package struct Share: Sendable, Equatable {
        package var source: Provenance.Source
        package var rows: Int
    }

    package let version: CatalogVersion
    /// By `provider`, `scope` or the kind of an app's sign.
    package let counts: [String: Int]
    /// The largest first, then by name; a row with several sources counts for each.
    package let sources: [Share]

    /// - Throws: `CatalogFault` for a file that cannot be read.
    package init(_ content: CatalogContent) throws(CatalogFault) {
        self.version = try content.version()
        var counts: [String: Int] = [:]
        var shares: [Provenance.Source: Int] = [:]
        for file in CatalogContent.File.allCases {
            for row in try CatalogRow.rows(of: file, content[file]) {
                counts[row.kind, default: 0] += 1
                for source in Provenance(row.source)?.sources ?? [] { shares[source, default: 0] += 1 }
            }
        }
        self.counts = counts
        self.sources = shares.map { Share(source: $0.key, rows: $0.value) }
            .sorted { ($1.rows, $0.source.name, $0.source.licence) < ($0.rows, $1.source.name, $1.source.licence) }
    }
}

extension CatalogRow {
    /// `provider`, `scope`, or the kind of an app's sign.
    package var kind: String {
        switch self.file {
        case .apps: self["kind"]
        case .providers: "provider"
        case .scopes: "scope"
        }
    }
}
