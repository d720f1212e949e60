import Testing

@testable import Egress

@Suite("Proxy setting")
struct ProxySettingTests {
    @Test(
        "reads the exceptions as NO_PROXY is written",
        arguments: [
            ("example.com", "example.com", 443, true), ("example.com", "a.b.example.com", 443, true),
            ("example.com", "notexample.com", 443, false), (".example.com", "example.com", 443, true),
            (".example.com", "a.example.com", 443, true), ("EXAMPLE.com", "Example.COM", 443, true),
            ("example.com:8443", "example.com", 8443, true), ("example.com:8443", "example.com", 443, false),
            ("*", "anything.example", 1, true), ("*.example.com", "a.example.com", 443, false),
            ("192.0.2.1", "192.0.2.1", 443, true), ("192.0.2.1", "192.0.2.10", 443, false),
            ("192.0.2.1:443", "192.0.2.1", 443, true), ("192.0.2.1:80", "192.0.2.1", 443, false),
            ("192.0.2.0/24", "192.0.2.200", 443, true), ("192.0.2.0/24", "192.0.3.0", 443, false),
            ("2001:db8::1", "[2001:db8::1]", 443, true), ("[2001:db8::1]:80", "[2001:db8::1]", 443, false),
            ("[2001:db8::1]:80", "[2001:db8::1]", 80, true), ("[2001:db8::1]", "[2001:DB8:0::1]", 443, true),
            ("2001:db8::/32", "[2001:db8:1::2]", 443, true), ("a.example, b.example", "b.example", 443, true),
            ("a.example b.example", "b.example", 443, true), ("a.example,,b.example,", "b.example", 443, true),
            ("", "example.com", 443, false), ("example.com:0", "example.com", 443, false),
            ("example.com:x", "example.com", 443, false), ("[2001:db8::1]x", "[2001:db8::1]", 443, false),
            ("com", "example.com", 443, true), ("localhost", "localhost", 443, true),
        ])
    func exceptions(list: String, host: String, port: Int, isExcepted: Bool) throws {
        let host = try #require(EgressHost(host))

        #expect(ProxyExceptions(list).contains(host, port: port) == isExcepted)
    }

    @Test(
        "reads the proxy's address without showing user and password",
        arguments: [
            ("http://proxy.example:3128", "http://proxy.example:3128", nil, nil),
            ("http://proxy.example", "http://proxy.example:80", nil, nil),
            ("https://proxy.example/", "https://proxy.example:443", nil, nil),
            ("http://us%40er:s%3Aecret@10.0.0.1:8080", "http://10.0.0.1:8080", "us@er", "s:ecret"),
        ] as [(String, String, String?, String?)])
    func proxies(text: String, url: String, user: String?, password: String?) throws {
        let proxy = try EgressProxy(url: text)

        #expect(proxy.url == url)
        #expect(proxy.user == user)
        #expect(proxy.password == password)
        var dumped = ""
        dump(proxy, to: &dumped)
        for shown in ["\(proxy)", String(reflecting: proxy), dumped] { #expect(!shown.contains("ecret")) }
    }

    @Test(
        "refuses what is no proxy that tunnels, without repeating it",
        arguments: [
            "socks5://proxy.example", "proxy.example:3128", "http://", "http://u:canary@proxy.example/path",
            "http://u:canary@proxy.example?q", "ftp://u:canary@proxy.example", "http://u:can ary@proxy.example",
            "http://u:canary@pro..xy",
        ])
    func refused(text: String) throws {
        let error = try #require(throws: EgressError.self) { try EgressProxy(url: text) }

        #expect(["egress_url_invalid", "egress_scheme_refused"].contains(error.code))
        #expect(!"\(error)".contains("canary"))
    }

    @Test(
        "takes the environment's proxy, lower case first",
        arguments: [
            ([:], nil), (["HTTPS_PROXY": ""], nil), (["HTTP_PROXY": "http://a.example:1"], nil),
            (["HTTPS_PROXY": "http://a.example:1"], "http://a.example:1"),
            (["HTTPS_PROXY": "http://a.example:1", "https_proxy": "http://b.example:2"], "http://b.example:2"),
        ] as [([String: String], String?)])
    func environment(variables: [String: String], url: String?) throws {
        #expect(try EgressProxy.of(environment: variables)?.url == url)
    }

    @Test("takes the environment's exceptions, lower case first")
    func environmentExceptions() throws {
        let variables = ["https_proxy": "http://a.example:1", "NO_PROXY": "x.example", "no_proxy": "y.example"]

        let proxy = try #require(try EgressProxy.of(environment: variables))

        #expect(proxy.exceptions == ProxyExceptions("y.example"))
    }
}
