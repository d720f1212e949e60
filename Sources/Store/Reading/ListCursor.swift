import Foundation
import SQL

/// The place in a sorted list behind a page's last row, opaque to its holder.
struct ListCursor {
    let value: SQLValue
    let identity: Int64

    /// Reads a cursor made for the same order.
    init(_ text: String, sort: String, kind: ListSpecification.SortKind) throws {
        let padded = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let data = Data(base64Encoded: padded + String(repeating: "=", count: (4 - padded.count % 4) % 4))
        guard text.utf8.count <= 2048, let data,
            let parts = try? JSONDecoder().decode([String].self, from: data), parts.count == 3, parts[0] == sort,
            let identity = Int64(parts[2])
        else { throw ListRefusal.badCursor }
        switch kind {
        case .text: self.value = .text(parts[1])
        case .number:
            guard let number = Int64(parts[1]) else { throw ListRefusal.badCursor }
            self.value = .integer(number)
        }
        self.identity = identity
    }

    static func text(sort: String, _ row: SQLRow) -> String {
        let identity: Int64 = row["list_id"]
        let value =
            switch row["list_key"] as SQLValue {
            case .text(let text): text
            case .integer(let number): String(number)
            case .null, .real, .bytes: ""
            }
        let data = (try? JSONEncoder().encode([sort, value, String(identity)])) ?? Data()
        return data.base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}
