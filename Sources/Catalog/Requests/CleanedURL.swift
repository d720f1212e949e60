/// The bytes of a URL as a browser would take them, with the marks of copying removed.
///
/// Links are seen in pages, code and JSON before a browser opens them. White space around the URL and
/// tabs and line ends in it go (as in the WHATWG URL standard); spaces inside stay, because hand-made
/// links separate scopes with them. JSON's `\/` and `\u0026` and HTML's `&#38;` become the characters
/// they stand for; `&amp;` is left to the query parser.
enum CleanedURL {
    /// - Throws: `empty` or `tooLong`.
    static func bytes(of url: String) throws(UnreadableURL) -> [UInt8] {
        guard url.utf8.count <= AuthorizationRequestReader.maximumBytes else { throw .tooLong }
        var bytes = Array(url.utf8)
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        if let first = bytes.first, first <= 0x20 {
            bytes.removeFirst(bytes.prefix { $0 <= 0x20 }.count)
        }
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "#") })
        else {
            return bytes
        }
        return Self.unescaped(bytes)
    }

    private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
        var cleaned: [UInt8] = []
        cleaned.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let rest = bytes[index...]
            switch bytes[index] {
            case UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                index += 1
            case UInt8(ascii: "\\") where rest.hasASCIIPrefix("\\/"):
                index += 1
            case UInt8(ascii: "\\") where rest.hasASCIIPrefix("\\u0026"):
                cleaned.append(UInt8(ascii: "&"))
                index += 6
            case UInt8(ascii: "\\") where rest.hasASCIIPrefix("\\u003d"):
                cleaned.append(UInt8(ascii: "="))
                index += 6
            case UInt8(ascii: "&") where rest.hasASCIIPrefix("&#38;") || rest.hasASCIIPrefix("&#x26;"):
                cleaned.append(UInt8(ascii: "&"))
                index += rest.hasASCIIPrefix("&#38;") ? 5 : 6
            case let byte:
                cleaned.append(byte)
                index += 1
            }
        }
        return cleaned
    }
}
