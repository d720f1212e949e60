/// Decoding of `application/x-www-form-urlencoded` text.
enum FormDecoding {
    /// Decodes once: `+` is a space, `%XX` a byte, and a malformed `%` stands for itself.
    ///
    /// - Returns: the text; bytes that are not UTF-8 become U+FFFD.
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        return String(unsafeUninitializedCapacity: bytes.count) { buffer in
            var count = 0
            Self.decode(bytes, plusIsSpace: true) { byte in
                buffer.initializeElement(at: count, to: byte)
                count += 1
            }
            return count
        }
    }

    /// Decodes once, keeping whatever bytes come out.
    ///
    /// - Parameter plusIsSpace: false outside of form text, where `+` stands for itself.
    static func bytes(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool = true) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        Self.decode(bytes, plusIsSpace: plusIsSpace) { decoded.append($0) }
        return decoded
    }

    /// Hands out the decoded bytes, never more than there are encoded ones.
    @inline(__always)
    private static func decode(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool, _ emit: (UInt8) -> Void) {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
                let high = bytes[index + 1].hexDigitValue, let low = bytes[index + 2].hexDigitValue
            {
                emit(high << 4 | low)
                index += 3
            } else {
                emit(byte == UInt8(ascii: "+") && plusIsSpace ? 0x20 : byte)
                index += 1
            }
        }
    }
}

extension UInt8 {
    /// 0–15 when the byte is a hexadecimal digit.
    var hexDigitValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension ArraySlice<UInt8> {
    /// Whether the slice begins with ASCII text, letters compared without case; `prefix` is in lower case.
    func hasASCIIPrefix(_ prefix: StaticString) -> Bool {
        guard self.count >= prefix.utf8CodeUnitCount else { return false }
        return prefix.withUTF8Buffer { expected in
            zip(self, expected).allSatisfy { $0.asciiLowercased == $1 }
        }
    }

    /// Whether the slice is this ASCII text, letters compared without case; `text` is in lower case.
    func isASCII(_ text: StaticString) -> Bool {
        self.count == text.utf8CodeUnitCount && self.hasASCIIPrefix(text)
    }

    /// Whether the slice holds this ASCII text anywhere, letters compared exactly.
    func containsASCII(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { expected in
            var index = self.startIndex
            while index + expected.count <= self.endIndex {
                if self[index] == expected[0], self[index..<index + expected.count].elementsEqual(expected) {
                    return true
                }
                index += 1
            }
            return false
        }
    }
}
