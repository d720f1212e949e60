/// A range that no request reaches unless a setting names a network of it.
package struct BlockedRange: Sendable, Hashable {
    package let range: NetworkRange
    /// What the range is for, in a few words.
    package let purpose: String

    private init(_ text: String, _ purpose: String) {
        guard let range = NetworkRange(text) else { preconditionFailure("\(text) is no range") }
        self.range = range
        self.purpose = purpose
    }

    /// What is not globally reachable, by the IANA registries of special-purpose addresses (RFC 6890), read in 2026.
    ///
    /// Of version 6 only 2000::/3 is given out at all (RFC 4291 §2.4), so the rest is one entry at the end: the first
    /// that holds an address names it.
    package static let all = [
        BlockedRange("0.0.0.0/8", "this network"),
        BlockedRange("10.0.0.0/8", "private"),
        BlockedRange("100.64.0.0/10", "shared by carriers"),
        BlockedRange("127.0.0.0/8", "loopback"),
        BlockedRange("169.254.0.0/16", "link-local"),
        BlockedRange("172.16.0.0/12", "private"),
        BlockedRange("192.0.0.0/24", "protocol assignments"),
        BlockedRange("192.0.2.0/24", "documentation"),
        BlockedRange("192.88.99.0/24", "6to4 relays"),
        BlockedRange("192.168.0.0/16", "private"),
        BlockedRange("198.18.0.0/15", "benchmarks"),
        BlockedRange("198.51.100.0/24", "documentation"),
        BlockedRange("203.0.113.0/24", "documentation"),
        BlockedRange("224.0.0.0/4", "multicast"),
        BlockedRange("240.0.0.0/4", "reserved"),
        BlockedRange("::/128", "unspecified"),
        BlockedRange("::1/128", "loopback"),
        BlockedRange("64:ff9b:1::/48", "local translation"),
        BlockedRange("2001::/23", "protocol assignments"),
        BlockedRange("2001:db8::/32", "documentation"),
        BlockedRange("3fff::/20", "documentation"),
        BlockedRange("fc00::/7", "unique local"),
        BlockedRange("fe80::/10", "link-local"),
        BlockedRange("ff00::/8", "multicast"),
        BlockedRange("::/3", "reserved"),
        BlockedRange("4000::/2", "reserved"),
        BlockedRange("8000::/1", "reserved"),
    ]
}

extension BlockedRange: CustomStringConvertible {
    package var description: String { "\(self.range) (\(self.purpose))" }
}
