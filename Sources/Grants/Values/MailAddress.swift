/// A mail address, or only its domain where the person must stay unnamed.
package struct MailAddress: Hashable, Sendable {
    /// Lower case; empty when only the domain is known.
    package let local: String
    /// Lower case, without a trailing dot.
    package let domain: String

    /// Reads `local@domain` or `@domain`, at most 254 code points, without spaces or a second `@`.
    package init?(_ text: String) {
        guard text.unicodeScalars.count <= 254, let at = text.lastIndex(of: "@") else { return nil }
        let local = text[..<at]
        let domain = text[text.index(after: at)...]
        guard !domain.isEmpty, !local.contains("@"),
            domain.utf8.allSatisfy({ Self.isHostByte($0) }), domain.first != ".", domain.last != ".",
            local.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { return nil }
        self.local = local.lowercased()
        self.domain = domain.lowercased()
    }

    private init(domain: String) {
        self.local = ""
        self.domain = domain
    }

    package var domainOnly: MailAddress { MailAddress(domain: self.domain) }
    package var isDomainOnly: Bool { self.local.isEmpty }
    package var text: String { "\(self.local)@\(self.domain)" }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }
}
