import SQL

extension StoredTable {
    /// Hands out the rows in order of the key, without what is passing.
    ///
    /// - Throws: `StoreError` with `store_unavailable` that names the row whose text has a byte that PostgreSQL cannot
    ///   hold: U+0000, or what is not UTF-8. SQLite takes both.
    func forEachRow(_ database: any SQLSession, _ body: (_ row: [SQLValue]) throws -> Void) throws {
        let isSQLite = database.dialect == .sqlite
        let values = self.columns.map { column in
            if self.isPassing(column.name) { return "NULL AS \(column.name)" }
            // As text, bytes that are not UTF-8 would come out repaired.
            return isSQLite && column.isText ? "CAST(\(column.name) AS BLOB)" : column.name
        }
        let key = ["org_no"] + self.key
        try database.forEachRow(
            "SELECT \(values.joined(separator: ", ")) FROM \(self.name) ORDER BY \(key.joined(separator: ", "))", []
        ) { row in
            guard isSQLite else { return try body(row.values) }
            var values = row.values
            for (index, column) in self.columns.enumerated() where column.isText {
                guard case .bytes(let bytes) = values[index] else { continue }
                guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
                    throw self.unfit(column.name, values, bytes.contains(0) ? "U+0000" : "bytes that are not UTF-8")
                }
                values[index] = .text(text)
            }
            try body(values)
        }
    }

    private func unfit(_ column: String, _ values: [SQLValue], _ what: String) -> StoreError {
        let place = zip(self.columnNames, values).filter { $0.0 == "org_no" || self.key.contains($0.0) }
            .map { "\($0.0) \($0.1.shown)" }.joined(separator: ", ")
        return StoreError(
            .unavailable,
            "\(column) of \(self.name) has \(what), which PostgreSQL cannot hold, in the row with \(place); "
                + "correct it, then go on with --resume")
    }

    /// All of a small table.
    func contents(_ database: any SQLSession) throws -> [[SQLValue]] {
        var rows: [[SQLValue]] = []
        try self.forEachRow(database) { rows.append($0) }
        return rows
    }

    func count(_ database: any SQLSession) throws -> Int {
        try database.value(Int.self, "SELECT count(*) FROM \(self.name)") ?? 0
    }
}

extension SQLValue {
    /// For people, without what bytes hold.
    var shown: String {
        switch self {
        case .null: "null"
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let text): text
        case .bytes(let bytes): "\(bytes.count) bytes"
        }
    }
}
