package import SQL

/// Rows as lines of text, as `COPY … FROM STDIN` takes them (PostgreSQL manual, "COPY", text format).
package enum CopyText {
    /// Appends one row with its end of line.
    ///
    /// - Throws: `SQLError` of kind `other` for a text with a NUL, which PostgreSQL does not store.
    package static func append(_ row: some Sequence<SQLValue>, to text: inout [UInt8]) throws {
        var isFirst = true
        for value in row {
            if !isFirst { text.append(UInt8(ascii: "\t")) }
            isFirst = false
            switch value {
            case .null: text.append(contentsOf: "\\N".utf8)
            case .integer(let number): text.append(contentsOf: String(number).utf8)
            case .real(let number): text.append(contentsOf: "\(number)".utf8)
            case .text(let value): try self.append(escaping: value, to: &text)
            case .bytes(let bytes): self.append(hexadecimal: bytes, to: &text)
            }
        }
        text.append(UInt8(ascii: "\n"))
    }

    private static func append(escaping value: String, to text: inout [UInt8]) throws {
        for byte in value.utf8 {
            switch byte {
            case 0: throw SQLError(.other, "a text contains a NUL, which PostgreSQL does not store")
            case UInt8(ascii: "\\"): text.append(contentsOf: "\\\\".utf8)
            case UInt8(ascii: "\t"): text.append(contentsOf: "\\t".utf8)
            case UInt8(ascii: "\n"): text.append(contentsOf: "\\n".utf8)
            case UInt8(ascii: "\r"): text.append(contentsOf: "\\r".utf8)
            default: text.append(byte)
            }
        }
    }

    private static func append(hexadecimal bytes: [UInt8], to text: inout [UInt8]) {
        text.append(contentsOf: "\\\\x".utf8)
        for byte in bytes {
            text.append(self.digit(byte >> 4))
            text.append(self.digit(byte & 15))
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }
}
