import Foundation
import Testing

/// A daemon in the environment `test` with a master key, and a fake Google Workspace beside it.
struct ConnectorScene {
    let daemon: DaemonProcess
    let fake: FakeProcess
    let folder: URL

    /// Waiting times of a test instead of those of a provider, and nothing that happens unasked.
    static let environment = [
        "GNOMON_ENVIRONMENT": "test", "GNOMON_LISTINGS_INTERVAL_SECONDS": "0", "GNOMON_REMEDIATION_GRACE_SECONDS": "0",
        "GNOMON_REMEDIATION_READ_BACKS_MS": "50,200,1000",
    ]

    /// - Parameters:
    ///   - seed: people, apps and grants of each person.
    ///   - environment: settings beside those of every scene.
    init(seed: String = "2x1x1", environment: [String: String] = [:]) throws {
        self.fake = try FakeProcess(seed: seed)
        self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        try Self.makeKey(self.folder.appendingPathComponent("master.key").path)
        self.daemon = try Self.start(self.folder, environment)
    }

    private init(_ daemon: DaemonProcess, _ fake: FakeProcess, _ folder: URL) {
        (self.daemon, self.fake, self.folder) = (daemon, fake, folder)
    }

    static func makeKey(_ path: String) throws {
        #expect(try run(["vault", "key", path]).status == 0)
    }

    private static func start(_ folder: URL, _ environment: [String: String]) throws -> DaemonProcess {
        let own = ["GNOMON_VAULT_KEY_FILE": folder.appendingPathComponent("master.key").path]
        return try DaemonProcess(
            folder: folder, environment: Self.environment.merging(own) { $1 }.merging(environment) { $1 })
    }

    /// The same folder and fake under a new daemon.
    func restarted(_ environment: [String: String] = [:]) throws -> ConnectorScene {
        self.daemon.kill(SIGTERM)
        return ConnectorScene(try Self.start(self.folder, environment), self.fake, self.folder)
    }

    var commands: CommandScene { CommandScene(self.daemon) }

    func ask(_ method: String, _ path: String, _ body: [String: Any]? = nil) throws -> HTTPAnswer {
        try self.daemon.call(
            method, path, token: self.daemon.adminToken(),
            body: try body.map { try JSONSerialization.data(withJSONObject: $0) })
    }

    /// What is asked to connect the fake.
    var request: [String: Any] {
        [
            "name": "workspace", "kind": "google_workspace", "settings": self.fake.settings,
            "secrets": self.fake.secrets, "networks": ["127.0.0.0/8"],
        ]
    }

    /// Connects the fake as `cnr_1`.
    @discardableResult
    func connect() throws -> [String: Any] {
        let answer = try self.ask("POST", "/v1/connectors", self.request)
        #expect(answer.status == 201, "\(answer.object)")
        return answer.object
    }

    func connector(_ id: String = "cnr_1") throws -> [String: Any] {
        try #require(try self.commands.rows("/v1/connectors").first { $0["id"] as? String == id })
    }

    /// Lists what stands, waits for its analysis, and lets a person approve the revoke that the policy proposed.
    ///
    /// - Returns: the action's id.
    func approveListed() throws -> String {
        #expect(try self.commands.gnomon("connectors", "sync", "workspace").status == 0)
        _ = try self.daemon.waitUntilAnalysed()
        let actions = try ActionScene(self.daemon)
        var proposed: String?
        _ = try waitFor(seconds: 20) {
            proposed = try actions.rows("/v1/actions?state=proposed").first?["id"] as? String
            return proposed != nil
        }
        let id = try #require(proposed)
        let answer = try actions.decide("bob", "actions/\(id)/approve")
        #expect(answer.status == 200, "\(answer.object)")
        return id
    }

    func waitForState(_ state: String, of action: String) throws {
        var last: Any?
        let isReached = try waitFor(seconds: 30) {
            last = try self.daemon.json("/v1/actions/\(action)")["state"]
            return last as? String == state
        }
        #expect(isReached, "\(action) is \(last ?? "nothing")")
    }

    /// Names of the daemon's files that hold a text.
    func files(containing text: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self.folder.path).filter { name in
            FileManager.default.contents(atPath: self.folder.appendingPathComponent(name).path)?
                .range(of: Data(text.utf8)) != nil
        }
    }
}
