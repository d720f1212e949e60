import Foundation
import Testing

/// Two collectors, two workers and one that answers, on one PostgreSQL database.
final class Fleet {
    private(set) var collectors: [DaemonProcess] = []
    private(set) var workers: [DaemonProcess] = []
    let api: DaemonProcess
    let store: String

    private let environment: [String: String]

    /// - Parameters:
    ///   - binary: what runs, in place of this version's binary.
    ///   - environment: settings that each process gets.
    init(store: String, binary: URL = DaemonProcess.binary, environment: [String: String] = [:]) throws {
        self.store = store
        self.environment = environment
        self.api = try DaemonProcess(
            arguments: ["--roles", "api"], environment: environment, store: store, binary: binary)
        self.collectors = try (0..<2).map { _ in try self.process("collector", binary) }
        self.workers = try (0..<2).map { _ in try self.process("analyzer", binary) }
    }

    private func process(_ role: String, _ binary: URL = DaemonProcess.binary) throws -> DaemonProcess {
        try DaemonProcess(
            arguments: ["--roles", role], environment: self.environment, store: self.store, binary: binary)
    }

    var ports: [Int] { self.collectors.map(\.port) }

    /// A token that every collector knows.
    func enrol() throws -> String {
        let token = try self.api.enrol()
        let isKnown = try waitFor(seconds: 20) {
            try self.collectors.allSatisfy { try $0.post([], token: token).status != 401 }
        }
        try #require(isKnown, "a collector does not know the token")
        return token
    }

    /// Kills one of the four at random, and starts another in its place.
    func replaceOne() throws { try self.replace(.random(in: 0..<4), by: SIGKILL) }

    /// Ends one of the four and starts this version's binary in its place.
    ///
    /// - Parameter number: 0 and 1 are the collectors, 2 and 3 the workers.
    func replace(_ number: Int, by signal: Int32) throws {
        if number < 2 {
            self.collectors[number].kill(signal)
            self.collectors[number] = try self.process("collector")
        } else {
            self.workers[number - 2].kill(signal)
            self.workers[number - 2] = try self.process("analyzer")
        }
    }

    func stop() {
        for daemon in self.collectors + self.workers + [self.api] { daemon.kill(SIGTERM) }
    }

    func expectSoundLog() throws {
        let verified = try run(["log", "verify", "--store", self.store, "--state-dir", self.api.folder.path])
        #expect(verified.status == 0, "\(verified.output)")
    }
}
