import Foundation
import Testing

/// A fake provider as a child process, as the bundled one runs.
final class FakeProcess {
    private let process = Process()
    private let output: URL
    /// What a connector has to be told.
    private(set) var settings: [String: String] = [:]
    private(set) var secrets: [String: String] = [:]
    private var port = 0

    /// - Parameter seed: `USERSxAPPSxGRANTS`: people, apps, and grants of each person.
    init(_ provider: String, seed: String, in folder: URL) throws {
        self.output = folder.appendingPathComponent("fake-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: self.output.path, contents: nil)
        self.process.executableURL = DaemonProcess.binary.deletingLastPathComponent()
            .appendingPathComponent("provider-fakes")
        self.process.arguments = ["--provider", provider, "--seed", seed]
        self.process.standardOutput = try FileHandle(forWritingTo: self.output)
        self.process.standardError = FileHandle.nullDevice
        try self.process.run()
        struct Ready: Decodable {
            var url: URL
            var settings: [String: String]
            var secrets: [String: String]
        }
        var ready: Ready?
        _ = waitFor(seconds: 30) {
            ready = (try? Data(contentsOf: self.output)).flatMap { try? JSONDecoder().decode(Ready.self, from: $0) }
            return ready != nil
        }
        let said = try #require(ready, "the fake did not start")
        (self.settings, self.secrets, self.port) = (said.settings, said.secrets, said.url.port ?? 0)
    }

    deinit {
        self.process.terminate()
    }

    struct Standing: Decodable {
        struct Grant: Decodable, Hashable {
            var subject: String
            var client: String

            private enum CodingKeys: String, CodingKey {
                case subject
                case client = "client_id"
            }
        }

        var grants: [Grant]
    }

    /// What the fake really holds.
    func standing() throws -> Set<Standing.Grant> {
        let answer = try self.control("GET", "grants")
        return Set(try JSONDecoder().decode(Standing.self, from: answer.body).grants)
    }

    struct Calls: Decodable {
        var total: Int
        var throttled: Int
        var peak: Int

        private enum CodingKeys: String, CodingKey {
            case total, throttled
            case peak = "peak_per_second"
        }
    }

    func calls() throws -> Calls {
        try JSONDecoder().decode(Calls.self, from: self.control("GET", "calls?limit=0").body)
    }

    /// Orders faults, each a `FaultOrder` as the control interface takes it.
    func order(_ faults: [[String: Any]]) throws {
        let answer = try self.control("POST", "faults", JSONSerialization.data(withJSONObject: faults))
        #expect(answer.status == 204)
    }

    func limit(callsPerSecond: Int) throws {
        _ = try self.control("POST", "limit", Data("{\"calls_per_second\":\(callsPerSecond)}".utf8))
    }

    private func control(_ method: String, _ path: String, _ body: Data? = nil) throws -> HTTPAnswer {
        let socket = try LoopbackSocket(port: self.port)
        var lines = ["\(method) /_control/\(path) HTTP/1.1", "Connection: close", "Host: 127.0.0.1"]
        if let body { lines += ["Content-Type: application/json", "Content-Length: \(body.count)"] }
        try socket.send(Data((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? Data()))
        return try HTTPAnswer(socket.readToEnd())
    }
}
