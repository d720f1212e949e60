/// One table of the schema: its columns, its key, and the rows of other tables that its rows name.
struct StoredTable: Sendable, Equatable {
    struct Column: Sendable, Equatable {
        let name: String
        let isText: Bool
    }

    /// A column that holds the number of a row of another table of the same organisation, or null.
    struct Reference: Sendable, Hashable {
        let column: String
        let table: String
        /// The column of `table` where the number stands.
        let number: String
    }

    let name: String
    /// In the table's order.
    let columns: [Column]
    /// The primary key after the organisation.
    let key: [String]
    /// The schema's foreign keys, and those that it leaves out for speed.
    let references: [Reference]

    var columnNames: [String] { self.columns.map(\.name) }

    /// The statement that adds a row.
    var insertion: String {
        let marks = self.columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT INTO \(self.name) (\(self.columnNames.joined(separator: ", "))) VALUES (\(marks))"
    }

    /// Whether a column speaks of processes at work now; a copy leaves it empty.
    func isPassing(_ column: String) -> Bool { Self.passingColumns.contains("\(self.name).\(column)") }
}

extension StoredTable {
    /// What a store holds, as the schema's steps say: each table after those that it refers to.
    static let all: [StoredTable] = {
        do {
            let tables = try SchemaReader.tables()
            return StoredTable.inOrder(tables.filter { !StoredTable.passingTables.contains($0.name) })
        } catch {
            fatalError("the schema's steps do not fit each other: \(error)")
        }
    }()

    /// Tables about processes at work now, which are nobody's history.
    static let passingTables: Set = ["writers", "duties", "copies"]

    private static let passingColumns: Set = ["inbox.writer_no"]

    /// References that have no foreign key, by table.
    static let unwritten: [String: [Reference]] = [
        "clients": [Reference(column: "moved_to", table: "clients", number: "client_no")],
        "event_keys": [Reference(column: "install_no", table: "installs", number: "install_no")],
        "scope_sets": [Reference(column: "resource_no", table: "apps", number: "app_no")],
    ]

    private static func inOrder(_ tables: [StoredTable]) -> [StoredTable] {
        var ordered: [StoredTable] = []
        var left = tables
        while !left.isEmpty {
            let ready = left.firstIndex { table in
                table.references.allSatisfy { reference in
                    reference.table == table.name || !left.contains { $0.name == reference.table }
                }
            }
            guard let ready else { fatalError("tables refer to each other: \(left.map(\.name))") }
            ordered.append(left.remove(at: ready))
        }
        return ordered
    }
}
