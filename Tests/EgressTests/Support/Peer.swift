import Egress
import Foundation

/// A peer to speak to, with an authority of its own: `peer.py`.
struct Peer: Sendable {
    struct Ports: Decodable, Sendable {
        /// Plain; TLS with the right certificate, with another name's, with one that has expired, with TLS 1.1 alone.
        var http, https, other, expired, old: Int
        /// The authority's certificate, and a folder that has it under its hash.
        var ca, hashed: String
    }

    /// One for all tests that leave no trace in it.
    private static let standing = Result { try Peer() }

    let ports: Ports
    private let program: ChildProgram

    static func shared() throws -> Peer { try self.standing.get() }

    init() throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("peer.py")
        self.program = try ChildProgram { ["python3", "-W", "ignore", script.path, $0.path] }
        self.ports = try JSONDecoder().decode(Ports.self, from: self.program.line())
    }

    func plain(_ path: String) -> String { "http://127.0.0.1:\(self.ports.http)\(path)" }

    func secure(_ path: String) -> String { "https://localhost:\(self.ports.https)\(path)" }

    /// Settings that trust the peer's authority.
    func settings(total: Duration = .seconds(30)) -> EgressSettings {
        EgressSettings(extraCABundle: self.ports.ca, totalTimeout: total)
    }

    /// A client that may speak to loopback.
    func client(_ settings: EgressSettings? = nil) -> EgressClient {
        EgressClient(settings: settings ?? self.settings(), permission: .loopback)
    }

    /// The requests it got so far, as method and path.
    func calls() async throws -> [String] {
        struct Call: Decodable { var method, path: String }
        let response = try await self.client().send(EgressRequest(url: self.plain("/calls")))
        let calls = try JSONDecoder().decode([Call].self, from: Data(response.body)).map { "\($0.method) \($0.path)" }
        return calls.filter { $0 != "GET /calls" }
    }
}

extension EgressPermission {
    static var loopback: EgressPermission {
        EgressPermission(networks: ["127.0.0.0/8", "::1/128"].compactMap { NetworkRange($0) })
    }
}

/// What the peer's path `/echo` answers.
struct Echo: Decodable {
    var method, path, body: String
    var headers: [[String]]
    /// The client's port, which tells connections apart.
    var port: Int

    init(_ response: EgressResponse) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(response.body))
    }

    subscript(name: String) -> [String] { self.headers.filter { $0[0] == name }.map { $0[1] } }
}

extension EgressClient {
    /// The error that a request ends with; `nil` when it is answered.
    func failure(_ request: EgressRequest) async -> EgressError? {
        do throws(EgressError) {
            _ = try await self.send(request)
            return nil
        } catch {
            return error
        }
    }

    func failure(_ url: String) async -> EgressError? {
        await self.failure(EgressRequest(url: url))
    }
}
