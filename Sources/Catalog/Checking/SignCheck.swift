/// Whether a sign by which an app would be recognised may stand in the catalogue.
enum SignCheck {
    static func faults(of kind: KnownApp.Kind, _ value: String) -> [(code: CatalogFault.Code, detail: String)] {
        switch kind {
        case .domain, .metadataHost: return HostCheck.fault(of: value).map { [$0] } ?? []
        case .redirectHost:
            if self.isAnybodys(value) { return [] }
            let slash = value.firstIndex(of: "/") ?? value.endIndex
            let host = value[..<slash].hasPrefix("*.") ? value[..<slash].dropFirst(2) : value[..<slash]
            return HostCheck.fault(of: String(host)).map { [$0] } ?? []
        case .customScheme:
            return self.isScheme(value) ? [] : [(.badValue, "the scheme is no scheme in small letters without a colon")]
        case .clientID:
            return value.utf8.contains(0x20) || value.contains("*")
                ? [(.badValue, "a client id is whole and has no blank and no *")] : []
        case .name:
            return value.utf8.allSatisfy({ $0 == 0x2A || $0 == 0x20 }) ? [(.tooBroad, "every name would fit")] : []
        }
    }

    /// A callback that tells a product and that any client could choose: the path of a product that people host
    /// themselves, two parts at least, or the port that a program opens on its own machine.
    static func isAnybodys(_ value: String) -> Bool {
        if value.hasPrefix("localhost:") {
            let port = value.dropFirst(10).prefix { $0 != "/" }
            return UInt16(port).map { $0 > 0 } ?? false
        }
        return value.hasPrefix("*/") && value.split(separator: "/").count >= 3 && !value.dropFirst().contains("*")
    }

    /// RFC 3986 section 3.1, and none that every web page has.
    private static func isScheme(_ text: String) -> Bool {
        guard let first = text.utf8.first, (97...122).contains(first),
            !["http", "https", "urn", "file", "data", "javascript", "about"].contains(text)
        else { return false }
        return text.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || [0x2B, 0x2D, 0x2E].contains($0)
        }
    }
}
