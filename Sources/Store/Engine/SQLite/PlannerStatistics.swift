import Foundation
import GRDB

/// What SQLite's query planner is told of the tables: a large organisation's numbers, the same on every machine.
///
/// Every key begins with the organisation, of which there is one. Without statistics the planner takes ten rows for what
/// shares a first column (sqlite.org/fileformat2.html, section 2.6.3), and prefers the primary key of the whole table to
/// an index that leads to a few rows: the progress of 1,250 jobs among 10,000 cost 2 s that way, and 5 ms costs it now.
/// Statistics by `ANALYZE` would tell of the moment at which it ran, which for a new database is that of empty tables.
enum PlannerStatistics {
    private static let rows = 1_000_000
    /// Rows of an index over a part of the table.
    private static let rowsInPart = 10_000
    /// Rows that agree in all columns of an index that allows it.
    private static let repeats = 20

    /// Writes them where they are missing or those of another version.
    static func write(_ database: Database) throws {
        let wanted = Set(try self.indices(database).map(\.line))
        if try database.tableExists("sqlite_stat1") {
            let kept = try Row.fetchAll(database, sql: "SELECT tbl, idx, stat FROM sqlite_stat1")
            guard wanted != Set(kept.map { Line(table: $0[0], index: $0[1], statistics: $0[2]) }) else { return }
            try database.execute(sql: "DELETE FROM sqlite_stat1")
        } else {
            // Makes the table.
            try database.execute(sql: "ANALYZE sqlite_schema")
        }
        for line in wanted {
            try database.execute(
                sql: "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)",
                arguments: [line.table, line.index, line.statistics])
        }
        // Reads them.
        try database.execute(sql: "ANALYZE sqlite_schema")
    }

    private struct Line: Hashable {
        var table: String
        /// `nil` for a table without an index.
        var index: String?
        var statistics: String
    }

    private struct Index {
        var table: String
        var name: String
        var columns: Int
        var isUnique: Bool
        var isPartial: Bool
        var isPrimaryKeyOfTable: Bool

        var line: Line {
            let rows = self.isPartial ? PlannerStatistics.rowsInPart : PlannerStatistics.rows
            let last = Double(self.isUnique ? 1 : PlannerStatistics.repeats)
            let step = self.columns < 2 ? 1 : 1 / Double(self.columns - 1)
            // From all rows for the organisation down to those that agree in every column, by equal factors.
            let shares = (0..<self.columns).map { place in
                Int((Double(rows) * pow(last / Double(rows), Double(place) * step)).rounded(.up))
            }
            return Line(
                table: self.table, index: self.isPrimaryKeyOfTable ? self.table : self.name,
                statistics: ([rows] + shares).map(String.init).joined(separator: " "))
        }
    }

    private static func indices(_ database: Database) throws -> [Index] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT t.name, i.name, (SELECT count(*) FROM pragma_index_info(i.name)), i."unique", i.partial,
                    i.origin = 'pk' AND t.wr
                FROM pragma_table_list t JOIN pragma_index_list(t.name) i
                WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY 1, 2
                """
        ).map {
            Index(
                table: $0[0], name: $0[1], columns: $0[2], isUnique: $0[3], isPartial: $0[4],
                isPrimaryKeyOfTable: $0[5])
        }
    }
}
