import SQL

/// A statement that changes the tables by many rows, in each engine's own form.
///
/// SQLite steps one prepared statement through the rows. PostgreSQL takes them all in one statement, since a pipeline of
/// statements costs it several times as much a row (decision 0038).
struct RowStatement: Sendable {
    /// What a row's values are, in their order.
    let columns: [RowColumn]
    /// For one row; `?1` is a row's first value.
    let sqlite: String
    /// For all rows.
    let postgres: String
    /// Places of the values that PostgreSQL returns of each row that changed something, if it does.
    private let told: [Int]

    /// - Parameters:
    ///   - told: names of columns that tell a row from all others, which PostgreSQL's statement returns in this order.
    ///   - postgres: makes the statement from what gives all rows under the name `r`, as `FROM` takes it.
    init(_ columns: [RowColumn], telling told: [String] = [], sqlite: String, postgres: (String) -> String) {
        self.columns = columns
        self.sqlite = sqlite
        self.postgres = postgres(columns.source("r"))
        self.told = told.compactMap { name in columns.firstIndex { $0.name == name } }
    }

    /// Runs it for the rows, in order.
    func run(_ rows: [[SQLValue]], _ database: any SQLSession) throws {
        switch database.dialect {
        case .sqlite: try database.executeMany(self.sqlite, rows)
        case .postgres:
            for portion in RowPortions(rows) {
                try database.execute(self.postgres, try self.columns.arrays(of: portion))
            }
        }
    }

    /// Runs it for the rows, in order, where it tells what it changed.
    ///
    /// - Returns: for each row whether it changed anything; of equal rows the first one does.
    func changes(_ rows: [[SQLValue]], _ database: any SQLSession) throws -> [Bool] {
        switch database.dialect {
        case .sqlite: return try database.executeMany(self.sqlite, rows).map { $0 == 1 }
        case .postgres:
            var isChanged: [Bool] = []
            for portion in RowPortions(rows) {
                // All in one result, where `rows` would make one of each row.
                let rows = try database.rowsMany(self.postgres, [try self.columns.arrays(of: portion)])[0]
                guard rows.count < portion.count else {
                    isChanged += repeatElement(true, count: portion.count)
                    continue
                }
                var changed = Set(rows.map(\.values))
                isChanged += portion.map { row in changed.remove(self.told.map { row[$0] }) != nil }
            }
            return isChanged
        }
    }
}

extension RowStatement {
    /// Adds rows.
    ///
    /// - Parameters:
    ///   - otherwise: an `ON CONFLICT` clause for both engines.
    ///   - told: see `changes`.
    static func insert(
        into table: String, _ columns: [RowColumn], otherwise: String = "", telling told: [String] = []
    ) -> RowStatement {
        let names = columns.map(\.name).joined(separator: ", ")
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        let returning = told.isEmpty ? "" : "RETURNING \(told.joined(separator: ", "))"
        return RowStatement(
            columns, telling: told, sqlite: "INSERT INTO \(table) (\(names)) VALUES (\(marks)) \(otherwise)"
        ) { rows in
            "INSERT INTO \(table) (\(names)) SELECT * FROM \(rows) \(otherwise) \(returning)"
        }
    }

    /// Sets columns of the rows with these keys; no key may stand twice among them.
    static func update(_ table: String, key: [RowColumn], set values: [RowColumn]) -> RowStatement {
        func list(_ columns: [RowColumn], from first: Int) -> [String] {
            columns.enumerated().map { "\($1.name) = ?\($0 + first)" }
        }
        let sets = list(values, from: key.count + 1).joined(separator: ", ")
        let keys = list(key, from: 1).joined(separator: " AND ")
        return RowStatement(key + values, sqlite: "UPDATE \(table) SET \(sets) WHERE \(keys)") { rows in
            """
            UPDATE \(table) t SET \(values.map { "\($0.name) = r.\($0.name)" }.joined(separator: ", "))
            FROM \(rows) WHERE \(key.joined("t", "r"))
            """
        }
    }
}

extension [RowColumn] {
    /// The condition that two rows have the same values here.
    func joined(_ one: String, _ other: String) -> String {
        self.map { "\(one).\($0.name) = \(other).\($0.name)" }.joined(separator: " AND ")
    }
}
