import Testing

@testable import Egress

/// A blocked range of version 4, its first and last address.
private let blocked4 = [
    ("0.0.0.0/8", "0.0.0.0", "0.255.255.255"), ("10.0.0.0/8", "10.0.0.0", "10.255.255.255"),
    ("100.64.0.0/10", "100.64.0.0", "100.127.255.255"), ("127.0.0.0/8", "127.0.0.0", "127.255.255.255"),
    ("169.254.0.0/16", "169.254.0.0", "169.254.255.255"), ("172.16.0.0/12", "172.16.0.0", "172.31.255.255"),
    ("192.0.0.0/24", "192.0.0.0", "192.0.0.255"), ("192.0.2.0/24", "192.0.2.0", "192.0.2.255"),
    ("192.88.99.0/24", "192.88.99.0", "192.88.99.255"), ("192.168.0.0/16", "192.168.0.0", "192.168.255.255"),
    ("198.18.0.0/15", "198.18.0.0", "198.19.255.255"), ("198.51.100.0/24", "198.51.100.0", "198.51.100.255"),
    ("203.0.113.0/24", "203.0.113.0", "203.0.113.255"), ("224.0.0.0/4", "224.0.0.0", "239.255.255.255"),
    ("240.0.0.0/4", "240.0.0.0", "255.255.255.255"),
]

private let blocked6 = [
    ("::/128", "::", "::"), ("::1/128", "::1", "::1"), ("::/3", "::2", "1fff:ffff::"),
    ("::/3", "::127.0.0.1", "::8.8.8.8"), ("64:ff9b:1::/48", "64:ff9b:1::", "64:ff9b:1:ffff::808:808"),
    ("2001::/23", "2001:2::", "2001:1ff:ffff::"), ("2001:db8::/32", "2001:db8::", "2001:db8:ffff::"),
    ("3fff::/20", "3fff::", "3fff:fff:ffff::"), ("fc00::/7", "fc00::", "fdff:ffff::1"),
    ("fe80::/10", "fe80::", "febf:ffff::"), ("ff00::/8", "ff00::", "ffff::"), ("4000::/2", "4000::", "7fff::"),
    ("8000::/1", "8000::", "fbff::"), ("8000::/1", "fec0::", "feff::"),
]

/// Just outside of the blocked ranges.
private let open4 = [
    "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0",
    "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
    "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "8.8.8.8",
]

private let open6 = ["2000::", "2001:200::", "2606:4700::1111", "2a00:1450:4001::1", "3ffe::1", "2003::"]

@Suite("Address guard")
struct AddressGuardTests {
    private let addresses = AddressGuard(networks: [], reach: .open)

    private static func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    /// A version 4 address in the spellings of version 6 that lead to it.
    private static func spellings(_ text: String) throws -> [String] {
        let bytes = try Self.address(text).bytes
        func words(_ bytes: [UInt8]) -> String {
            [bytes[..<2], bytes[2...]].map { $0.hexadecimalWord }.joined(separator: ":")
        }
        return [
            "::ffff:\(text)", "64:ff9b::\(text)", "2002:\(words(bytes))::1",
            "2001:0:\(words(bytes)):0:0:f7f7:f7f7", "2001:0:808:808:0:0:\(words(bytes.map { ~$0 }))",
        ]
    }

    @Test("refuses each range of version 4, in every spelling, and names it", arguments: blocked4)
    func version4(range: String, first: String, last: String) throws {
        for text in [first, last] {
            for spelling in try [text] + Self.spellings(text) {
                let refusal = try #require(self.addresses.refusal(of: Self.address(spelling)), "\(spelling)")
                #expect(refusal.contains("lies in \(range) ("), "\(spelling): \(refusal)")
            }
        }
    }

    @Test("refuses each range of version 6, and names it", arguments: blocked6)
    func version6(range: String, first: String, last: String) throws {
        for text in [first, last] {
            let refusal = try #require(self.addresses.refusal(of: Self.address(text)), "\(text)")
            #expect(refusal.contains("lies in \(range) ("), "\(text): \(refusal)")
        }
    }

    @Test("lets what lies just outside pass, also mapped, translated and tunnelled by 6to4", arguments: open4)
    func open(text: String) throws {
        for spelling in try [text] + Self.spellings(text).prefix(3) {
            #expect(try self.addresses.refusal(of: Self.address(spelling)) == nil, "\(spelling)")
        }
    }

    @Test("lets public addresses of version 6 pass", arguments: open6)
    func openVersion6(text: String) throws {
        #expect(try self.addresses.refusal(of: Self.address(text)) == nil)
    }

    @Test("refuses Teredo even between public addresses, as it is not globally reachable")
    func teredo() throws {
        let refusal = try self.addresses.refusal(of: Self.address("2001:0:808:808::f7f7:f7f7"))

        #expect(refusal?.contains("2001::/23") == true)
    }

    @Test(
        "a named network opens itself, and its mapped spelling, alone",
        arguments: [
            ("10.1.0.0/16", "10.1.2.3", true), ("10.1.0.0/16", "::ffff:10.1.2.3", true),
            ("10.1.0.0/16", "10.2.0.0", false), ("10.1.0.0/16", "64:ff9b::10.1.2.3", false),
            ("10.1.0.0/16", "2002:a01:203::1", false), ("10.1.0.0/16", "127.0.0.1", false),
            ("64:ff9b::/96", "64:ff9b::10.1.2.3", true), ("fd00::/8", "fd12::1", true), ("fd00::/8", "fc12::1", false),
            ("0.0.0.0/0", "::1", false), ("::/0", "10.0.0.1", false), ("::/0", "::ffff:10.0.0.1", true),
        ])
    func named(network: String, text: String, isOpen: Bool) throws {
        let range = try #require(NetworkRange(network))
        let addresses = AddressGuard(networks: [range], reach: .open)

        #expect(try (addresses.refusal(of: Self.address(text)) == nil) == isOpen)
        #expect(try addresses.refusal(of: Self.address("8.8.8.8")) == nil)
    }

    @Test("where only named networks count, a public address is refused too")
    func namedOnly() throws {
        let range = try #require(NetworkRange("127.0.0.0/8"))
        let addresses = AddressGuard(networks: [range], reach: .namedOnly)

        #expect(try addresses.refusal(of: Self.address("127.0.0.9")) == nil)
        #expect(
            try addresses.refusal(of: Self.address("8.8.8.8"))?.contains("no network that the settings name") == true)
    }

    @Test(
        "reads ranges strictly",
        arguments: [
            ("10.0.0.0/8", true), ("10.0.0.0/0", true), ("10.0.0.1", true), ("::1", true), ("fc00::/7", true),
            ("10.0.0.0/33", false), ("::/129", false), ("10.0.0.0/-1", false), ("10.0.0.0/+8", false),
            ("10.0.0.0/08", false), ("10.0.0.0/", false), ("10.0.0/8", false), ("10/8", false), ("010.0.0.0/8", false),
            ("fe80::1%lo/64", false), ("", false), ("/8", false), ("host", false), ("10.0.0.0/8/8", false),
        ])
    func ranges(text: String, isRange: Bool) {
        #expect((NetworkRange(text) != nil) == isRange)
    }

    @Test(
        "knows which ranges are loopback",
        arguments: [
            ("127.0.0.0/8", true), ("127.0.0.1", true), ("127.0.0.0/7", false), ("0.0.0.0/0", false), ("::1", true),
            ("::/0", false), ("10.0.0.0/8", false),
        ])
    func loopback(text: String, isLoopback: Bool) throws {
        #expect(try #require(NetworkRange(text)).isLoopback == isLoopback)
    }

    @Test(
        "knows which ranges lead back to this machine",
        arguments: [
            ("127.0.0.0/8", true), ("127.9.9.9", true), ("::1", true), ("0.0.0.0/0", true), ("126.0.0.0/7", true),
            ("0.0.0.0", true), ("::/0", true), ("::", true), ("::ffff:0:0/96", true), ("::ffff:127.0.0.1", true),
            ("10.0.0.0/8", false), ("128.0.0.0/1", false), ("::2", false), ("fc00::/7", false),
            ("::ffff:10.0.0.0/104", false),
        ])
    func own(text: String, reaches: Bool) throws {
        #expect(try #require(NetworkRange(text)).reachesThisMachine == reaches)
    }
}

extension ArraySlice<UInt8> {
    /// Two bytes as a group of an address of version 6.
    fileprivate var hexadecimalWord: String {
        String(self.reduce(0) { $0 << 8 | Int($1) }, radix: 16)
    }
}
