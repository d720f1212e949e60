/// A URL whose query was encoded as a whole, `…/authorize%3Fclient_id%3D…` or `…/authorize?client_id%3D…%26scope…`.
enum OverEncodedQuery {
    /// The URL with the query's own marks decoded once, or nil when they stand there as they should.
    static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
        guard !bytes.contains(UInt8(ascii: "=")), bytes.containsOf("client_id%3d") || bytes.containsOf("app_id%3d")
        else { return nil }
        let mark = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.firstIndex(of: UInt8(ascii: "%"))
        guard let mark else { return nil }
        return Array(bytes[..<mark]) + FormDecoding.bytes(bytes[mark...], plusIsSpace: false)
    }
}

extension [UInt8] {
    /// Whether the bytes hold this ASCII text anywhere, letters compared without case; `text` is in lower case.
    fileprivate func containsOf(_ text: StaticString) -> Bool {
        guard self.count >= text.utf8CodeUnitCount else { return false }
        return (0...(self.count - text.utf8CodeUnitCount)).contains { self[$0...].hasASCIIPrefix(text) }
    }
}
