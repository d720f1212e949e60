/// What is wrong with a row of a catalogue, and where.
package struct CatalogFault: Error, Sendable, Equatable {
    /// Raw values are stable names: never rename, only add.
    package enum Code: String, Sendable, CaseIterable {
        /// The file is missing, or is no table or JSON at all.
        case unreadable
        /// A column or a member that every row needs is not there.
        case missingColumn = "missing_column"
        /// A value lies outside its closed set, is empty, too long, or no host.
        case badValue = "bad_value"
        /// No source, or one without a licence.
        case missingSource = "missing_source"
        /// The same row stands in the file twice.
        case duplicateRow = "duplicate_row"
        /// Two rows say different things of one sign.
        case contradictoryRow = "contradictory_row"
        /// A host with letters outside ASCII, which may look like another host.
        case confusableHost = "confusable_host"
        /// A host whose name is encoded (`xn--`), which shows as letters outside ASCII.
        case punycodeHost = "punycode_host"
        /// A host that many products share, or that every client can choose.
        case tooBroad = "too_broad"
    }

    package var code: Code
    /// The file's name.
    package var file: String
    /// The line of a table, the place of a provider in its list; `nil` for the file as a whole. From 1.
    package var row: Int?
    package var detail: String

    package init(_ code: Code, _ file: String, row: Int? = nil, detail: String) {
        self.code = code
        self.file = file
        self.row = row
        self.detail = detail
    }

    /// One line for a person.
    package var text: String {
        "\(self.file)\(self.row.map { " row \($0)" } ?? ""): \(self.code.rawValue): \(self.detail)"
    }
}
