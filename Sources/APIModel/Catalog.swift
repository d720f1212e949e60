/// The catalogue in force, and how far history has been brought under it.
package struct CatalogBody: Codable, Sendable, Equatable {
    /// How many rows stand on one source.
    package struct Source: Codable, Sendable, Equatable {
        package var name: String
        package var licence: String
        package var rows: Int

        package init(name: String, licence: String, rows: Int) {
            self.name = name
            self.licence = licence
            self.rows = rows
        }
    }

    /// Such as `2026-11-24`.
    package var version: String
    /// `shipped` or `imported`.
    package var origin: String
    /// Names the version, the content and the corrections.
    package var label: String
    /// SHA-256 of the files, in hexadecimal digits.
    package var digest: String
    /// Of an imported one.
    package var signedBy: String?
    package var importedAt: String?
    /// Why the catalogue that was imported last is not in force: a code.
    package var refusal: String?
    /// Ids of the keys that may sign.
    package var trustedKeys: [String]
    /// Rows by kind.
    package var counts: [String: Int]
    package var sources: [Source]
    /// The organisation's corrections in force.
    package var overlays: Int
    package var reclassification: ReclassificationBody?

    package init(
        version: String, origin: String, label: String, digest: String, signedBy: String? = nil,
        importedAt: String? = nil, refusal: String? = nil, trustedKeys: [String] = [], counts: [String: Int],
        sources: [Source], overlays: Int, reclassification: ReclassificationBody? = nil
    ) {
        self.version = version
        self.origin = origin
        self.label = label
        self.digest = digest
        self.signedBy = signedBy
        self.importedAt = importedAt
        self.refusal = refusal
        self.trustedKeys = trustedKeys
        self.counts = counts
        self.sources = sources
        self.overlays = overlays
        self.reclassification = reclassification
    }

    private enum CodingKeys: String, CodingKey {
        case version, origin, label, digest, refusal, counts, sources, overlays, reclassification
        case signedBy = "signed_by"
        case importedAt = "imported_at"
        case trustedKeys = "trusted_keys"
    }
}

/// One pass over history.
package struct ReclassificationBody: Codable, Sendable, Equatable {
    package var id: String
    package var from: String
    package var to: String
    /// `clients`, `scopes`, `connections`, `finished` or `superseded`.
    package var phase: String
    package var done: Int
    package var total: Int
    package var grantsMoved: Int
    package var findingsOpened: Int
    package var findingsChanged: Int
    package var findingsClosed: Int
    package var startedAt: String
    package var changedAt: String

    package init(
        id: String, from: String, to: String, phase: String, done: Int, total: Int, grantsMoved: Int,
        findingsOpened: Int, findingsChanged: Int, findingsClosed: Int, startedAt: String, changedAt: String
    ) {
        self.id = id
        self.from = from
        self.to = to
        self.phase = phase
        self.done = done
        self.total = total
        self.grantsMoved = grantsMoved
        self.findingsOpened = findingsOpened
        self.findingsChanged = findingsChanged
        self.findingsClosed = findingsClosed
        self.startedAt = startedAt
        self.changedAt = changedAt
    }

    private enum CodingKeys: String, CodingKey {
        case id, from, to, phase, done, total
        case grantsMoved = "grants_moved"
        case findingsOpened = "findings_opened"
        case findingsChanged = "findings_changed"
        case findingsClosed = "findings_closed"
        case startedAt = "started_at"
        case changedAt = "changed_at"
    }
}

/// Asks which rows of the catalogue speak of a value.
package struct CatalogQuestion: Codable, Sendable, Equatable {
    /// A client id, host, URL, scheme, scope or name, at most 2048 bytes.
    package var value: String
    /// Only rows of this provider, or of none.
    package var provider: String?

    package init(value: String, provider: String? = nil) {
        self.value = value
        self.provider = provider
    }
}

/// One row that speaks of it. The first answer is the one that counts.
package struct CatalogAnswer: Codable, Sendable, Equatable {
    package var rule: String
    /// Where the row stands: `apps.csv row 12`, `ovl_3`.
    package var place: String
    package var source: String
    /// Every field that is not empty.
    package var fields: [String: String]

    package init(rule: String, place: String, source: String, fields: [String: String]) {
        self.rule = rule
        self.place = place
        self.source = source
        self.fields = fields
    }
}

/// What importing a signed catalogue did.
package struct CatalogImportAnswer: Codable, Sendable, Equatable {
    package var id: String
    package var version: String
    package var signedBy: String
    /// Whether it was in force already.
    package var isRepeat: Bool

    package init(id: String, version: String, signedBy: String, isRepeat: Bool) {
        self.id = id
        self.version = version
        self.signedBy = signedBy
        self.isRepeat = isRepeat
    }

    private enum CodingKeys: String, CodingKey {
        case id, version
        case signedBy = "signed_by"
        case isRepeat = "repeat"
    }
}
