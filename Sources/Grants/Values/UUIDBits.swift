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
        var words: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for (index, byte) in bytes.enumerated() {
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            let value: UInt8
            switch byte {
            case 48...57: value = byte - 48
            case 97...102: value = byte - 87
            case 65...70: value = byte - 55
            default: return nil
            }
            if digits < 16 {
                words.0 = words.0 << 4 | UInt64(value)
            } else {
                words.1 = words.1 << 4 | UInt64(value)
            }
            digits += 1
        }
        self.init(high: words.0, low: words.1)
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
