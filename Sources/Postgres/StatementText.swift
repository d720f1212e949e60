import Synchronization

/// A statement in PostgreSQL's spelling: `$1`, `$2` … for each `?`.
package enum StatementText {
    /// What was translated before, by any connection.
    private static let known: Mutex<[String: String]> = Mutex([:])
    /// Translations after which the list starts anew: lists with filters make texts without end.
    private static let bound = 1_000

    package static func numbered(_ sql: String) -> String {
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
        let scanner = StatementScanner(bytes: Array(sql.utf8))
        var out: [UInt8] = []
        out.reserveCapacity(scanner.bytes.count + 32)
        var number = 0
        var index = 0
        while index < scanner.bytes.count {
            let end = scanner.endOfPart(from: index)
            if end > index {
                out += scanner.bytes[index..<end]
                index = end
            } else {
                if scanner.bytes[index] == UInt8(ascii: "?") {
                    number += 1
                    out += Array("$\(number)".utf8)
                } else {
                    out.append(scanner.bytes[index])
                }
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
