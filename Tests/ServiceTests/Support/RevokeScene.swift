import APIModel
import Foundation
import Testing

/// The real binary beside a fake Google Workspace, connected, with all that stands there listed and analysed.
final class RevokeScene {
    let fake: FakeProcess
    private(set) var daemon: DaemonProcess
    private let folder: URL
    private let environment: [String: String]

    /// - Parameter people: how many, each with four grants to eight apps.
    init(people: Int, callsPerSecond: Int = 5_000) throws {
        self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        self.fake = try FakeProcess("google_workspace", seed: "\(people)x8x4")
        let key = self.folder.appendingPathComponent("vault-key").path
        #expect(try run(["vault", "key", key]).status == 0)
        self.environment = [
            "GNOMON_VAULT_KEY_FILE": key, "GNOMON_ENVIRONMENT": "test", "GNOMON_REMEDIATION_GRACE_SECONDS": "0",
            "GNOMON_REMEDIATION_FIRST_WAIT_MS": "20", "GNOMON_REMEDIATION_LONGEST_WAIT_MS": "500",
            "GNOMON_REMEDIATION_READ_BACKS_MS": "20,50,100,200,400,800",
            "GNOMON_APPROVAL_GRANTS_OF_ONE_PERSON": "1000000", "GNOMON_LISTINGS_INTERVAL_SECONDS": "0",
        ]
        self.daemon = try DaemonProcess(folder: self.folder, environment: self.environment)
        try self.connect(callsPerSecond)
        try self.list()
    }

    /// Kills the daemon and starts another on the same store.
    func restart() throws {
        self.daemon.kill(SIGKILL)
        self.daemon = try DaemonProcess(folder: self.folder, environment: self.environment)
    }

    func approveAll() throws {
        let actions = try self.all(ActionBody.self, "/v1/actions?state=proposed&kind=revoke")
        #expect(actions.count == 8)
        for action in actions {
            let answer = try self.send(
                "POST", "/v1/actions/\(action.id)/approve", Data("{\"reason\":\"a campaign\"}".utf8))
            #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        }
    }

    func jobs() throws -> [JobBody] { try self.all(JobBody.self, "/v1/jobs?sort=id") }

    /// Waits until no job is at work.
    func waitForEnds(seconds: Int) throws {
        let isOver = try waitFor(seconds: seconds) {
            let open = try self.daemon.json("/v1/jobs?state=scheduled,available,running,retryable&limit=1")
            return (open["data"] as? [Any])?.isEmpty == true
        }
        #expect(isOver, "jobs are still at work")
    }

    private func connect(_ callsPerSecond: Int) throws {
        let request = ConnectorRequest(
            name: "workspace", kind: "google_workspace",
            settings: self.fake.settings.merging(["calls_per_second": String(callsPerSecond)]) { $1 },
            secrets: self.fake.secrets, networks: ["127.0.0.0/8"])
        let answer = try self.send("POST", "/v1/connectors", APICoding.encode(request))
        #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    }

    private func list() throws {
        #expect(try self.send("POST", "/v1/connectors/cnr_1/listings", nil).status == 202)
        let isListed = try waitFor(seconds: 120) {
            try self.all(ListingBody.self, "/v1/listings").first?.state == "complete"
        }
        #expect(isListed, "the listing did not end")
        _ = try self.daemon.waitUntilAnalysed()
    }

    private func send(_ method: String, _ path: String, _ body: Data?) throws -> HTTPAnswer {
        try self.daemon.call(
            method, path, token: self.daemon.adminToken(), body: body, headers: ["Content-Type": "application/json"])
    }

    private func all<Row: Codable & Sendable>(_ type: Row.Type, _ path: String) throws -> [Row] {
        var rows: [Row] = []
        var cursor: String?
        repeat {
            var address = path
            if path != "/v1/listings" { address += (path.contains("?") ? "&" : "?") + "limit=500" }
            if let cursor { address += "&cursor=\(cursor)" }
            let answer = try self.daemon.call("GET", address, token: self.daemon.adminToken())
            let page = try APICoding.decode(ListBody<Row>.self, from: answer.body)
            rows += page.data
            cursor = page.nextCursor
        } while cursor != nil
        return rows
    }
}
