import Grants

/// Answers which row of a catalogue speaks of a value: a client id, host, URL, scheme, scope or name.
///
/// For people who ask once in a while: it walks through all rows.
package struct CatalogLookup: Sendable {
    /// One row that fits.
    package struct Answer: Sendable, Equatable {
        /// The rule by which it fits, named as in the evidence of a finding.
        package var rule: String
        /// Where the row stands: `apps.csv row 12`, `ovl_3`.
        package var place: String
        /// Every field that is not empty.
        package var fields: [String: String]
        package var source: String
    }

    private let snapshot: CatalogSnapshot
    private let rows: [CatalogRow]
    private let overlays: [KnownApp]

    /// - Parameter overlays: the organisation's corrections.
    /// - Throws: `CatalogFault` for a file that cannot be read.
    package init(_ content: CatalogContent, _ snapshot: CatalogSnapshot, overlays: [KnownApp] = []) throws(CatalogFault)
    {
        self.snapshot = snapshot
        self.overlays = overlays
        var rows: [CatalogRow] = []
        for file in CatalogContent.File.allCases { rows += try CatalogRow.rows(of: file, content[file]) }
        self.rows = rows
    }

    /// - Parameter provider: only rows of this provider, or of none.
    /// - Returns: every row that fits; the first one is the one that counts.
    package func answers(to value: String, provider: String? = nil) -> [Answer] {
        let sign = Sign(value)
        let corrections = self.overlays.filter { sign.fits($0.kind, $0.value) }
            .filter { provider == nil || $0.provider.isEmpty || $0.provider == provider }.map(Self.answer)
        var ranked: [(rank: Int, answer: Answer)] = []
        for row in self.rows where row.speaks(of: provider) {
            switch row.file {
            case .apps:
                guard let kind = KnownApp.Kind(rawValue: row["kind"]), sign.fits(kind, row["value"]) else { continue }
                ranked.append((Self.rank(of: kind), Self.answer(row, rule: Self.rule(of: kind, row))))
            case .scopes where row["scope"].lowercased() == value.lowercased():
                ranked.append((6, Self.answer(row, rule: "scope_exact")))
            case .scopes, .providers: break
            }
        }
        if let found = self.provider(at: sign) { ranked.append((4, found)) }
        return corrections
            + ranked.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
            .map(\.element.answer)
    }

    private func provider(at sign: Sign) -> Answer? {
        guard !sign.host.isEmpty, let match = self.snapshot.providers.match(host: sign.host, path: sign.path),
            let row = self.rows.first(where: { $0.file == .providers && $0["id"] == match.provider.id })
        else { return nil }
        return Self.answer(row, rule: match.isEndpoint ? "authorization_endpoint" : "provider_host")
    }

    private static func answer(_ row: CatalogRow, rule: String) -> Answer {
        Answer(
            rule: rule, place: row.place,
            fields: row.fields.filter { !$0.value.isEmpty && $0.value != "[]" && $0.key != "source" },
            source: row.source)
    }

    private static func answer(_ row: KnownApp) -> Answer {
        let fields = [
            "kind": row.kind.rawValue, "value": row.value, "app": row.app, "vendor": row.vendor,
            "category": row.category, "ai_class": row.aiClass.rawValue, "provider": row.provider,
            "flags": row.traits.names.joined(separator: ";"),
        ]
        return Answer(
            rule: "overlay_\(row.kind.rawValue)", place: "ovl_\(row.overlay ?? 0)",
            fields: fields.filter { !$0.value.isEmpty }, source: row.source)
    }

    /// Smaller is stronger.
    private static func rank(of kind: KnownApp.Kind) -> Int {
        switch kind {
        case .clientID: 0
        case .metadataHost: 1
        case .redirectHost: 2
        case .customScheme: 3
        case .domain: 5
        case .name: 7
        }
    }

    private static func rule(of kind: KnownApp.Kind, _ row: CatalogRow) -> String {
        switch kind {
        case .clientID:
            row["flags"].split(separator: ";").contains("first_party") ? "first_party_client_id" : "client_id_exact"
        case .metadataHost: "cimd_host"
        case .redirectHost: row["category"] == "broker" ? "broker_callback" : "redirect_pattern"
        case .customScheme: "custom_scheme"
        case .domain: "domain_suffix"
        case .name: "name"
        }
    }
}

/// A value in the forms in which rows may fit it.
private struct Sign {
    let text: String
    let folded: String
    let scheme: String
    /// Empty when the value is neither a URL nor a host.
    let host: String
    let path: String

    init(_ value: String) {
        self.text = value
        self.folded = value.lowercased()
        if value.contains(":") {
            let address = RedirectAddress(value)
            (self.scheme, self.host, self.path) = (address.scheme, address.host, address.path)
        } else if value.contains("."), !value.contains(" ") {
            let slash = value.firstIndex(of: "/") ?? value.endIndex
            (self.scheme, self.host, self.path) = ("", value[..<slash].lowercased(), String(value[slash...]))
        } else {
            (self.scheme, self.host, self.path) = ("", "", "")
        }
    }

    func fits(_ kind: KnownApp.Kind, _ value: String) -> Bool {
        let value = kind == .clientID ? value : value.lowercased()
        switch kind {
        case .clientID: return value == self.text
        case .name: return value == self.folded
        case .customScheme: return value == self.scheme || value == self.folded
        case .metadataHost: return self.isBelow(value)
        case .domain: return self.isBelow(value)
        case .redirectHost:
            let slash = value.firstIndex(of: "/") ?? value.endIndex
            let host = value[..<slash].drop { $0 == "*" || $0 == "." }
            return self.isBelow(String(host))
                && (self.path.isEmpty || self.path.lowercased().hasPrefix(value[slash...]))
        }
    }

    /// Whether the host is this one or lies below it.
    private func isBelow(_ parent: String) -> Bool {
        !parent.isEmpty && (self.host == parent || self.host.hasSuffix(".\(parent)"))
    }
}

extension CatalogRow {
    fileprivate func speaks(of provider: String?) -> Bool {
        guard let provider else { return true }
        return self.file == .providers || self["provider"].isEmpty || self["provider"] == provider
    }
}
