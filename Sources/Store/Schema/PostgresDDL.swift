import Foundation

/// Turns our SQLite table definitions into PostgreSQL's: the same tables, with PostgreSQL's names of types.
///
/// Texts compare byte by byte on both engines (`COLLATE "C"` is SQLite's `BINARY`), so that lists sort alike.
enum PostgresDDL {
    private static let replacements = [
        (" STRICT, WITHOUT ROWID;", ";"), (" STRICT;", ";"), ("INTEGER", "BIGINT"), ("BLOB", "BYTEA"),
        ("REAL", "DOUBLE PRECISION"), (" TEXT", " TEXT COLLATE \"C\""),
    ]

    static func translated(_ sql: String) -> String {
        self.replacements.reduce(sql) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }
}
