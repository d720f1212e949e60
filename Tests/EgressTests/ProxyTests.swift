import Egress
import Foundation
import Testing

private let host = "api.peer.test"

@Suite("Proxy", .timeLimit(.minutes(1)))
struct ProxyTests {
    private let peer: Peer
    private let proxy: TinyProxy
    private let permission = EgressPermission(hosts: [host])

    init() throws {
        self.peer = try .shared()
        self.proxy = try TinyProxy()
    }

    private var url: String { "https://\(host):\(self.peer.ports.https)/echo" }

    @Test("tunnels through the proxy to a host on the list, and gives no address")
    func tunnel() async throws {
        let client = EgressClient(settings: try self.proxy.settings(self.peer), permission: self.permission)

        let response = try await client.send(EgressRequest(url: self.url))

        #expect(response.status == 200)
        #expect(response.address == nil)
        #expect(response["proxy-agent"] == nil)
        #expect(try self.proxy.requests() == ["CONNECT \(host):\(self.peer.ports.https) HTTP/1.1"])
    }

    @Test(
        "decides about the host before the proxy hears of it",
        arguments: ["other.peer.test", "10.0.0.1", "8.8.8.8", "intranet", "[::ffff:8.8.8.8]"])
    func hosts(other: String) async throws {
        let client = EgressClient(settings: try self.proxy.settings(self.peer), permission: self.permission)

        let error = await client.failure("https://\(other):\(self.peer.ports.https)/echo")

        #expect(error?.code == "egress_host_refused")
        #expect(try self.proxy.requests() == [])
    }

    @Test("connects to no proxy whose address the settings do not name", arguments: ["", "10.0.0.0/8", "::1/128"])
    func proxyAddress(network: String) async throws {
        var settings = try self.proxy.settings(self.peer)
        settings.proxyNetworks = [NetworkRange(network)].compactMap { $0 }

        let error = await EgressClient(settings: settings, permission: self.permission).failure(self.url)

        #expect(error?.code == "egress_address_refused")
        #expect(error?.detail.contains("the proxy http://127.0.0.1:\(self.proxy.port)") == true)
        #expect(error?.sent == false)
        #expect(try self.proxy.requests() == [])
    }

    @Test("networks that a connector names do not open the way to the proxy")
    func separate() async throws {
        var settings = try self.proxy.settings(self.peer)
        settings.proxyNetworks = []
        let permission = EgressPermission(networks: EgressPermission.loopback.networks, hosts: [host])

        let error = await EgressClient(settings: settings, permission: permission).failure(self.url)

        #expect(error?.code == "egress_address_refused")
    }

    @Test("says when the proxy wants other credentials, or finds no such host, and shows no password")
    func refusals() async throws {
        let wrong = try self.proxy.settings(self.peer, user: "somebody:wr0ng")
        let right = try self.proxy.settings(self.peer)
        let unknown = EgressPermission(hosts: ["name.invalid"])

        let denied = try #require(
            await EgressClient(settings: wrong, permission: self.permission).failure(self.url))
        let missing = try #require(
            await EgressClient(settings: right, permission: unknown).failure("https://name.invalid/"))

        #expect(denied.code == "egress_proxy_refused")
        #expect(denied.detail.contains("407") || denied.detail.contains("401"))
        #expect(!denied.isTransient && !denied.sent)
        #expect(missing.code == "egress_proxy_refused")
        #expect(missing.isTransient && !missing.sent)
        for error in [denied, missing] {
            #expect(!"\(error)".contains("wr0ng") && !"\(error)".contains("s3cret"))
        }
    }

    @Test("goes directly where the exceptions say so, and there the guard decides")
    func exceptions() async throws {
        let settings = try self.proxy.settings(self.peer, exceptions: ".peer.test,127.0.0.0/8")
        let client = EgressClient(settings: settings, permission: EgressPermission())

        let error = await client.failure("https://127.0.0.1:\(self.peer.ports.https)/echo")

        #expect(error?.code == "egress_address_refused")
        #expect(try self.proxy.requests() == [])
    }

    @Test("speaks to loopback directly, beside the proxy")
    func loopback() async throws {
        let client = self.peer.client(try self.proxy.settings(self.peer))

        let plain = try await client.send(EgressRequest(url: self.peer.plain("/echo")))
        let secure = try await client.send(EgressRequest(url: self.peer.secure("/echo")))

        #expect([plain.address, secure.address] == ["127.0.0.1", "127.0.0.1"])
        #expect(try self.proxy.requests() == [])
    }

    @Test("tells the proxy nothing but the host: no header, path or body of the request")
    func connectMessage() async throws {
        let listener = try SilentListener()
        var settings = self.peer.settings()
        settings.proxy = try EgressProxy(url: "http://somebody:s3cret@127.0.0.1:\(listener.port)")
        settings.proxyNetworks = EgressPermission.loopback.networks
        let client = EgressClient(settings: settings, permission: self.permission)
        let request = EgressRequest(
            method: .post, url: "https://\(host)/canary?canary",
            headers: [EgressHeader(name: "Authorization", value: "Bearer canary")], body: Array("canary".utf8))

        async let failure = client.failure(request)
        let message = await Task.detached { listener.nextMessage() }.value

        #expect(message.hasPrefix("CONNECT \(host):443 HTTP/1.1\r\n"))
        #expect(!message.contains("canary") && !message.contains("Bearer"))
        #expect(await failure?.sent == false)
    }

    @Test("takes no proxy, and no exception to one, from the environment by itself")
    func environment() async {
        await #expect(processExitsWith: .success) {
            setenv("https_proxy", "http://127.0.0.1:1", 1)
            setenv("ALL_PROXY", "http://127.0.0.1:1", 1)
            setenv("no_proxy", "*", 1)
            let peer = try Peer()
            let proxy = try TinyProxy()
            let direct = peer.client()
            let proxied = EgressClient(
                settings: try proxy.settings(peer), permission: EgressPermission(hosts: ["api.peer.test"]))

            let status = try await direct.send(EgressRequest(url: peer.secure("/echo"))).status
            let url = "https://api.peer.test:\(peer.ports.https)/echo"
            let tunnelled = try await proxied.send(EgressRequest(url: url)).status

            let requests = try proxy.requests()
            precondition(status == 200 && tunnelled == 200 && requests.count == 1)
        }
    }
}
