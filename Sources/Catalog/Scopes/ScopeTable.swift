package import Grants

/// The scopes that vendors publish, by family.
package struct ScopeTable: Sendable {
    /// One published scope.
    package struct Row: Sendable {
        /// A provider's id, or one of its aliases.
        package var family: String
        package var scope: ClassifiedScope
    }

    package let rows: [Row]
    private var families: [String: Int] = [:]
    private var slots: [Int32]
    private var hashes: [UInt64] = []

    /// Reads the rows of `scopes.csv`.
    package init(_ csv: CSV) throws {
        let family = try csv.column("provider")
        self.init(zip(csv.rows, try Self.meanings(csv)).map { Row(family: $0[family], scope: $1) })
    }

    /// What each row of a list says that its scope means.
    static func meanings(_ csv: CSV) throws -> [ClassifiedScope] {
        let columns = try ["scope", "access", "data_class", "sensitivity"].map { try csv.column($0) }
        let description = csv.columns.firstIndex(of: "description")
        return try csv.rows.enumerated().map { index, row in
            func failure(_ column: String) -> KnownApp.Failure { .badValue(row: index + 2, column: column) }
            guard let access = Access(rawValue: row[columns[1]]) else { throw failure("access") }
            guard let dataClass = DataClass(rawValue: row[columns[2]]) else { throw failure("data_class") }
            guard let sensitivity = Sensitivity(rawValue: row[columns[3]]) else { throw failure("sensitivity") }
            return ClassifiedScope(
                scope: row[columns[0]], access: access, dataClass: dataClass, sensitivity: sensitivity, basis: .exact,
                description: description.map { row[$0] } ?? "")
        }
    }

    /// - Parameter rows: a later row of the same family and scope wins.
    package init(_ rows: [Row]) {
        self.rows = rows
        var size = 16
        while size < rows.count * 2 { size *= 2 }
        self.slots = [Int32](repeating: -1, count: size)
        for (index, row) in rows.enumerated() {
            let family = self.families[row.family] ?? self.families.count
            self.families[row.family] = family
            var scope = row.scope.scope
            let hash = scope.withUTF8 { Self.hash($0[...], family) }
            self.hashes.append(hash)
            var slot = Int(truncatingIfNeeded: hash) & (size - 1)
            while case let other = Int(self.slots[slot]), other >= 0 {
                if self.hashes[other] == hash, rows[other].family == row.family,
                    Self.areEqual(rows[other].scope.scope, scope)
                {
                    break
                }
                slot = (slot + 1) & (size - 1)
            }
            self.slots[slot] = Int32(index)
        }
    }

    /// The number of a family, or `nil` when the table has nothing of it.
    func family(_ name: String) -> Int? { self.families[name] }

    /// The published meaning of a scope in one family, whatever the case of its letters.
    func scope(_ scope: Slice<UnsafeBufferPointer<UInt8>>, in family: Int) -> ClassifiedScope? {
        let hash = Self.hash(scope, family)
        var slot = Int(truncatingIfNeeded: hash) & (self.slots.count - 1)
        while case let index = Int(self.slots[slot]), index >= 0 {
            if self.hashes[index] == hash {
                let row = self.rows[index]
                if self.families[row.family] == family, Self.areEqual(row.scope.scope.utf8, scope) { return row.scope }
            }
            slot = (slot + 1) & (self.slots.count - 1)
        }
        return nil
    }

    package var count: Int { self.rows.count }

    private static func hash(_ scope: Slice<UnsafeBufferPointer<UInt8>>, _ family: Int) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(family)
        for byte in scope { hash = (hash ^ UInt64(self.folded(byte))) &* 0x100_0000_01b3 }
        return hash ^ hash >> 29
    }

    private static func areEqual(_ left: String, _ right: String) -> Bool {
        self.areEqual(left.utf8, right.utf8)
    }

    private static func areEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { self.folded($0) == self.folded($1) }
    }

    /// Lower-case ASCII.
    private static func folded(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
