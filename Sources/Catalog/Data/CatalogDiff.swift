/// What is different between two catalogues, row by row.
package struct CatalogDiff: Sendable, Equatable {
    /// A row with other fields than before.
    package struct Change: Sendable, Equatable {
        package var before: CatalogRow
        package var after: CatalogRow

        /// Names of the fields that differ, sorted.
        package var fields: [String] {
            Set(self.before.fields.keys).union(self.after.fields.keys).filter { self.before[$0] != self.after[$0] }
                .sorted()
        }
    }

    package private(set) var added: [CatalogRow] = []
    package private(set) var removed: [CatalogRow] = []
    package private(set) var changed: [Change] = []

    /// In order of files and keys; the order of rows counts for nothing.
    ///
    /// - Throws: `CatalogFault` for a file that cannot be read.
    package init(from old: CatalogContent, to new: CatalogContent) throws(CatalogFault) {
        for file in CatalogContent.File.allCases {
            let before = try Self.rows(of: file, old)
            let after = try Self.rows(of: file, new)
            for key in Set(before.keys).union(after.keys).sorted() {
                switch (before[key], after[key]) {
                case (let row?, nil): self.removed.append(row)
                case (nil, let row?): self.added.append(row)
                case (let old?, let new?) where old.fields != new.fields:
                    self.changed.append(Change(before: old, after: new))
                default: break
                }
            }
        }
    }

    private static func rows(
        of file: CatalogContent.File, _ content: CatalogContent
    ) throws(CatalogFault) -> [String: CatalogRow] {
        Dictionary(
            try CatalogRow.rows(of: file, content[file]).map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
