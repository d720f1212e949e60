/// The bytes of a URL as a browser would take them, with the marks of copying removed.
///
/// Links are seen in pages, code and JSON before a browser opens them. White space around the URL and
/// tabs and line ends in it go (as in the WHATWG URL standard); spaces inside stay, because hand-made
/// links separate scopes with them. So do quotation marks and angle brackets around it. JSON's `\/`, `\u0026` and
/// JavaScript's `\x26`, a shell's or Markdown's backslash before punctuation, and HTML's `&#38;` become the
/// characters they stand for; `&amp;` is left to the query parser.
enum CleanedURL {
    /// - Throws: `empty` or `tooLong`.
    static func bytes(of url: String) throws(UnreadableURL) -> [UInt8] {
        guard url.utf8.count <= AuthorizationRequestReader.maximumBytes else { throw .tooLong }
        var bytes = Array(url.utf8)
        Self.trim(&bytes)
        if let first = bytes.first, bytes.count > 1, let closing = Self.closing(first), bytes.last == closing {
            bytes.removeFirst()
            bytes.removeLast()
            Self.trim(&bytes)
        }
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "#") })
        else {
            return bytes
        }
        return Self.unescaped(bytes)
    }

    private static func trim(_ bytes: inout [UInt8]) {
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        if let first = bytes.first, first <= 0x20 {
            bytes.removeFirst(bytes.prefix { $0 <= 0x20 }.count)
        }
    }

    /// The mark that ends a quotation which begins with `mark`.
    private static func closing(_ mark: UInt8) -> UInt8? {
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): mark
        case UInt8(ascii: "<"): UInt8(ascii: ">")
        default: nil
        }
    }

    private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
        var cleaned: [UInt8] = []
        cleaned.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                index += 1
            case UInt8(ascii: "\\"):
                let (byte, length) = Self.backslash(bytes[index...])
                cleaned.append(byte)
                index += length
            case UInt8(ascii: "&"):
                cleaned.append(UInt8(ascii: "&"))
                index += Self.ampersandLength(bytes[index...])
            case let byte:
                cleaned.append(byte)
                index += 1
            }
        }
        return cleaned
    }

    /// The byte that an escape stands for, and the escape's length; a backslash that escapes nothing is itself.
    private static func backslash(_ rest: ArraySlice<UInt8>) -> (byte: UInt8, length: Int) {
        let digits = rest.dropFirst(2)
        guard let next = rest.dropFirst().first else { return (UInt8(ascii: "\\"), 1) }
        switch next {
        case UInt8(ascii: "u") where digits.hasASCIIPrefix("00"):
            return Self.escaped(digits.dropFirst(2), length: 6)
        case UInt8(ascii: "x"):
            return Self.escaped(digits, length: 4)
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "="), UInt8(ascii: "&"), UInt8(ascii: "_"):
            return (next, 2)
        default:
            return (UInt8(ascii: "\\"), 1)
        }
    }

    /// Two hexadecimal digits as a printable ASCII byte.
    private static func escaped(_ digits: ArraySlice<UInt8>, length: Int) -> (byte: UInt8, length: Int) {
        guard let high = digits.first?.hexDigitValue, let low = digits.dropFirst().first?.hexDigitValue,
            case let byte = high << 4 | low, byte > 0x20, byte < 0x7F
        else { return (UInt8(ascii: "\\"), 1) }
        return (byte, length)
    }

    /// The length of an ampersand, perhaps written as HTML's numeric reference `&#38;`, `&#038;` or `&#x26;`.
    private static func ampersandLength(_ rest: ArraySlice<UInt8>) -> Int {
        guard rest.hasASCIIPrefix("&#") else { return 1 }
        var number = rest.dropFirst(2).prefix(Self.longestReference)
        guard let end = number.firstIndex(of: UInt8(ascii: ";")) else { return 1 }
        number = number[..<end]
        let isHex = number.first?.asciiLowercased == UInt8(ascii: "x")
        if isHex { number = number.dropFirst() }
        while number.count > 2, number.first == UInt8(ascii: "0") { number = number.dropFirst() }
        return number.isASCII(isHex ? "26" : "38") ? end + 1 - rest.startIndex : 1
    }

    /// Digits of a numeric reference looked at.
    private static let longestReference = 8
}
