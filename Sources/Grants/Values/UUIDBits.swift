/// The identity of one event or one sensor: a UUID, kept as its 128 bits.
package struct UUIDBits: Hashable, Sendable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads the 36-character form of RFC 9562 §4, upper or lower case.
    package init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == 36 else { return nil }
        let dash = UInt8(ascii: "-")
        guard bytes[8] == dash, bytes[13] == dash, bytes[18] == dash, bytes[23] == dash else { return nil }
        var fault: UInt8 = 0
        func digits(_ range: Range<Int>, after start: UInt64 = 0) -> UInt64 {
            var word = start
            for index in range {
                let nibble = Self.nibbles[Int(bytes[index])]
                fault |= nibble
                word = word << 4 | UInt64(nibble & 0xF)
            }
            return word
        }
        self.high = digits(14..<18, after: digits(9..<13, after: digits(0..<8)))
        self.low = digits(24..<36, after: digits(19..<23))
        guard fault & Self.noDigit == 0 else { return nil }
    }

    private static let noDigit: UInt8 = 0x80
    /// The value of each byte as a hexadecimal digit, or `noDigit`.
    private static let nibbles: [UInt8] = (0...255).map { (byte: Int) in
        switch byte {
        case 48...57: UInt8(byte - 48)
        case 65...70: UInt8(byte - 55)
        case 97...102: UInt8(byte - 87)
        default: noDigit
        }
    }

    package init?(_ text: String) {
        var text = text
        guard let parsed = text.withUTF8({ UUIDBits($0) }) else { return nil }
        self = parsed
    }

    /// Whether version (4) and variant bits are those of a random UUID (RFC 9562 §5.4).
    package var isRandom: Bool {
        (self.high >> 12) & 0xF == 4 && self.low >> 62 == 0b10
    }

    /// The lower-case 36-character form.
    package var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        self.appendText(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the lower-case 36-character form in ASCII.
    package func appendText(to text: inout [UInt8]) {
        for nibble in 0..<32 {
            if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 { text.append(UInt8(ascii: "-")) }
            let word = nibble < 16 ? self.high : self.low
            let digit = UInt8(truncatingIfNeeded: word >> UInt64((15 - nibble % 16) * 4) & 0xF)
            text.append(digit < 10 ? 48 + digit : 87 + digit)
        }
    }
}
