import Foundation
import SQL

/// The one form by which texts are compared when letter case does not count.
///
/// Lower case by Unicode's default mapping, which knows no locale, then composed (NFC).
enum TextFold {
    static func fold(_ text: String) -> String {
        let lower = text.lowercased()
        return lower.utf8.allSatisfy { $0 < 0x80 } ? lower : lower.precomposedStringWithCanonicalMapping
    }

    /// A function that every SQLite connection has.
    static let functionName = "gnomon_fold"

    /// SQL for a column's folded text, as far as the folded `value` needs it: letters of ASCII are found by the
    /// faster built-in function, as no other letter but the Kelvin sign folds to one of them.
    static func column(_ column: String, for value: String, _ dialect: SQLDialect) -> String {
        if value.utf8.allSatisfy({ $0 < 0x80 }) { return "lower(\(column))" }
        switch dialect {
        case .sqlite: return "\(self.functionName)(\(column))"
        case .postgres: return "normalize(lower(\(column) COLLATE \"und-x-icu\"), NFC)"
        }
    }
}
