import Foundation
import Testing

/// A fake provider as a process of its own, which a test that blocks does not hold up.
final class FakeProcess {
    let url: String
    let settings: [String: String]
    let secrets: [String: String]
    private let process = Process()

    private struct Ready: Decodable {
        var url: String
        var settings: [String: String]
        var secrets: [String: String]
    }

    /// - Parameter seed: people, apps and grants of each person, as in `9x4x2`.
    init(_ kind: String = "google_workspace", seed: String) throws {
        let pipe = Pipe()
        self.process.executableURL = DaemonProcess.repository.appendingPathComponent(".build/debug/provider-fakes")
        self.process.arguments = ["--provider", kind, "--seed", seed]
        self.process.standardOutput = pipe
        try self.process.run()
        var line = Data()
        while line.last != 0x0A {
            let more = pipe.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            line += more
        }
        let ready = try JSONDecoder().decode(Ready.self, from: line)
        (self.url, self.settings, self.secrets) = (ready.url, ready.settings, ready.secrets)
    }

    deinit {
        self.process.terminate()
    }

    /// Asks the interface under `/_control`.
    @discardableResult
    func control(_ method: String, _ path: String, _ body: String = "") throws -> [String: Any] {
        let socket = try LoopbackSocket(port: try #require(URL(string: self.url)?.port))
        let lines = [
            "\(method) /_control/\(path) HTTP/1.1", "Host: 127.0.0.1", "Connection: close",
            "Content-Length: \(body.utf8.count)",
        ]
        try socket.send(Data((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8))
        let answer = try HTTPAnswer(socket.readToEnd())
        #expect((200..<300).contains(answer.status), "\(method) \(path)")
        return answer.object
    }

    /// Grants that really stand.
    func standing() throws -> Int? { try self.control("GET", "grants")["count"] as? Int }
}
