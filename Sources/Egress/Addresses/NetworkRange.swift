/// A range of addresses in CIDR form (RFC 4632, RFC 4291 §2.3).
package struct NetworkRange: Sendable, Hashable {
    package let base: IPAddress
    /// Leading bits that all addresses of the range share: 0 to 32, or 0 to 128.
    package let prefixLength: Int

    /// Reads `10.0.0.0/8`, `fc00::/7` or a single address.
    ///
    /// - Returns: `nil` for anything else; bits of the address beyond the prefix do not count.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let base = IPAddress(String(parts[0])) else { return nil }
        let bits = base.bytes.count * 8
        let length = parts.count == 2 ? Self.number(parts[1]) : bits
        guard let length, length <= bits else { return nil }
        self.base = base
        self.prefixLength = length
    }

    /// Whether the address is of the same version and shares the prefix.
    package func contains(_ address: IPAddress) -> Bool {
        guard address.bytes.count == self.base.bytes.count else { return false }
        return address.bytes.indices.allSatisfy { index in
            let left = min(max(self.prefixLength - index * 8, 0), 8)
            let mask = ~UInt8(truncatingIfNeeded: 0xFF >> left)
            return address.bytes[index] & mask == self.base.bytes[index] & mask
        }
    }

    /// Whether all of the range is loopback: in 127.0.0.0/8, or ::1.
    package var isLoopback: Bool {
        Self.loopback.contains { $0.contains(self.base) && self.prefixLength >= $0.prefixLength }
    }

    /// Whether some of the range leads back to this machine: loopback, or the unspecified address, which Linux takes
    /// for it; each also as a version 4 address in version 6.
    package var reachesThisMachine: Bool { Self.ownAddresses.contains { self.overlaps($0) } }

    private func overlaps(_ other: NetworkRange) -> Bool {
        self.contains(other.base) || other.contains(self.base)
    }

    private static let ownAddresses =
        loopback
        + ["0.0.0.0/8", "::/128", "::ffff:127.0.0.0/104", "::ffff:0.0.0.0/104"].compactMap { NetworkRange($0) }

    /// Where the machine speaks to itself (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3).
    static let loopback = ["127.0.0.0/8", "::1/128"].compactMap { NetworkRange($0) }

    /// One to three digits, no sign, no leading zero.
    private static func number(_ text: Substring) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            text == "0" || !text.hasPrefix("0")
        else { return nil }
        return Int(text)
    }
}

extension NetworkRange: CustomStringConvertible {
    package var description: String { "\(self.base)/\(self.prefixLength)" }
}
