import Egress
import Foundation
import Testing

/// A path of the peer's, how it ends, and whether a later try may end otherwise.
private let faults = [
    ("/silent", "egress_timeout", true), ("/stall", "egress_timeout", true), ("/reset", "egress_connection_lost", true),
    ("/close", "egress_connection_lost", true), ("/cut", "egress_connection_lost", true),
    ("/garbage", "egress_response_invalid", false), ("/status?code=302", "egress_redirect_refused", false),
    ("/endless", "egress_response_too_large", false),
]

@Suite("Faults")
struct FaultTests {
    private let peer: Peer

    init() throws {
        self.peer = try .shared()
    }

    @Test("names each fault, and says that the request was sent", arguments: faults)
    func faulty(path: String, code: String, isTransient: Bool) async throws {
        for url in [self.peer.plain(path), self.peer.secure(path)] {
            let client = self.peer.client(self.settings(path))

            let error = try #require(await client.failure(EgressRequest(method: .delete, url: url)))

            #expect(error.code == code)
            #expect(error.isTransient == isTransient)
            #expect(error.sent)
        }
    }

    /// Those that end by time-out get little of it.
    private func settings(_ path: String) -> EgressSettings {
        self.peer.settings(total: ["/silent", "/stall"].contains(path) ? .seconds(2) : .seconds(30))
    }

    @Test("gives up on a handshake that does not come, and says that nothing was sent")
    func connectTimeout() async throws {
        let listener = try SilentListener()
        var settings = self.peer.settings()
        settings.connectTimeout = .milliseconds(300)

        let url = "https://127.0.0.1:\(listener.port)/"
        let error = try #require(await self.peer.client(settings).failure(url))

        #expect(error.code == "egress_timeout")
        #expect(error.isTransient && !error.sent)
    }

    @Test("a connection that breaks during its handshake is no matter of trust", arguments: [true, false])
    func brokenHandshake(byReset: Bool) async throws {
        let listener = try SilentListener()

        async let failure = self.peer.client().failure("https://127.0.0.1:\(listener.port)/")
        await Task.detached { listener.endNext(byReset: byReset) }.value
        let error = try #require(await failure)

        #expect(error.code == "egress_connect_failed", "\(error)")
        #expect(error.isTransient && !error.sent)
    }

    @Test("says that nothing listens, or that a name has no address")
    func unreachable() async throws {
        let port = try SilentListener().port

        let refused = await self.peer.client().failure("https://127.0.0.1:\(port)/")
        let unknown = await self.peer.client().failure("https://name.invalid/")

        #expect(refused?.code == "egress_connect_failed")
        #expect(refused?.isTransient == true && refused?.sent == false)
        #expect(unknown?.code == "egress_resolve_failed")
        #expect(unknown?.isTransient == true && unknown?.sent == false)
    }

    @Test("sends what changes something once, when a kept connection closes without an answer")
    func noRepeat() async throws {
        let own = try Peer()
        let client = own.client()
        let request = EgressRequest(method: .delete, url: own.plain("/close-if-kept"))

        let first = try await client.send(request)
        let error = try #require(await client.failure(request))

        #expect(first.status == 200)
        #expect(error.code == "egress_connection_lost")
        #expect(error.sent && error.isTransient)
        #expect(try await own.calls() == ["DELETE /close-if-kept", "DELETE /close-if-kept"])
    }

    @Test("reads again by itself, when a kept connection closes without an answer")
    func repeatedRead() async throws {
        let own = try Peer()
        let client = own.client()
        let request = EgressRequest(url: own.plain("/close-if-kept"))

        let statuses = [try await client.send(request).status, try await client.send(request).status]

        #expect(statuses == [200, 200])
        #expect(try await own.calls().count == 3)
    }

    @Test("lets no secret into an error: not of headers, body, path or query", arguments: faults.map(\.0) + ["/x"])
    func canaries(path: String) async throws {
        let mark = "canary"
        let headers = [EgressHeader(name: "Authorization", value: "Bearer canary")]
        for base in [
            self.peer.plain(path), self.peer.secure(path), "https://name.invalid/\(mark)", "http://u:canary@a/",
        ] {
            let url = base + (base.contains("?") ? "&" : "?") + "token=canary"
            let client = self.peer.client(self.settings(path))

            let request = EgressRequest(method: .post, url: url, headers: headers, body: Array(mark.utf8))
            guard let error = await client.failure(request) else { continue }

            var dumped = ""
            dump(error, to: &dumped)
            #expect(!(dumped + "\(error)" + error.localizedDescription).contains(mark), "\(error)")
        }
    }

    @Test("lets no secret of a header that can not be sent into the error")
    func canaryHeader() async throws {
        let header = EgressHeader(name: "X", value: "canary\r\n")

        let error = await self.peer.client().failure(EgressRequest(url: self.peer.plain("/echo"), headers: [header]))

        #expect(error?.code == "egress_header_invalid")
        #expect("\(error as Any)".contains("canary") == false)
    }
}
