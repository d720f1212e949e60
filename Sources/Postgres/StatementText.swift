import Synchronization

/// A statement in PostgreSQL's spelling: `$1`, `$2` … for each `?`.
enum StatementText {
    /// What was translated before, by any connection.
    private static let known: Mutex<[String: String]> = Mutex([:])
    /// Translations after which the list starts anew: lists with filters make texts without end.
    private static let bound = 1_000

    static func numbered(_ sql: String) -> String {
        if let known = self.known.withLock({ $0[sql] }) { return known }
        let text = self.translated(sql)
        self.known.withLock { known in
            if known.count >= self.bound { known.removeAll() }
            known[sql] = text
        }
        return text
    }

    /// Marks inside quotes, quoted names and comments stay as they are.
    private static func translated(_ sql: String) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(sql.utf8.count + 32)
        var number = 0
        let bytes = Array(sql.utf8)
        var index = 0
        while index < bytes.count {
            let end = self.endOfLiteral(bytes, from: index)
            if end > index {
                out += bytes[index..<end]
                index = end
            } else {
                if bytes[index] == UInt8(ascii: "?") {
                    number += 1
                    out += Array("$\(number)".utf8)
                } else {
                    out.append(bytes[index])
                }
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Where a quoted text or name, or a comment, that begins here ends; `start` when none begins.
    private static func endOfLiteral(_ bytes: [UInt8], from start: Int) -> Int {
        switch bytes[start] {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            // A doubled quote ends one literal and begins the next.
            return (bytes[(start + 1)...].firstIndex(of: bytes[start]) ?? bytes.count - 1) + 1
        case UInt8(ascii: "-") where bytes[start...].starts(with: [UInt8(ascii: "-"), UInt8(ascii: "-")]):
            return (bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count - 1) + 1
        default: return start
        }
    }
}
