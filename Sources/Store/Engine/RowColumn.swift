import Postgres
import SQL

/// A column of the rows that a `RowStatement` or a `RowQuery` runs for.
struct RowColumn: Sendable {
    let name: String
    let element: PostgresArray.Element

    static func integer(_ name: String) -> RowColumn { RowColumn(name: name, element: .integer) }
    static func text(_ name: String) -> RowColumn { RowColumn(name: name, element: .text) }
    static func bytes(_ name: String) -> RowColumn { RowColumn(name: name, element: .bytes) }

    /// The organisation, which stands first in every key.
    static let organisation = RowColumn.integer("org_no")
}

extension [RowColumn] {
    /// PostgreSQL's table of the rows, made of one array a column.
    ///
    /// - Parameter name: by which the statement calls a row.
    func source(_ name: String, isNumbered: Bool = false) -> String {
        let arrays = self.map { "CAST(? AS \($0.element.arrayType))" }.joined(separator: ", ")
        let names = (self.map(\.name) + (isNumbered ? ["place"] : [])).joined(separator: ", ")
        return "unnest(\(arrays))\(isNumbered ? " WITH ORDINALITY" : "") AS \(name) (\(names))"
    }

    /// The arguments of `source`.
    func arrays(of rows: ArraySlice<[SQLValue]>) throws -> [SQLValue] {
        try self.enumerated().map { index, column in
            .bytes(try PostgresArray.encoded(rows, column: index, of: column.element))
        }
    }
}

/// The rows of one statement at PostgreSQL: as many as a message of some megabytes holds, so that neither side's memory
/// grows with the work.
struct RowPortions: Sequence, IteratorProtocol {
    private static let mostRows = 10_000
    private static let mostBytes = 8 << 20

    private let rows: [[SQLValue]]
    private var start = 0

    init(_ rows: [[SQLValue]]) { self.rows = rows }

    mutating func next() -> ArraySlice<[SQLValue]>? {
        guard self.start < self.rows.count else { return nil }
        var (end, bytes) = (self.start, 0)
        repeat {
            bytes += self.rows[end].reduce(0) { $0 + $1.size }
            end += 1
        } while end < self.rows.count && end - self.start < Self.mostRows && bytes < Self.mostBytes
        defer { self.start = end }
        return self.rows[self.start..<end]
    }
}

extension SQLValue {
    /// Bytes that it takes on the way, about.
    fileprivate var size: Int {
        switch self {
        case .null, .integer, .real: 8
        case .text(let text): text.utf8.count
        case .bytes(let bytes): bytes.count
        }
    }
}
