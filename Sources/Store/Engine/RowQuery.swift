import SQL

/// A look-up of rows by many keys, in each engine's own form; see `RowStatement`.
struct RowQuery: Sendable {
    private let key: [RowColumn]
    private let sqlite: String
    private let postgres: String

    /// - Parameters:
    ///   - key: columns of the table that the keys are held against, in their order.
    ///   - columns: what is read of a row.
    ///   - condition: on further columns of the table.
    init(_ table: String, by key: [RowColumn], columns: [String], where condition: String? = nil) {
        self.key = key
        let equal = key.map { "\($0.name) = ?" }.joined(separator: " AND ")
        let more = condition.map { " AND \($0)" } ?? ""
        self.sqlite = "SELECT \(columns.joined(separator: ", ")) FROM \(table) WHERE \(equal)\(more)"
        let read = columns.map { "t.\($0)" } + ["r.place"]
        self.postgres = """
            SELECT \(read.joined(separator: ", ")) FROM \(key.source("r", isNumbered: true))
            JOIN \(table) t ON \(key.joined("t", "r"))\(more)
            """
    }

    /// - Parameters:
    ///   - key: names of a key's values.
    ///   - value: makes the one expression that is read for each key, from what names a value of it.
    init(for key: [RowColumn], reading value: ((String) -> String) -> String) {
        self.key = key
        let places = Dictionary(uniqueKeysWithValues: zip(key.map(\.name), 1...))
        self.sqlite = "SELECT \(value { "?\(places[$0] ?? 0)" })"
        self.postgres = "SELECT \(value { "r.\($0)" }), r.place FROM \(key.source("r", isNumbered: true))"
    }

    /// The rows of each key. On PostgreSQL a row has one column more, behind those that were asked for.
    func rows(for keys: [[SQLValue]], _ database: any SQLSession) throws -> [[SQLRow]] {
        switch database.dialect {
        case .sqlite: return try database.rowsMany(self.sqlite, keys)
        case .postgres:
            var found: [[SQLRow]] = []
            for portion in RowPortions(keys) {
                var rows = [[SQLRow]](repeating: [], count: portion.count)
                for row in try database.rowsMany(self.postgres, [try self.key.arrays(of: portion)])[0] {
                    let place: Int = row["place"]
                    rows[place - 1].append(row)
                }
                found += rows
            }
            return found
        }
    }
}
