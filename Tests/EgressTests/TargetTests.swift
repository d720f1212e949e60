import Testing

@testable import Egress

@Suite("Target")
struct TargetTests {
    private static let loopback = EgressPermission.loopback

    private func failure(
        _ url: String, _ permission: EgressPermission = EgressPermission(),
        _ settings: EgressSettings = EgressSettings()
    ) -> EgressError? {
        do throws(EgressError) {
            _ = try EgressTarget(url, permission: permission, settings: settings)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "takes https addresses",
        arguments: [
            "https://api.example.com", "https://api.example.com/", "HTTPS://API.example.com:8443/a/b?c=d%20e&f",
            "https://xn--bcher-kva.example/", "https://8.8.8.8/", "https://[2606:4700::1111]/",
            "https://a_b.example/..a",
            "https://api.example.com/%2F", "https://host/", "https://a.example/?q=../..",
        ])
    func taken(url: String) {
        #expect(self.failure(url) == nil)
    }

    @Test(
        "refuses what is no https address, what hides a host, and credentials",
        arguments: [
            ("", "egress_url_invalid"), ("api.example.com", "egress_url_invalid"),
            ("//a.example/", "egress_url_invalid"),
            ("/path", "egress_url_invalid"), ("https://", "egress_url_invalid"),
            ("https:///path", "egress_url_invalid"),
            ("https:/a.example/", "egress_url_invalid"), ("https:a.example/", "egress_url_invalid"),
            ("https://a.example /", "egress_url_invalid"), ("https://a.example/ b", "egress_url_invalid"),
            ("https://a.example/\r\nX: y", "egress_url_invalid"), ("https://a.example/\u{0}", "egress_url_invalid"),
            ("https://bücher.example/", "egress_url_invalid"), ("https://a.example:0/", "egress_url_invalid"),
            ("https://a.example:65536/", "egress_url_invalid"), ("https://a.example:x/", "egress_url_invalid"),
            ("https://a..example/", "egress_url_invalid"), ("https://a.example./", "egress_url_invalid"),
            ("https://.example/", "egress_url_invalid"), ("https://a%00.example/", "egress_url_invalid"),
            ("https://a.example%2f.b.example/", "egress_url_invalid"),
            ("https://[fe80::1%25lo]/", "egress_url_invalid"),
            ("https://[::1/", "egress_url_invalid"), ("https://256.1.1.1/", "egress_url_invalid"),
            ("https://1.2.3.4.5/", "egress_url_invalid"), ("https://0x7f.1.example.0x1/", "egress_url_invalid"),
            ("https://a.example/../b", "egress_url_invalid"), ("https://a.example/%2e%2E/b", "egress_url_invalid"),
            ("https://a.example/x/.%2e", "egress_url_invalid"), ("https://a.example/./b", "egress_url_invalid"),
            ("https://a.example\\@b.example/", "egress_url_invalid"),
            ("https://user@a.example/", "egress_credentials_in_url"),
            ("https://user:secret@a.example/", "egress_credentials_in_url"),
            ("https://a.example@127.0.0.1/", "egress_credentials_in_url"),
            ("https://@a.example/", "egress_credentials_in_url"),
            ("http://u:p@127.0.0.1/", "egress_credentials_in_url"),
            ("http://a.example/", "egress_scheme_refused"), ("http://127.0.0.1/", "egress_scheme_refused"),
            ("ftp://a.example/", "egress_scheme_refused"), ("file:///etc/passwd", "egress_url_invalid"),
            ("gopher://a.example/", "egress_scheme_refused"), ("unknown://a.example/", "egress_scheme_refused"),
            ("dict://a.example/", "egress_scheme_refused"), ("ws://a.example/", "egress_scheme_refused"),
        ])
    func refused(url: String, code: String) {
        #expect(self.failure(url)?.code == code)
    }

    @Test(
        "takes plain http to loopback alone, and only when a loopback network is named",
        arguments: [
            ("http://127.0.0.1:80/", true), ("http://127.9.9.9/", true), ("http://localhost/", true),
            ("http://LOCALHOST:8080/", true), ("http://[::1]/", true), ("http://2130706433/", true),
            ("http://0x7f.1/", true), ("http://10.0.0.1/", false), ("http://x.localhost/", false),
            ("http://a.example/", false), ("http://[::ffff:127.0.0.1]/", false),
        ])
    func plain(url: String, isTaken: Bool) throws {
        let privateNetwork = EgressPermission(networks: [try #require(NetworkRange("10.0.0.0/8"))])

        #expect(self.failure(url, Self.loopback)?.code == (isTaken ? nil : "egress_scheme_refused"))
        #expect(self.failure(url, privateNetwork)?.code == "egress_scheme_refused")
    }

    @Test(
        "a list of hosts is exact, and named networks' addresses pass it",
        arguments: [
            ("https://api.example.com/", true), ("https://API.EXAMPLE.COM/", true),
            ("https://x.api.example.com/", false),
            ("https://example.com/", false), ("https://api.example.com.evil.example/", false),
            ("https://8.8.8.8/", false), ("https://127.0.0.1/", true), ("https://127.1/", true),
            ("https://localhost/", true), ("https://10.0.0.1/", false),
        ])
    func hosts(url: String, isTaken: Bool) {
        let permission = EgressPermission(networks: Self.loopback.networks, hosts: ["Api.Example.com"])

        #expect(self.failure(url, permission)?.code == (isTaken ? nil : "egress_host_refused"))
    }

    @Test(
        "behind a proxy takes full names on the list alone",
        arguments: [
            ("https://api.example.com/", nil), ("https://other.example.com/", "egress_host_refused"),
            ("https://8.8.8.8/", "egress_host_refused"), ("https://134744072/", "egress_host_refused"),
            ("https://[2606:4700::1111]/", "egress_host_refused"), ("https://intranet/", "egress_host_refused"),
            ("https://10.0.0.1/", "egress_host_refused"), ("http://api.example.com/", "egress_scheme_refused"),
        ] as [(String, String?)])
    func proxied(url: String, code: String?) throws {
        let network = try #require(NetworkRange("10.0.0.0/8"))
        let permission = EgressPermission(networks: [network], hosts: ["api.example.com", "intranet", "8.8.8.8"])
        let settings = EgressSettings(proxy: try EgressProxy(url: "http://proxy.example:3128"))

        #expect(self.failure(url, permission, settings)?.code == code)
    }

    @Test("behind a proxy without any listed host, nothing can be asked for")
    func noHosts() throws {
        let settings = EgressSettings(proxy: try EgressProxy(url: "http://proxy.example:3128"))

        #expect(self.failure("https://api.example.com/", EgressPermission(), settings)?.code == "egress_host_refused")
    }

    @Test("loopback never goes through the proxy, whose loopback is another machine's")
    func loopbackDirect() throws {
        let settings = EgressSettings(proxy: try EgressProxy(url: "http://proxy.example:3128"))

        for url in ["https://127.0.0.1/", "https://localhost/", "http://[::1]/"] {
            #expect(try EgressTarget(url, permission: Self.loopback, settings: settings).proxy == nil, "\(url)")
        }
    }
}
