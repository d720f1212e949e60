import Connectors
import Egress
import Foundation

/// The authorization server of `oauth_server.py`, which Authlib answers. It ends with this value.
final class IndependentServer {
    struct Ready: Decodable {
        var port: Int
        var clientID: String
        var clientSecret: String
        var tokens: [String: String]

        private enum CodingKeys: String, CodingKey {
            case port, tokens
            case clientID = "client_id"
            case clientSecret = "client_secret"
        }
    }

    let ready: Ready
    private let process = Process()
    private let input = Pipe()

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    /// The environment that `scripts/test` makes.
    private static let environment = IndependentServer.folder.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("var/venv")

    static var isInstalled: Bool {
        let packages = Self.environment.appendingPathComponent("packages.txt")
        return (try? String(contentsOf: packages, encoding: .utf8))?.contains("Authlib") == true
    }

    init(method: String) throws {
        let output = Pipe()
        self.process.executableURL = Self.environment.appendingPathComponent("bin/python")
        self.process.arguments = ["-W", "ignore", Self.folder.appendingPathComponent("oauth_server.py").path, method]
        self.process.standardInput = self.input
        self.process.standardOutput = output
        try self.process.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data([0x0A]) { line += byte }
        self.ready = try JSONDecoder().decode(Ready.self, from: line)
    }

    deinit {
        self.input.fileHandleForWriting.closeFile()
        self.process.waitUntilExit()
    }

    func connector(over client: EgressClient, secret: String? = nil) throws -> any Connector {
        let tokens = try JSONEncoder().encode(self.ready.tokens)
        return try ConnectorFactory.make(
            kind: .oauthRevocation,
            settings: [
                "base_url": "http://127.0.0.1:\(self.ready.port)", "client_id": self.ready.clientID,
                "calls_per_second": "1000",
            ],
            secrets: ["client_secret": Array((secret ?? self.ready.clientSecret).utf8), "tokens": Array(tokens)],
            client: client, clock: { Date() })
    }
}
