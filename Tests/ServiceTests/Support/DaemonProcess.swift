import Foundation
import Store
import StoreTesting
import Testing

/// The real binary as a child process on a port of its own, with a folder of its own.
final class DaemonProcess {
    let folder: URL
    /// What it was told as `--store`.
    let store: String
    let process = Process()
    private(set) var base = URL(fileURLWithPath: "/")
    private let errors: URL

    /// The binary beside the test bundle.
    static var binary: URL {
        let build = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(".build/debug/gnomon")
        return ProcessInfo.processInfo.environment["GNOMON_TEST_BINARY"].map { URL(fileURLWithPath: $0) } ?? build
    }

    static var repository: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
    }

    /// Starts `gnomon serve` and waits for its ready line.
    ///
    /// - Parameters:
    ///   - folder: an existing folder to go on with, or `nil` for a fresh one.
    ///   - wrapper: a command that runs the daemon, such as `strace -o file`.
    ///   - store: by default a file in the folder, or on PostgreSQL (`Engine.current`) a database of its own.
    init(
        folder: URL? = nil, arguments: [String] = [], environment: [String: String] = [:], wrapper: [String] = [],
        store: String? = nil, binary: URL = DaemonProcess.binary
    ) throws {
        self.folder =
            folder
            ?? FileManager.default.temporaryDirectory
            .appendingPathComponent("gnomon-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        self.errors = self.folder.appendingPathComponent("stderr-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: self.errors.path, contents: nil)
        self.store = try store ?? Self.newStore(in: self.folder)
        let command =
            wrapper + [
                binary.path, "serve", "--listen", "127.0.0.1:0", "--store", self.store, "--state-dir", self.folder.path,
            ] + arguments
        self.process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        self.process.arguments = command
        var surroundings = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GNOMON_") }
        surroundings["GNOMON_PEOPLE_DOMAINS"] = "example.com"
        surroundings["GNOMON_RATE_INSTALL"] = "0"
        surroundings.merge(environment) { $1 }
        self.process.environment = surroundings
        self.process.standardError = try FileHandle(forWritingTo: self.errors)
        self.process.standardOutput = FileHandle.nullDevice
        try self.process.run()
        try self.waitUntilReady()
    }

    deinit {
        self.kill(SIGKILL)
    }

    private static func newStore(in folder: URL) throws -> String {
        switch Engine.current {
        case .sqlite: "sqlite:\(folder.path)/gnomon.sqlite"
        case .postgres, .pooledPostgres: try PostgresTemplate.newDatabase()
        }
    }

    /// The place that `--store` names.
    var location: StoreLocation {
        get throws { try #require(StoreLocation(self.store)) }
    }

    var standardError: String { (try? String(contentsOf: self.errors, encoding: .utf8)) ?? "" }

    private func waitUntilReady() throws {
        let isReady = waitFor(seconds: 30) {
            !self.process.isRunning || self.standardError.contains("ready at http://")
        }
        guard isReady, let line = self.standardError.split(separator: "\n").first(where: { $0.contains("ready at ") }),
            let url = line.split(separator: " ").last.flatMap({ URL(string: String($0)) })
        else { throw DaemonFailure(text: self.standardError) }
        self.base = url
    }

    struct DaemonFailure: Error {
        var text: String
    }

    /// The first-start administrator's token.
    func adminToken() throws -> String {
        try String(contentsOf: self.folder.appendingPathComponent("admin-token"), encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Sends a signal and waits for the end.
    func kill(_ signal: Int32) {
        guard self.process.isRunning else { return }
        Foundation.kill(self.process.processIdentifier, signal)
        if !waitFor(seconds: 30, { !self.process.isRunning }) {
            Foundation.kill(self.process.processIdentifier, SIGKILL)
            Issue.record("the daemon did not stop on signal \(signal)")
        }
    }

    /// Creates an enrolment token through the API.
    func enrol(name: String = "test") throws -> String {
        let answer = try self.call(
            "POST", "/v1/enrolment-tokens", token: self.adminToken(), body: Data("{\"name\":\"\(name)\"}".utf8),
            headers: ["Content-Type": "application/json"])
        let object = try #require(try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])
        return try #require(object["secret"] as? String)
    }

    /// Most memory the daemon ever had resident, in bytes.
    func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(self.process.processIdentifier)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(line.split(separator: " ").compactMap { Int($0) }.first) * 1024
    }

    // MARK: - Requests

    func call(
        _ method: String, _ path: String, token: String?, body: Data? = nil, headers: [String: String] = [:]
    ) throws -> HTTPAnswer {
        let socket = try LoopbackSocket(port: self.base.port ?? 0)
        var lines = ["\(method) \(path) HTTP/1.1", "Connection: close"]
        if headers["Host"] == nil { lines.append("Host: 127.0.0.1") }
        if let token { lines.append("Authorization: Bearer \(token)") }
        lines += headers.map { "\($0.key): \($0.value)" }
        if let body { lines.append("Content-Length: \(body.count)") }
        try socket.send(Data((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? Data()))
        return try HTTPAnswer(socket.readToEnd())
    }

    /// Posts a report's text as gzip.
    func post(_ text: [UInt8], token: String?, headers: [String: String] = [:]) throws -> HTTPAnswer {
        try self.call(
            "POST", "/v1/reports", token: token, body: Data(gzip(text)),
            headers: ["Content-Type": "application/json", "Content-Encoding": "gzip"].merging(headers) { $1 })
    }

    func json(_ path: String) throws -> [String: Any] {
        let answer = try self.call("GET", path, token: self.adminToken())
        return try #require(try JSONSerialization.jsonObject(with: answer.body) as? [String: Any])
    }

    /// Waits until nothing waits for analysis.
    func waitUntilAnalysed() throws -> [String: Any] {
        var status: [String: Any] = [:]
        let isDone = waitFor(seconds: 30) {
            status = (try? self.json("/v1/status")) ?? [:]
            return status["backlog_events"] as? Int == 0
        }
        #expect(isDone, "events still wait")
        return status
    }
}

/// Looks at a condition until it holds, at most so many seconds.
func waitFor(seconds: Int, _ condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while try !condition() {
        guard ContinuousClock.now < end else { return false }
        pauseBetweenLooks()
    }
    return true
}

/// Gives the other process a moment between two looks at a condition.
private func pauseBetweenLooks() {
    var time = timespec(tv_sec: 0, tv_nsec: 5_000_000)
    nanosleep(&time, nil)
}
