import Egress
import Testing

@Suite("Bounds")
struct BoundTests {
    private let peer: Peer

    init() throws {
        self.peer = try .shared()
    }

    @Test(
        "stops at the body's bound, however the body comes",
        arguments: ["/endless", "/claim", "/bytes?count=65537", "/bomb?count=200000000", "/bomb?count=65537"])
    func tooLarge(path: String) async throws {
        for url in [self.peer.plain(path), self.peer.secure(path)] {
            let error = try #require(
                await self.peer.client().failure(EgressRequest(url: url, maximumResponseBytes: 65_536)))

            #expect(error.code == "egress_response_too_large")
            #expect(error.detail == "the answer's body is larger than 65536 bytes")
            #expect(error.sent && !error.isTransient)
        }
    }

    @Test("takes a body of exactly the bound, inflated or not", arguments: ["/bytes?count=65536", "/bomb?count=65536"])
    func exact(path: String) async throws {
        let request = EgressRequest(url: self.peer.plain(path), maximumResponseBytes: 65_536)

        let response = try await self.peer.client().send(request)

        #expect(response.body.count == 65_536)
    }

    @Test("takes no body at all where none is asked for")
    func nothing() async throws {
        let client = self.peer.client()

        let request = EgressRequest(url: self.peer.plain("/status?code=204"), maximumResponseBytes: 0)
        let response = try await client.send(request)
        let error = await client.failure(EgressRequest(url: self.peer.plain("/echo"), maximumResponseBytes: 0))

        #expect(response.status == 204)
        #expect(error?.code == "egress_response_too_large")
    }

    @Test(
        "stops at the headers' bounds, interim answers included",
        arguments: [
            ("/headers?count=190&length=10", true), ("/headers?count=201&length=1", false),
            ("/headers?count=10&length=6000", true), ("/headers?count=12&length=6000", false),
            ("/interim?count=10", true), ("/interim?count=3000", false),
        ])
    func headers(path: String, isTaken: Bool) async throws {
        let error = await self.peer.client().failure(self.peer.plain(path))

        #expect(error?.code == (isTaken ? nil : "egress_response_too_large"))
    }

    @Test("forgets the headers of interim answers, and does not take a trailer's for the answer's")
    func interim() async throws {
        let early = try await self.peer.client().send(EgressRequest(url: self.peer.plain("/interim?count=1")))
        let late = try await self.peer.client().send(EgressRequest(url: self.peer.plain("/trailer")))

        #expect(early["x-early"] == nil)
        #expect(early["x-late"] == "yes")
        #expect(late.body == Array("ok".utf8))
        #expect(late["retry-after"] == nil)
    }

    @Test("follows no redirect, whatever its number", arguments: [300, 301, 302, 303, 304, 305, 307, 308, 399])
    func redirects(status: Int) async throws {
        let own = try Peer()

        let request = EgressRequest(method: .post, url: own.secure("/status?code=\(status)"), body: [])
        let error = try #require(await own.client().failure(request))

        #expect(error.code == "egress_redirect_refused")
        #expect(error.detail == "localhost answered with a redirect (\(status))")
        #expect(error.sent)
        #expect(try await own.calls() == ["POST /status"])
    }

    @Test("keeps no cookie")
    func cookies() async throws {
        let client = self.peer.client()
        let request = EgressRequest(url: self.peer.plain("/echo"))

        let first = try await client.send(request)
        let second = try Echo(try await client.send(request))

        #expect(first["set-cookie"] == "kept=1")
        #expect(second["cookie"] == [])
    }

    @Test(
        "refuses headers that would break the request or undo a rule",
        arguments: [
            ("X", "a\r\nY: b"), ("X", "a\nb"), ("X", "\u{0}"), ("X\r\nY", "a"), ("", "a"), ("X Y", "a"), ("X:", "a"),
            ("Host", "other.example"), ("cookie", "a=b"), ("Content-Length", "1"), ("Transfer-Encoding", "chunked"),
            ("Proxy-Authorization", "Basic x"), ("Accept-Encoding", "br"), ("Expect", "100-continue"),
        ])
    func headerNames(name: String, value: String) async {
        let request = EgressRequest(url: self.peer.plain("/echo"), headers: [EgressHeader(name: name, value: value)])

        let error = await self.peer.client().failure(request)

        #expect(error?.code == "egress_header_invalid")
    }
}
