extension Collection<UInt8> {
    /// Two lower-case digits for each byte.
    package var hexadecimal: String {
        String(unsafeUninitializedCapacity: self.count * 2) { text in
            var index = 0
            for byte in self {
                text[index] = Self.digit(byte >> 4)
                text[index + 1] = Self.digit(byte & 0xF)
                index += 2
            }
            return index
        }
    }

    /// The digit of a half byte.
    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
