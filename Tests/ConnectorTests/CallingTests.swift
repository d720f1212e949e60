import Cryptography
import Foundation
import ProviderFaking
import SeededRandom
import Testing

@testable import Connectors

@Suite("Calling")
struct CallingTests {
    private static let now = Date(timeIntervalSince1970: 784_111_777)

    @Test(
        "reads Retry-After as seconds or as a date, and cuts it to a day",
        arguments: [
            ("0", 0), ("120", 120), (" 7 ", 7), ("1.5", 1.5), ("-5", 0), ("999999999", 86_400), ("1e300", 86_400),
            ("Sun, 06 Nov 1994 08:49:47 GMT", 10), ("Sun, 06 Nov 1994 08:49:27 GMT", 0),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ] as [(String, Double)])
    func retryAfter(text: String, seconds: Double) {
        #expect(RetryAfter.pause(text, now: Self.now) == .seconds(seconds))
    }

    @Test(
        "reads no pause out of anything else",
        arguments: [nil, "", "soon", "nan", "inf", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET"])
    func noPause(text: String?) {
        #expect(RetryAfter.pause(text, now: Self.now) == nil)
    }

    @Test("encodes everything but unreserved characters")
    func encoding() {
        #expect(PercentEncoding.encoded("a b@é/%~-._") == "a%20b%40%C3%A9%2F%25~-._")
        #expect(PercentEncoding.pairs([("a", "1&2"), ("b", "=")]) == "a=1%262&b=%3D")
    }

    @Test(
        "a base is an absolute http or https address without user, query and fragment",
        arguments: [
            "", "example.com", "ftp://example.com", "https://user@example.com", "https://user:x@example.com",
            "https://example.com/?q", "https://example.com/#f", "https://",
            "https://example.com/" + String(repeating: "a", count: 3_000),
        ])
    func badBase(text: String) {
        #expect(ProviderAddress(text) == nil)
    }

    @Test(
        "a link counts as the provider's own by scheme, host and port",
        arguments: [
            ("https://example.com/x?y", true), ("https://EXAMPLE.com:443/x", true), ("http://example.com/x", false),
            ("https://example.com:444/x", false), ("https://example.com.evil.test/x", false),
            ("https://example.com@evil.test/x", false), ("//example.com/x", false), ("/x", false),
            ("https://evil.test/?https://example.com", false), ("https://example.com\\@evil.test/", false),
        ])
    func origin(link: String, isOwn: Bool) throws {
        #expect(try #require(ProviderAddress("https://example.com/v1/")).isOrigin(of: link) == isOwn)
    }

    @Test("what is shown is one line, bounded, and free of secrets")
    func shown() {
        let text = "a\u{0}b\nc\u{202E}d token-123456 " + String(repeating: "x", count: 10_000)

        let shown = VendorText.shown(text, hiding: ["token-123456", "b"])

        #expect(shown.hasPrefix("a b c d [secret] x"))
        #expect(shown.count == VendorText.limit)
    }

    @Test("an assertion is signed over its header and claims, and says when it ends")
    func assertion() throws {
        let key = try RSA.PrivateKey(pem: Array(DemoKey.privatePEM.utf8))
        for algorithm in RSA.Algorithm.allCases {
            let assertion = JWTAssertion(key: key, algorithm: algorithm, header: ["kid": "k"])

            let text = try assertion.signed(["iss": "a", "aud": "https://b/c"], now: Self.now, lifetime: 300)

            let read = try #require(SignedAssertion(text))
            #expect(read.header == ["alg": .string(algorithm.rawValue), "typ": "JWT", "kid": "k"])
            #expect(read.claims == ["iss": "a", "aud": "https://b/c", "iat": 784_111_777, "exp": 784_112_077])
        }
    }

    @Test("a pace is never exceeded where calls arrive, nor wasted, though tasks and calls are late", arguments: 1...5)
    func pace(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var pace = CallPace(callsPerSecond: 50)
        var arrivals: [Duration] = []
        var ends: [Duration] = []
        var now = Duration.zero
        // Tasks that wait, by when they wake.
        var waiting = (0..<30).map { _ in pace.place(at: .zero) }
        while arrivals.count < 3_000 {
            let index = waiting.indices.min { waiting[$0] < waiting[$1] } ?? 0
            let lateness = Int.random(in: 0..<200, using: &random) == 0 ? 400 : Int.random(in: 0..<25, using: &random)
            now = max(waiting[index], now) + .milliseconds(lateness) / 30
            for end in ends.filter({ $0 <= now }).sorted() { pace.end(at: end) }
            ends.removeAll { $0 <= now }
            if let later = pace.start(at: now) {
                waiting[index] = later
            } else {
                let isSlow = Int.random(in: 0..<200, using: &random) == 0
                let way = Duration.milliseconds(isSlow ? 300 : Int.random(in: 1..<8, using: &random))
                arrivals.append(now + way)
                ends.append(now + way + .milliseconds(2))
                waiting[index] = pace.place(at: now)
            }
        }

        arrivals.sort()
        for index in arrivals.indices.dropFirst(50) { #expect(arrivals[index] - arrivals[index - 50] >= .seconds(1)) }
        #expect(Double(arrivals.count) / (now / .seconds(1)) > 47)
    }

    @Test("deep nesting and long lists are bounded")
    func bounds() throws {
        let deep = Array(String(repeating: "[", count: 100_000).utf8)
        #expect(throws: (any Error).self) { try ProviderJSON.decoded(GoogleTokenList.self, from: deep) }
        let scopes = Array(repeating: "\"\(String(repeating: "s", count: 600))\"", count: 700).joined(separator: ",")
        let long = Array("{\"items\":[{\"clientId\":\"c\",\"scopes\":[\(scopes)]}]}".utf8)

        let token = try #require(try ProviderJSON.decoded(GoogleTokenList.self, from: long).tokens.first)

        #expect(token.boundedScopes.count == 500)
        #expect(token.boundedScopes.allSatisfy { $0.count == 512 })
    }
}
