import Foundation
import Testing

/// `kill -9` at random moments under load: what got its 202 is there exactly once.
@Suite("Killed at random moments", .serialized)
struct KillTests {
    static var rounds: Int {
        ProcessInfo.processInfo.environment["GNOMON_KILL_ROUNDS"].flatMap { Int($0) } ?? 10
    }

    /// Whether this is a long campaign and no short test.
    static var isCampaign: Bool { ProcessInfo.processInfo.environment["GNOMON_KILL_ROUNDS"] != nil }

    @Test("Every event that got its 202 is there exactly once, and the log verifies")
    func survives() throws {
        var daemon = try DaemonProcess()
        let folder = daemon.folder
        let load = ReportLoad(token: try daemon.enrol())

        for _ in 0..<Self.rounds {
            load.post(to: [daemon.port])
            load.waitForAnswers(.random(in: 3...60))
            daemon.kill(SIGKILL)
            load.stop()
            daemon = try DaemonProcess(folder: folder)
        }

        #expect(load.sendRest(to: daemon.port))
        try load.expectExactlyOnce(daemon)
        daemon.kill(SIGTERM)
        #expect(
            try run(["log", "verify", "--store", "sqlite:\(folder.path)/gnomon.sqlite", "--state-dir", folder.path])
                .status == 0)
    }
}

extension ReportLoad {
    /// Waits for so many more 202s, at most 20 seconds.
    func waitForAnswers(_ count: Int) {
        let target = self.promised.count + count
        _ = waitFor(seconds: 20) { self.promised.count >= target }
    }

    /// Expects every promised event to be there, and nothing to count twice or by halves.
    func expectExactlyOnce(_ daemon: DaemonProcess) throws {
        let status = try daemon.waitUntilAnalysed()
        #expect(status["balanced"] as? Bool == true)
        let sightings = try daemon.sightings()
        for client in self.promised { #expect(sightings[client] == Self.eventsPerReport, "\(client)") }
        #expect(sightings.values.allSatisfy { $0 == Self.eventsPerReport })
    }
}
