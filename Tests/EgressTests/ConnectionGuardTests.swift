import Testing

@testable import Egress

/// Hosts as they may be written, and the range that each leads to.
private let spellings = [
    ("127.0.0.1", "127.0.0.0/8"), ("2130706433", "127.0.0.0/8"), ("0x7f000001", "127.0.0.0/8"),
    ("0x7F.0.0.1", "127.0.0.0/8"), ("0177.0.0.1", "127.0.0.0/8"), ("017700000001", "127.0.0.0/8"),
    ("127.1", "127.0.0.0/8"), ("127.0.1", "127.0.0.0/8"), ("[::ffff:127.0.0.1]", "127.0.0.0/8"),
    ("[::ffff:7f00:1]", "127.0.0.0/8"), ("[0:0:0:0:0:FFFF:7F00:0001]", "127.0.0.0/8"),
    ("[64:ff9b::127.0.0.1]", "127.0.0.0/8"), ("[2002:7f00:1::]", "127.0.0.0/8"),
    ("[2001:0:7f00:1::]", "127.0.0.0/8"), ("[2001:0:808:808::80ff:fffe]", "127.0.0.0/8"),
    ("127.0.0.%31", "127.0.0.0/8"), ("0", "0.0.0.0/8"), ("0.0.0.0", "0.0.0.0/8"), ("[::]", "::/128"),
    ("[::1]", "::1/128"), ("[0:0:0:0:0:0:0:1]", "::1/128"), ("[::127.0.0.1]", "::/3"),
    ("169.254.169.254", "169.254.0.0/16"), ("2852039166", "169.254.0.0/16"), ("0xa9fea9fe", "169.254.0.0/16"),
    ("0251.0376.0251.0376", "169.254.0.0/16"), ("169.16689662", "169.254.0.0/16"),
    ("[::ffff:169.254.169.254]", "169.254.0.0/16"), ("[64:ff9b::a9fe:a9fe]", "169.254.0.0/16"),
    ("10.1.2.3", "10.0.0.0/8"), ("167838211", "10.0.0.0/8"), ("012.1.2.3", "10.0.0.0/8"),
    ("100.64.0.1", "100.64.0.0/10"), ("172.16.0.1", "172.16.0.0/12"), ("192.0.0.8", "192.0.0.0/24"),
    ("192.168.1.1", "192.168.0.0/16"), ("3232235777", "192.168.0.0/16"), ("198.18.0.1", "198.18.0.0/15"),
    ("224.0.0.1", "224.0.0.0/4"), ("255.255.255.255", "240.0.0.0/4"), ("[fd00::1]", "fc00::/7"),
    ("[fe80::1]", "fe80::/10"), ("[ff02::1]", "ff00::/8"), ("[fec0::1]", "8000::/1"),
]

@Suite("Connection guard")
struct ConnectionGuardTests {
    private let peer: Peer

    init() throws {
        self.peer = try .shared()
    }

    @Test("refuses literal addresses in every spelling, before any packet", arguments: spellings)
    func literals(host: String, range: String) async throws {
        let client = EgressClient(settings: EgressSettings(), permission: EgressPermission())

        let error = try #require(await client.failure("https://\(host):\(self.peer.ports.https)/echo"))

        #expect(error.code == "egress_address_refused")
        #expect(error.detail.contains("lies in \(range) ("), "\(error.detail)")
        #expect(!error.sent && !error.isTransient)
    }

    @Test(
        "refuses names that lead to loopback without being asked of a resolver",
        arguments: ["localhost", "a.localhost"])
    func localhost(host: String) async throws {
        let client = EgressClient(settings: self.peer.settings(), permission: EgressPermission())

        let error = await client.failure("https://\(host):\(self.peer.ports.https)/echo")

        #expect(error?.code == "egress_address_refused")
    }

    @Test(
        "refuses a harmless name that resolves to a blocked address",
        arguments: [
            "127.0.0.1", "169.254.169.254", "10.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]",
            "10.0.0.1,192.168.0.1", "[fd00::1],10.0.0.1",
        ])
    func rebinding(addresses: String) async {
        let client = self.client(resolving: addresses, EgressPermission())

        let error = await client.failure("https://peer.test:\(self.peer.ports.https)/echo")

        #expect(error?.code == "egress_address_refused")
        #expect(error?.detail.contains("peer.test") == true)
    }

    @Test("of several addresses uses an allowed one, whatever the others are")
    func mixed() async throws {
        let client = self.client(resolving: "10.0.0.1,127.0.0.1", .loopback)

        let url = "https://peer.test:\(self.peer.ports.https)/echo"
        let response = try await client.send(EgressRequest(url: url))

        #expect(response.address == "127.0.0.1")
    }

    @Test("when an allowed address does not answer, says so, whatever the others are")
    func mixedFailure() async throws {
        let port = try SilentListener().port
        for addresses in ["10.0.0.1,127.0.0.1", "127.0.0.1,10.0.0.1"] {
            let names = ["peer.test:\(port):\(addresses)"]
            let client = EgressClient(settings: self.peer.settings(), permission: .loopback, names: names)

            #expect(await client.failure("https://peer.test:\(port)/")?.code == "egress_connect_failed")
        }
    }

    @Test("plain http goes nowhere but to loopback, even when localhost is said to be elsewhere")
    func plainRebound() async throws {
        let port = self.peer.ports.http
        let client = EgressClient(
            settings: EgressSettings(), permission: .loopback, names: ["localhost:\(port):8.8.8.8"])

        let error = await client.failure("http://localhost:\(port)/echo")

        #expect(error?.code == "egress_address_refused")
    }

    @Test("keeps connections for itself: a client without the permission gets none of another's")
    func pools() async throws {
        let url = self.peer.secure("/echo")
        let permitted = self.peer.client()
        let ports = try await [permitted, permitted, self.peer.client()].asyncMap {
            try Echo(try await $0.send(EgressRequest(url: url))).port
        }

        let other = EgressClient(settings: self.peer.settings(), permission: EgressPermission())
        let error = await other.failure(url)

        #expect(ports[0] == ports[1], "a kept connection is used again")
        #expect(ports[2] != ports[0], "by its own client alone")
        #expect(error?.code == "egress_address_refused")
    }

    private func client(resolving addresses: String, _ permission: EgressPermission) -> EgressClient {
        EgressClient(
            settings: self.peer.settings(), permission: permission,
            names: ["peer.test:\(self.peer.ports.https):\(addresses)"])
    }
}

extension Array {
    /// One after the other.
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
