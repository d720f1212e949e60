import FoundationEssentials
import Grants

/// Looks for rows that must not ship: bad values, look-alike hosts, repeats, contradictions, rows of unknown origin.
package enum CatalogCheck {
    /// Everything that is wrong with a catalogue, file by file, in order of rows; nothing when it is sound.
    package static func faults(in content: CatalogContent) -> [CatalogFault] {
        var faults: [CatalogFault] = []
        do {
            _ = try content.version()
        } catch {
            faults.append(error)
        }
        let names = try? CatalogRow.rows(of: .providers, content[.providers])
        for file in [CatalogContent.File.providers, .apps, .scopes] {
            faults += self.faults(in: file, content[file], providers: names.map { self.ids(of: $0) })
        }
        return faults
    }

    /// Everything that is wrong with one file.
    ///
    /// - Parameter providers: ids and aliases that rows may name; `nil` when they are not known.
    package static func faults(
        in file: CatalogContent.File, _ bytes: [UInt8], providers: Set<String>? = nil
    ) -> [CatalogFault] {
        let rows: [CatalogRow]
        do {
            rows = try CatalogRow.rows(of: file, bytes)
        } catch {
            return [error]
        }
        var faults = rows.flatMap { row in
            let found = Self.lengths(row) + Self.values(row, providers)
            guard Provenance(row.source) == nil else { return found }
            return found + [row.fault(.missingSource, "source must be own, or NAME (LICENCE), separated by ; ")]
        }
        faults += self.repeats(rows)
        if file == .providers { faults += self.endpoints(rows) }
        return faults.sorted { ($0.row ?? 0) < ($1.row ?? 0) }
    }

    /// Ids of providers and of their scope families.
    static func ids(of rows: [CatalogRow]) -> Set<String> {
        rows.reduce(into: []) { ids, row in
            ids.insert(row["id"])
            ids.formUnion((try? JSONDecoder().decode([String].self, from: Data(row["aliases"].utf8))) ?? [])
        }
    }

    // MARK: - One row

    private static let longestField = 16_384

    private static func lengths(_ row: CatalogRow) -> [CatalogFault] {
        row.fields.keys.sorted().compactMap { name in
            let value = row[name]
            if value.utf8.count > Self.longestField {
                return row.fault(.badValue, "\(name) is longer than \(Self.longestField) bytes")
            }
            if value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
                return row.fault(.badValue, "\(name) has a control character")
            }
            // A blank is what some providers put between scopes.
            if name == "scope_delimiter" { return nil }
            let bytes = value.utf8
            return bytes.first == 0x20 || bytes.last == 0x20
                ? row.fault(.badValue, "\(name) begins or ends with a blank") : nil
        }
    }

    private static func values(_ row: CatalogRow, _ providers: Set<String>?) -> [CatalogFault] {
        switch row.file {
        case .apps: self.app(row, providers)
        case .providers: self.provider(row)
        case .scopes: self.scope(row, providers)
        }
    }

    private static func app(_ row: CatalogRow, _ providers: Set<String>?) -> [CatalogFault] {
        var faults = self.missing(["value", "app", "category"], in: row)
        faults += self.closed("ai_class", AIClass.allCases.map(\.rawValue), row)
        faults += self.known(row["provider"], providers, row)
        for flag in row["flags"].split(separator: ";") where AppIdentity.Traits(names: [flag]).isEmpty {
            faults.append(row.fault(.badValue, "there is no flag \(flag)"))
        }
        if AppIdentity.Traits(names: row["flags"].split(separator: ";")).contains(.sanctioned) {
            faults.append(row.fault(.badValue, "sanctioned is the organisation's word, not the catalogue's"))
        }
        guard !row["value"].isEmpty else { return faults }
        guard let kind = KnownApp.Kind(rawValue: row["kind"]) else {
            return faults + self.closed("kind", KnownApp.Kind.allCases.map(\.rawValue), row)
        }
        return faults + SignCheck.faults(of: kind, row["value"]).map { row.fault($0.code, $0.detail) }
    }

    private static func provider(_ row: CatalogRow) -> [CatalogFault] {
        var faults = self.missing(["id", "name"], in: row)
        if !row["id"].utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 0x2D || $0 == 0x5F })
        {
            faults.append(row.fault(.badValue, "id has other letters than a–z, 0–9, - and _"))
        }
        guard row["path_only"] != "true" else { return faults }
        guard let endpoints = self.patterns(row) else {
            return faults + [row.fault(.badValue, "authorize is no list of host and path")]
        }
        for endpoint in endpoints {
            let host = endpoint.host.split(separator: ".", omittingEmptySubsequences: false)
                .map { $0 == "*" ? "any" : $0 }.joined(separator: ".")
            if let found = HostCheck.fault(of: host) { faults.append(row.fault(found.code, found.detail)) }
            if !endpoint.path.hasPrefix("/") { faults.append(row.fault(.badValue, "a path must begin with /")) }
        }
        return faults
    }

    private static func scope(_ row: CatalogRow, _ providers: Set<String>?) -> [CatalogFault] {
        self.missing(["provider", "scope"], in: row)
            + self.closed("access", Access.allCases.map(\.rawValue), row)
            + self.closed("data_class", DataClass.allCases.map(\.rawValue), row)
            + self.closed("sensitivity", Sensitivity.allCases.map(\.rawValue), row)
            + self.known(row["provider"], providers, row)
    }

    private static func missing(_ names: [String], in row: CatalogRow) -> [CatalogFault] {
        names.filter { row[$0].isEmpty }.map { row.fault(.badValue, "\($0) is empty") }
    }

    private static func closed(_ name: String, _ values: [String], _ row: CatalogRow) -> [CatalogFault] {
        values.contains(row[name])
            ? [] : [row.fault(.badValue, "\(name) must be one of \(values.joined(separator: ", "))")]
    }

    private static func known(_ id: String, _ providers: Set<String>?, _ row: CatalogRow) -> [CatalogFault] {
        guard let providers, !id.isEmpty, !providers.contains(id) else { return [] }
        return [row.fault(.badValue, "no provider has the id \(id)")]
    }

    private static func patterns(_ row: CatalogRow) -> [EndpointPattern]? {
        row["authorize"].isEmpty
            ? [] : try? JSONDecoder().decode([EndpointPattern].self, from: Data(row["authorize"].utf8))
    }

    // MARK: - Rows together

    private static func repeats(_ rows: [CatalogRow]) -> [CatalogFault] {
        var first: [String: CatalogRow] = [:]
        return rows.compactMap { row in
            guard let earlier = first[row.key] else {
                first[row.key] = row
                return nil
            }
            let differing = Set(row.fields.keys).union(earlier.fields.keys).filter { row[$0] != earlier[$0] }.sorted()
            return differing.isEmpty
                ? row.fault(.duplicateRow, "repeats row \(earlier.row)")
                : row.fault(
                    .contradictoryRow,
                    "says another \(differing.joined(separator: ", ")) than row \(earlier.row) of the same \(Self.subject(of: row))"
                )
        }
    }

    private static func subject(of row: CatalogRow) -> String {
        switch row.file {
        case .apps: row["kind"]
        case .providers: "id"
        case .scopes: "scope"
        }
    }

    /// Providers that claim one endpoint.
    private static func endpoints(_ rows: [CatalogRow]) -> [CatalogFault] {
        var owners: [EndpointPattern: CatalogRow] = [:]
        return rows.flatMap { row -> [CatalogFault] in
            guard row["path_only"] != "true" else { return [] }
            return (self.patterns(row) ?? []).compactMap { endpoint in
                guard let owner = owners[endpoint], owner.row != row.row else {
                    owners[endpoint] = row
                    return nil
                }
                return row.fault(
                    .contradictoryRow,
                    "\(endpoint.host)\(endpoint.path) is \(owner["id"])'s endpoint in row \(owner.row)")
            }
        }
    }
}

extension CatalogRow {
    fileprivate func fault(_ code: CatalogFault.Code, _ detail: String) -> CatalogFault {
        CatalogFault(code, self.file.rawValue, row: self.row, detail: detail)
    }
}
