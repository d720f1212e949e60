package import Grants

/// How well scopes are understood, measured against labelled rows.
///
/// A row that stands in the published table is always answered right, so the table alone says nothing of scopes that
/// nobody has looked at. Three more readings of the same rows tell that: with each row taken out of the table, with
/// each provider's rows taken out, and with no table at all.
package struct ScopeEvaluation: Sendable {
    /// A scope with what it means.
    package struct Row: Sendable {
        package var family: String
        /// How far the label can be trusted, such as `official+rule`; empty when the list does not say.
        package var basis: String
        package var label: ClassifiedScope

        /// Reads `provider,scope,access,data_class,sensitivity`, and `label_basis` or `basis` where the list has it.
        ///
        /// - Throws: `CSV.Failure`, or `KnownApp.Failure` that names row and column.
        package static func decode(_ csv: CSV) throws -> [Row] {
            let basis = csv.columns.firstIndex(of: "label_basis") ?? csv.columns.firstIndex(of: "basis")
            let family = try csv.column("provider")
            return zip(csv.rows, try ScopeTable.meanings(csv)).map { row, label in
                Row(family: row[family], basis: basis.map { row[$0] } ?? "", label: label)
            }
        }
    }

    /// What was known when the rows were read.
    package enum Setting: String, Sendable, CaseIterable {
        /// The catalogue as it is.
        case catalogue
        /// The row itself was not in the table (ten folds).
        case rowLeftOut = "row_left_out"
        /// No row of its provider was in the table.
        case providerLeftOut = "provider_left_out"
        /// The table was empty.
        case grammarAlone = "grammar_alone"
    }

    /// A share of `count` rows, or a number among them.
    package struct Metric: Sendable, Equatable {
        package var name: String
        package var value: Double
        package var count: Int
    }

    /// A scope whose label is critical, and what it was taken for.
    package struct Underrated: Sendable, Equatable {
        package var setting: Setting
        package var family: String
        package var scope: String
        package var sensitivity: Sensitivity
    }

    package private(set) var metrics: [Metric] = []
    /// Critical scopes that were called medium or low, one by one.
    package private(set) var underrated: [Underrated] = []

    /// - Parameter rows: of any label basis; each basis is also counted alone.
    package init(_ rows: [Row], catalog: CatalogSnapshot, settings: [Setting] = Setting.allCases) {
        for setting in settings {
            var tallies: [String: Tally] = [:]
            for (row, meaning) in zip(rows, Self.meanings(of: rows, setting, catalog)) {
                tallies["", default: Tally()].add(row.label, meaning)
                if !row.basis.isEmpty { tallies[row.basis, default: Tally()].add(row.label, meaning) }
                if row.label.sensitivity == .critical, meaning.sensitivity <= .medium {
                    self.underrated.append(
                        Underrated(
                            setting: setting, family: row.family, scope: row.label.scope,
                            sensitivity: meaning.sensitivity))
                }
            }
            for (basis, tally) in tallies.sorted(by: { $0.key < $1.key }) {
                let place = basis.isEmpty ? setting.rawValue : "\(setting.rawValue).\(basis)"
                self.metrics += tally.metrics(place)
            }
        }
    }

    // MARK: - Readings

    private static func meanings(
        of rows: [Row], _ setting: Setting, _ catalog: CatalogSnapshot
    ) -> [ClassifiedScope] {
        let groups: [Int]
        switch setting {
        case .catalogue, .grammarAlone: groups = rows.map { _ in 0 }
        case .rowLeftOut: groups = rows.map { Self.fold(of: $0) }
        case .providerLeftOut:
            // Families of which the table has nothing are read together, with the table as it is.
            let families = Set(catalog.scopes.rows.map(\.family)).sorted()
            let numbers = Dictionary(uniqueKeysWithValues: zip(families, families.indices))
            groups = rows.map { numbers[$0.family] ?? -1 }
        }
        var members: [Int: [Int]] = [:]
        for (index, group) in groups.enumerated() { members[group, default: []].append(index) }
        let names = catalog.scopeReader
        let providers = Dictionary(
            Set(rows.map(\.family)).map { ($0, names.provider(named: $0, in: catalog.providers)) },
            uniquingKeysWith: { first, _ in first })
        var result = rows.map(\.label)
        for indices in members.values {
            let reader = ScopeReader(table: Self.table(for: indices.map { rows[$0] }, setting, catalog))
            for index in indices {
                result[index] = reader.scope(rows[index].label.scope, at: providers[rows[index].family] ?? nil)
            }
        }
        return result
    }

    private static func table(for rows: [Row], _ setting: Setting, _ catalog: CatalogSnapshot) -> ScopeTable {
        switch setting {
        case .catalogue: return catalog.scopes
        case .grammarAlone: return ScopeTable([])
        case .rowLeftOut:
            let held = Set(rows.map { Self.key($0.family, $0.label.scope) })
            return ScopeTable(catalog.scopes.rows.filter { !held.contains(Self.key($0.family, $0.scope.scope)) })
        case .providerLeftOut:
            let held = Set(rows.map(\.family))
            return ScopeTable(catalog.scopes.rows.filter { !held.contains($0.family) })
        }
    }

    private static func key(_ family: String, _ scope: String) -> String { "\(family) \(scope.lowercased())" }

    /// Rows of one scope in several families stay together, so that no twin tells.
    private static func fold(of row: Row) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in row.label.scope.lowercased().utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int((hash >> 32) % 10)
    }
}

/// Agreement over some rows.
private struct Tally {
    private var rows = 0
    private var access = 0
    private var dataClass = 0
    private var sensitivity = 0
    private var near = 0
    private var critical = 0
    private var criticalAsMedium = 0
    private var criticalAsLow = 0

    mutating func add(_ label: ClassifiedScope, _ meaning: ClassifiedScope) {
        self.rows += 1
        if label.access == meaning.access { self.access += 1 }
        if label.dataClass == meaning.dataClass { self.dataClass += 1 }
        if label.sensitivity == meaning.sensitivity { self.sensitivity += 1 }
        let steps = Sensitivity.allCases
        let distance = (steps.firstIndex(of: label.sensitivity) ?? 0) - (steps.firstIndex(of: meaning.sensitivity) ?? 0)
        if abs(distance) <= 1 { self.near += 1 }
        guard label.sensitivity == .critical else { return }
        self.critical += 1
        if meaning.sensitivity == .medium { self.criticalAsMedium += 1 }
        if meaning.sensitivity == .low { self.criticalAsLow += 1 }
    }

    func metrics(_ place: String) -> [ScopeEvaluation.Metric] {
        func share(_ name: String, _ part: Int) -> ScopeEvaluation.Metric {
            .init(name: "\(place).\(name)", value: Double(part) / Double(max(self.rows, 1)), count: self.rows)
        }
        func number(_ name: String, _ part: Int) -> ScopeEvaluation.Metric {
            .init(name: "\(place).\(name)", value: Double(part), count: self.critical)
        }
        return [
            share("access", self.access), share("data_class", self.dataClass), share("sensitivity", self.sensitivity),
            share("sensitivity_within_one_step", self.near), number("critical_called_low", self.criticalAsLow),
            number("critical_called_medium", self.criticalAsMedium),
        ]
    }
}
