import APIModel
import Store

/// Reads a list of the service and prints it: a page of it for a person, all of it for a program.
struct ListPrinter<Row: Codable & Sendable> {
    let path: String
    let table: Table<Row>

    /// Rows for a person who set no limit.
    private static var page: Int { 50 }

    /// - Parameters:
    ///   - named: the command's own filters.
    ///   - seeing: called with the rows that are shown.
    func run(
        _ options: ListOptions, _ named: [(String, String?)] = [], by connection: ConnectionOptions,
        seeing: ([Row]) -> Void = { _ in }
    ) async throws {
        let client = try connection.client()
        let isWhole = options.json || !Output.wantsTable
        var kept: [Row] = []
        let hasMore = try await client.list(
            Row.self, self.path, options.query(named), limit: options.limit ?? (isWhole ? nil : Self.page)
        ) { rows in
            seeing(rows)
            // A table's widths depend on all of its rows, and JSON is one array.
            if options.json || Output.wantsTable { kept += rows } else { self.table.print(rows) }
        }
        if options.json {
            try Output.json(kept)
        } else if Output.wantsTable {
            self.table.print(kept)
            guard hasMore, options.limit == nil else { return }
            Output.note("There is more: --limit \(2 * Self.page) shows more rows; a pipe or --json has them all.")
        }
    }
}

extension ListOffer {
    /// The part of a command's help that names filters and orders.
    var help: String {
        let width = self.filters.map(\.name.count).max() ?? 0
        let filters = self.filters.map { name, expected in
            "  \(name)\(String(repeating: " ", count: width - name.count))  \(expected)"
        }
        return """
            Filters, as --filter NAME=VALUE[,VALUE]:
            \(filters.joined(separator: "\n"))

            Orders, as --sort NAME or --sort=-NAME: \(self.sorts.joined(separator: ", ")); by default \(self.defaultSort).
            """
    }
}
