import Foundation

/// An address of IP version 4 or 6, without port or zone.
package struct IPAddress: Sendable, Hashable {
    /// 4 or 16 bytes, in the order of the network.
    package let bytes: [UInt8]

    /// - Parameter bytes: 4 or 16 bytes, in the order of the network.
    /// - Returns: `nil` for any other number of them.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// Reads `192.0.2.1` or `2001:db8::1` as inet_pton(3) does: no other base, no short form, no zone.
    package init?(_ text: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if inet_pton(AF_INET, text, &v4) == 1 {
            self.bytes = withUnsafeBytes(of: &v4) { Array($0) }
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            self.bytes = withUnsafeBytes(of: &v6) { Array($0) }
        } else {
            return nil
        }
    }

    package var isVersion4: Bool { self.bytes.count == 4 }
}

extension IPAddress: CustomStringConvertible {
    /// The form of RFC 5952, as inet_ntop(3) writes it.
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = self.isVersion4 ? AF_INET : AF_INET6
        guard inet_ntop(family, self.bytes, &text, socklen_t(text.count)) != nil else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
