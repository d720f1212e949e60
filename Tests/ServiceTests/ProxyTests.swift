import Foundation
import Testing

@Suite("Behind a proxy")
struct ProxyTests {
    private static let peer = "X-Forwarded-For"

    /// A daemon that lets each peer address send little, with an enrolment token.
    private static func daemon(trusting proxy: String?) throws -> (daemon: DaemonProcess, token: String) {
        let daemon = try DaemonProcess(
            arguments: proxy.map { ["--trusted-proxy", $0] } ?? [], environment: ["GNOMON_RATE_PEER": "1"])
        return (daemon, try daemon.enrol())
    }

    private static func post(_ forwarded: String, _ daemon: DaemonProcess, _ token: String) throws -> String? {
        let maker = ReportMaker()
        let answer = try daemon.post(
            ReportMaker.bytes(maker.report([maker.event()])), token: token, headers: [Self.peer: forwarded])
        if answer.status == 202 { return nil }
        return answer.code
    }

    /// Sends as one address until it is refused.
    private static func exhaust(_ forwarded: String, _ daemon: DaemonProcess, _ token: String) throws -> Bool {
        for _ in 0..<50 where try self.post(forwarded, daemon, token) == "rate_limited" { return true }
        return false
    }

    @Test("two addresses that a trusted proxy names have budgets of their own")
    func ownBudgets() throws {
        let (daemon, token) = try Self.daemon(trusting: "127.0.0.0/8")

        #expect(try Self.exhaust("203.0.113.1", daemon, token))
        #expect(try Self.post("203.0.113.2", daemon, token) == nil)
    }

    @Test("what stands before the last address that is no proxy is hearsay and buys no budget")
    func forgedHops() throws {
        let (daemon, token) = try Self.daemon(trusting: "127.0.0.0/8")

        var isRefused = false
        for hop in 1...50 where !isRefused {
            isRefused = try Self.post("198.51.100.\(hop), 203.0.113.1, 127.0.0.9", daemon, token) == "rate_limited"
        }

        #expect(isRefused)
        #expect(try Self.post("198.51.100.1", daemon, token) == nil)
    }

    @Test("an untrusted sender's header is ignored", arguments: [nil, "192.0.2.0/24"])
    func untrusted(proxy: String?) throws {
        let (daemon, token) = try Self.daemon(trusting: proxy)

        var isRefused = false
        for hop in 1...50 where !isRefused {
            isRefused = try Self.post("203.0.113.\(hop)", daemon, token) == "rate_limited"
        }

        #expect(isRefused, "each forwarded address had a budget of its own")
    }
}
