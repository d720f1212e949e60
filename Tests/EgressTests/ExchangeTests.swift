import Egress
import Foundation
import Testing

@Suite("Exchange")
struct ExchangeTests {
    private let peer: Peer

    init() throws {
        self.peer = try .shared()
    }

    @Test("sends each method with its body and headers, over TLS", arguments: EgressMethod.allCases)
    func methods(method: EgressMethod) async throws {
        let body = method == .get ? nil : Array("a=1".utf8)
        let request = EgressRequest(
            method: method, url: self.peer.secure("/echo?x=%20y"),
            headers: [
                EgressHeader(name: "Authorization", value: "Bearer abc"), EgressHeader(name: "X-Empty", value: ""),
            ], body: body)

        let response = try await self.peer.client().send(request)

        let echo = try Echo(response)
        #expect(response.status == 200)
        #expect(response.address == "127.0.0.1" || response.address == "::1")
        #expect(echo.method == method.rawValue)
        #expect(echo.path == "/echo?x=%20y")
        #expect(echo.body == (body == nil ? "" : "a=1"))
        #expect(echo["authorization"] == ["Bearer abc"])
        #expect(echo["x-empty"] == [""])
        #expect(echo["content-type"] == [])
        #expect(echo["expect"] == [])
        #expect(echo["user-agent"] == ["gnomon"])
    }

    @Test("sends a length of 0 with methods that have a body, else none", arguments: EgressMethod.allCases)
    func noBody(method: EgressMethod) async throws {
        let request = EgressRequest(method: method, url: self.peer.plain("/echo"))

        let echo = try Echo(try await self.peer.client().send(request))

        #expect(echo.body == "")
        #expect(echo["content-length"] == ([.post, .put, .patch].contains(method) ? ["0"] : []))
    }

    @Test("gives the status, the headers in any case, and the body", arguments: [200, 204, 400, 401, 429, 500, 503])
    func statuses(status: Int) async throws {
        let url = self.peer.plain("/status?code=\(status)")

        let response = try await self.peer.client().send(EgressRequest(url: url))

        #expect(response.status == status)
        #expect(response.body == (status == 204 ? [] : Array("body".utf8)))
        #expect(response["LOCATION"] == "/echo")
        #expect(response["x-none"] == nil)
    }
}
