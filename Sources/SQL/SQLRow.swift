/// The names of a statement's columns, shared by its rows.
package final class SQLColumns: Sendable {
    package let names: [String]
    private let indexes: [String: Int]

    package init(_ names: [String]) {
        self.names = names
        self.indexes = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    }

    package func index(of name: String) -> Int? { self.indexes[name] }
}

/// One row. Reading a column that the statement has not, or as another kind than it is, is a fault of the program.
package struct SQLRow: Sendable {
    package let columns: SQLColumns
    package let values: [SQLValue]

    package init(_ columns: SQLColumns, _ values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    package subscript<Value: SQLDecodable>(_ index: Int) -> Value {
        guard let value = Value(sqlValue: self.values[index]) else {
            preconditionFailure("column \(self.columns.names[index]) is \(self.values[index].kind), not \(Value.self)")
        }
        return value
    }

    package subscript<Value: SQLDecodable>(_ name: String) -> Value {
        guard let index = self.columns.index(of: name) else { preconditionFailure("no column \(name)") }
        return self[index]
    }
}
