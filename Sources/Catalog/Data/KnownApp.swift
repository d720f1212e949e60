package import Grants

/// One row of the app catalogue: a sign by which an app is recognised.
package struct KnownApp: Sendable, Hashable {
    /// What kind of sign `value` is.
    package enum Kind: String, Sendable, CaseIterable {
        /// An exact OAuth client id, at `provider` or anywhere.
        case clientID = "client_id"
        /// The host of a client-id metadata document.
        case metadataHost = "cimd_host"
        /// A redirect host, with a path prefix or without. `localhost:PORT/path` names a program by the port it
        /// listens on, `*/path` a self-hosted product by its path.
        case redirectHost = "redirect_host"
        /// The scheme of a native app's redirect.
        case customScheme = "custom_scheme"
        /// A domain of the product; matches it and its subdomains.
        case domain
        case name
    }

    package var kind: Kind
    package var value: String
    package var app: String
    package var vendor: String
    package var category: String
    package var aiClass: AIClass
    /// A provider id; empty for any.
    package var provider: String
    package var traits: AppIdentity.Traits
    package var source: String
    /// The number of the organisation's own correction; `nil` for a row of a catalogue file.
    package var overlay: Int64?

    package init(
        kind: Kind, value: String, app: String, vendor: String, category: String, aiClass: AIClass,
        provider: String = "", traits: AppIdentity.Traits = [], source: String, overlay: Int64? = nil
    ) {
        self.kind = kind
        self.value = value
        self.app = app
        self.vendor = vendor
        self.category = category
        self.aiClass = aiClass
        self.provider = provider
        self.traits = traits
        self.source = source
        self.overlay = overlay
    }

    /// Why a row is no catalogue row.
    package enum Failure: Error, Equatable {
        case badValue(row: Int, column: String)
    }

    /// Reads the rows of `apps.csv`.
    package static func decode(_ csv: CSV) throws -> [KnownApp] {
        let columns = try ["kind", "value", "app", "vendor", "category", "ai_class", "provider", "flags", "source"]
            .map { try csv.column($0) }
        return try csv.rows.enumerated().map { index, row in
            guard let kind = Kind(rawValue: row[columns[0]]) else {
                throw Failure.badValue(row: index + 2, column: "kind")
            }
            guard let aiClass = AIClass(rawValue: row[columns[5]]) else {
                throw Failure.badValue(row: index + 2, column: "ai_class")
            }
            return KnownApp(
                kind: kind, value: row[columns[1]], app: row[columns[2]], vendor: row[columns[3]],
                category: row[columns[4]], aiClass: aiClass, provider: row[columns[6]],
                traits: AppIdentity.Traits(names: row[columns[7]].split(separator: ";")), source: row[columns[8]])
        }
    }
}
