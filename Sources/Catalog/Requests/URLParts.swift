/// An absolute http(s) URL cut into its parts, without copying them.
///
/// Cut as browsers do: a backslash ends the authority like a slash, and whatever stands before the
/// last `@` of the authority is user information, not the host.
struct URLParts {
    /// The whole URL.
    let bytes: [UInt8]
    /// Scheme and `//`, as written.
    let scheme: Range<Int>
    /// The authority, as written.
    let authority: Range<Int>
    /// The path; may be empty.
    let path: Range<Int>
    /// The query without `?`; empty when there is none.
    let query: Range<Int>
    /// The fragment without `#`; empty when there is none.
    let fragment: Range<Int>
    /// Lower case, without final dot and default port; another port follows after a colon.
    let host: String

    /// - Throws: what is wrong with the scheme, the host or the port.
    init(_ bytes: [UInt8]) throws(UnreadableURL) {
        let start = try Self.authorityStart(bytes)
        let end = bytes.count
        let authorityEnd =
            bytes[start...].firstIndex { byte in
                byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "?")
                    || byte == UInt8(ascii: "#")
            } ?? end
        let hash = bytes[authorityEnd...].firstIndex(of: UInt8(ascii: "#")) ?? end
        let mark = bytes[authorityEnd..<hash].firstIndex(of: UInt8(ascii: "?")) ?? hash
        self.bytes = bytes
        self.scheme = 0..<start
        self.authority = start..<authorityEnd
        self.path = authorityEnd..<mark
        self.query = min(mark + 1, hash)..<hash
        self.fragment = min(hash + 1, end)..<end
        let isSecure = bytes[4].asciiLowercased == UInt8(ascii: "s")
        self.host = try Self.host(bytes[start..<authorityEnd], defaultPort: isSecure ? 443 : 80)
    }

    /// The path as text, `/` when empty.
    var pathText: String {
        self.path.isEmpty ? "/" : String(decoding: self.bytes[self.path], as: UTF8.self)
    }

    /// Where the authority begins.
    private static func authorityStart(_ bytes: [UInt8]) throws(UnreadableURL) -> Int {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            bytes[0].asciiLowercased >= UInt8(ascii: "a"), bytes[0].asciiLowercased <= UInt8(ascii: "z"),
            bytes[..<colon].allSatisfy(\.isSchemeByte)
        else { throw .notAbsolute }
        let scheme = bytes[..<colon]
        guard
            (scheme.count == 4 && scheme.hasASCIIPrefix("http"))
                || (scheme.count == 5 && scheme.hasASCIIPrefix("https"))
        else {
            // `example.com:8080/x` is a host and a port, not a scheme.
            throw scheme.contains(UInt8(ascii: ".")) ? .notAbsolute : .schemeUnsupported
        }
        let slashes = bytes[(colon + 1)...].prefix { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
        guard slashes.count >= 2 else { throw .notAbsolute }
        return colon + 3
    }

    private static func host(_ authority: ArraySlice<UInt8>, defaultPort: Int) throws(UnreadableURL) -> String {
        var name = authority
        if let at = name.lastIndex(of: UInt8(ascii: "@")) { name = name[(at + 1)...] }
        var port: Int?
        let portSearch: ArraySlice<UInt8>
        if name.first == UInt8(ascii: "[") {
            guard let bracket = name.lastIndex(of: UInt8(ascii: "]")) else { throw .hostInvalid }
            portSearch = name[bracket...]
        } else {
            portSearch = name
        }
        if let colon = portSearch.lastIndex(of: UInt8(ascii: ":")) {
            port = try Self.port(name[(colon + 1)...])
            name = name[..<colon]
        }
        if name.last == UInt8(ascii: ".") { name = name.dropLast() }
        guard !name.isEmpty else { throw .noHost }
        guard name.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw .hostInvalid }
        let text = String(decoding: name.map(\.asciiLowercased), as: UTF8.self)
        guard let port, port != defaultPort else { return text }
        return "\(text):\(port)"
    }

    /// A port number, or nil when there is only the colon.
    private static func port(_ digits: ArraySlice<UInt8>) throws(UnreadableURL) -> Int? {
        guard !digits.isEmpty else { return nil }
        guard digits.count <= 5, digits.allSatisfy(\.isASCIIDigit) else { throw .portInvalid }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        guard number <= 65_535 else { throw .portInvalid }
        return number
    }
}

extension UInt8 {
    /// Whether the byte may stand in a URL scheme (RFC 3986 section 3.1).
    fileprivate var isSchemeByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
