/// A host name in the one spelling that tables are keyed by.
package struct HostName: Sendable, Hashable {
    /// Lower-case ASCII, without port, final dot, or empty labels.
    package let text: String

    /// Normalizes a host as an event or a URL writes it.
    ///
    /// Names with a byte outside ASCII are refused rather than folded: Swift compares strings by
    /// canonical equivalence, so `K` (KELVIN SIGN) would equal `K` and a look-alike would match.
    /// Names with a port that is not a default one (80, 443) are refused too.
    ///
    /// - Parameter host: a host, perhaps with a port and a final dot, at most 260 bytes.
    /// - Returns: nil when the host cannot be an entry of a table.
    package init?(_ host: String) {
        guard host.utf8.count <= Self.maximumBytes else { return nil }
        var bytes = Array(host.utf8)[...]
        if let colon = bytes.lastIndex(of: UInt8(ascii: ":")) {
            let port = bytes[(colon + 1)...]
            guard port.elementsEqual("443".utf8) || port.elementsEqual("80".utf8) else { return nil }
            bytes = bytes[..<colon]
        }
        if bytes.last == UInt8(ascii: ".") { bytes = bytes.dropLast() }
        guard !bytes.isEmpty, bytes.first != UInt8(ascii: ".") else { return nil }
        var hasUpperCase = false
        var previous: UInt8 = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                hasUpperCase = true
            case UInt8(ascii: "."):
                if previous == byte { return nil }
            case 0...0x20, 0x7F..., UInt8(ascii: ":"):
                return nil
            default:
                break
            }
            previous = byte
        }
        let isWhole = bytes.count == host.utf8.count
        if isWhole && !hasUpperCase {
            self.text = host
        } else {
            self.text = String(decoding: bytes.map(\.asciiLowercased), as: UTF8.self)
        }
    }

    /// The longest host looked at: 253 bytes of name (RFC 1035 section 2.3.4), a final dot and a port.
    private static let maximumBytes = 260

    /// The labels, left to right.
    package var labels: [Substring] { self.text.split(separator: ".") }
}

extension UInt8 {
    /// The byte with A–Z mapped to a–z and everything else unchanged.
    var asciiLowercased: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }
}
