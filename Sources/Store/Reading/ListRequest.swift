/// A page of a list: which rows, in which order, from where.
package struct ListRequest: Sendable, Equatable {
    /// Filter name → accepted values; names AND, values of one name OR.
    package var filters: [String: [String]]
    /// A sort name, with a leading `-` for descending; `nil` for the list's own order.
    package var sort: String?
    /// 1 to 500.
    package var limit: Int
    package var cursor: String?

    package init(filters: [String: [String]] = [:], sort: String? = nil, limit: Int = 50, cursor: String? = nil) {
        self.filters = filters
        self.sort = sort
        self.limit = limit
        self.cursor = cursor
    }
}

/// Why a list could not be read as asked.
package enum ListRefusal: Error, Equatable, Sendable {
    case unknownFilter(String, known: [String])
    case unknownSort(String, known: [String])
    /// A value that the filter does not take; `expected` says in words what it takes.
    case badValue(filter: String, expected: String)
    case badCursor
    case badLimit
}

/// One page of rows.
package struct ListPage<Row: Sendable>: Sendable {
    package var rows: [Row]
    /// Where the next page begins; `nil` on the last.
    package var nextCursor: String?

    package func map<Other: Sendable>(_ transform: (Row) throws -> Other) rethrows -> ListPage<Other> {
        ListPage<Other>(rows: try self.rows.map(transform), nextCursor: self.nextCursor)
    }
}
