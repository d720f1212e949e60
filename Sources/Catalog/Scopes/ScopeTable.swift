package import Grants

/// The scopes that vendors publish, by provider.
package struct ScopeTable: Sendable {
    private var byProvider: [String: [String: ClassifiedScope]] = [:]

    /// Reads the rows of `scopes.csv`.
    package init(_ csv: CSV) throws {
        let columns = try ["provider", "scope", "description", "access", "data_class", "sensitivity"]
            .map { try csv.column($0) }
        for (index, row) in csv.rows.enumerated() {
            func failure(_ column: String) -> KnownApp.Failure { .badValue(row: index + 2, column: column) }
            guard let access = Access(rawValue: row[columns[3]]) else { throw failure("access") }
            guard let dataClass = DataClass(rawValue: row[columns[4]]) else { throw failure("data_class") }
            guard let sensitivity = Sensitivity(rawValue: row[columns[5]]) else { throw failure("sensitivity") }
            let scope = row[columns[1]]
            self.byProvider[row[columns[0]], default: [:]][scope.lowercased()] = ClassifiedScope(
                scope: scope, access: access, dataClass: dataClass, sensitivity: sensitivity, basis: .exact,
                description: row[columns[2]])
        }
    }

    /// The published meaning of `scope` in one of `families`, the provider's own id first.
    package func scope(_ scope: String, in families: [String]) -> ClassifiedScope? {
        let key = scope.lowercased()
        for family in families {
            if let match = self.byProvider[family]?[key] { return match }
        }
        return nil
    }

    package var count: Int { self.byProvider.values.reduce(0) { $0 + $1.count } }
}
