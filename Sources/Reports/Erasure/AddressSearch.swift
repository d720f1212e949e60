/// Looks for a mail address in a kept report: in every field, however JSON or a URL spells it.
package struct AddressSearch: Sendable {
    private let address: [UInt8]
    /// Bytes before its `@`.
    private let localCount: Int

    /// - Parameter address: `local@domain`; letter case is ignored.
    package init(_ address: String) {
        self.address = Array(address.lowercased().utf8)
        self.localCount = self.address.prefix { $0 != UInt8(ascii: "@") }.count
    }

    /// Whether a kept body names the address.
    ///
    /// A body that can not be inflated counts as naming it: nobody could show that it does not.
    package func isNamed(in body: [UInt8], isGzip: Bool) -> Bool {
        body.withUnsafeBufferPointer { body in
            guard isGzip else { return self.isNamed(in: body) }
            // As much as any setting of the door lets in.
            let inflater = GzipInflater(limit: 64 * 1024 * 1024, padding: 0)
            guard let text = try? inflater.inflate(body) else { return true }
            return self.isNamed(in: UnsafeBufferPointer(text))
        }
    }

    private func isNamed(in text: UnsafeBufferPointer<UInt8>) -> Bool {
        let plain = Array(String(decoding: Self.unescaped(text), as: UTF8.self).lowercased().utf8)
        return plain.withUnsafeBytes { plain in
            plain.indices.contains { at in
                guard plain[at] == UInt8(ascii: "@"), at >= self.localCount else { return false }
                let place = at - self.localCount..<at - self.localCount + self.address.count
                return place.upperBound <= plain.count && plain[place].elementsEqual(self.address)
                    && Self.isWhole(plain, place)
            }
        }
    }

    /// Whether the address is no part of a longer one, as `ana@example.com` is of `joana@example.com.br`.
    private static func isWhole(_ text: UnsafeRawBufferPointer, _ place: Range<Int>) -> Bool {
        func isWord(_ index: Int) -> Bool {
            guard text.indices.contains(index) else { return false }
            switch text[index] {
            case 48...57, 97...122, 0x80...: return true
            default: return false
            }
        }
        func isJoint(_ index: Int, _ joints: String) -> Bool {
            text.indices.contains(index) && joints.utf8.contains(text[index])
        }
        let isContinued =
            isWord(place.upperBound)
            || isJoint(place.upperBound, ".-_") && isWord(place.upperBound + 1)
        return !isContinued && !isWord(place.lowerBound - 1) && !isJoint(place.lowerBound - 1, "._+-")
    }

    // MARK: - Spellings

    /// The text with the escapes of JSON (RFC 8259 §7) and of URLs (RFC 3986 §2.1) resolved.
    private static func unescaped(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var plain: [UInt8] = []
        plain.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "%"):
                if let byte = self.hexadecimal(text, index + 1, digits: 2) {
                    plain.append(UInt8(byte))
                    index += 3
                    continue
                }
            case UInt8(ascii: "\\") where index + 1 < text.count:
                if text[index + 1] == UInt8(ascii: "u"), let unit = self.hexadecimal(text, index + 2, digits: 4) {
                    index += 6
                    plain.append(contentsOf: self.character(unit, text, &index).utf8)
                } else {
                    // `\n` and its like separate words, as a space does; the others stand for themselves.
                    let next = text[index + 1]
                    plain.append("nrtbf".utf8.contains(next) ? UInt8(ascii: " ") : next)
                    index += 2
                }
                continue
            default: break
            }
            plain.append(text[index])
            index += 1
        }
        return plain
    }

    /// The character of a UTF-16 unit; takes the escape of a second one along when the first is half a pair.
    private static func character(
        _ unit: UInt32, _ text: UnsafeBufferPointer<UInt8>, _ index: inout Int
    ) -> String {
        if (0xD800..<0xDC00).contains(unit), index + 1 < text.count, text[index] == UInt8(ascii: "\\"),
            text[index + 1] == UInt8(ascii: "u"), let low = self.hexadecimal(text, index + 2, digits: 4),
            (0xDC00..<0xE000).contains(low)
        {
            index += 6
            return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)).map { String($0) } ?? "\u{FFFD}"
        }
        return Unicode.Scalar(unit).map { String($0) } ?? "\u{FFFD}"
    }

    private static func hexadecimal(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, digits: Int) -> UInt32? {
        guard start + digits <= text.count else { return nil }
        var value: UInt32 = 0
        for byte in text[start..<start + digits] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
