import Foundation
import PostgresTesting
import Testing

/// Two collectors, two workers and one that answers, on one PostgreSQL database.
private final class Fleet {
    private(set) var collectors: [DaemonProcess] = []
    private(set) var workers: [DaemonProcess] = []
    let api: DaemonProcess
    let store: String

    init(store: String) throws {
        self.store = store
        self.api = try DaemonProcess(arguments: ["--roles", "api"], store: store)
        self.collectors = try (0..<2).map { _ in try DaemonProcess(arguments: ["--roles", "collector"], store: store) }
        self.workers = try (0..<2).map { _ in try DaemonProcess(arguments: ["--roles", "analyzer"], store: store) }
    }

    var ports: [Int] { self.collectors.map(\.port) }

    /// Kills one of the four at random, and starts another in its place.
    func replaceOne() throws {
        let number = Int.random(in: 0..<4)
        if number < 2 {
            self.collectors[number].kill(SIGKILL)
            self.collectors[number] = try DaemonProcess(arguments: ["--roles", "collector"], store: self.store)
        } else {
            self.workers[number - 2].kill(SIGKILL)
            self.workers[number - 2] = try DaemonProcess(arguments: ["--roles", "analyzer"], store: self.store)
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

@Suite("Several processes on one database", .serialized)
struct FleetTests {
    @Test("Collectors and workers killed at random lose nothing, count nothing twice and fork no log")
    func killed() throws {
        let fleet = try Fleet(store: PostgresCluster.shared.get().newDatabase())
        let load = ReportLoad(token: try fleet.api.enrol())

        for _ in 0..<KillTests.rounds {
            load.post(to: fleet.ports)
            load.waitForAnswers(.random(in: 3...60))
            try fleet.replaceOne()
        }
        load.stop()

        #expect(load.sendRest(to: fleet.ports[0]))
        // A dead worker's reports wait for the end of its lease.
        try load.expectExactlyOnce(fleet.api)
        try fleet.expectSoundLog()
        fleet.stop()
    }

    /// As the operations page says: the standby's answer is waited for, the new primary no longer waits for one.
    @Test(
        "A primary killed under load loses nothing that got its 202, and a promoted standby goes on within ten seconds")
    func failover() throws {
        let primary = try PostgresCluster()
        defer { primary.remove() }
        let first = try primary.newDatabase()
        try primary.run("ALTER SYSTEM SET synchronous_standby_names = 'second'")
        try primary.run("SELECT pg_reload_conf()")
        let standby = try primary.makeStandby(name: "second")
        defer { standby.remove() }
        let database = try #require(URL(string: first)?.lastPathComponent)
        let store = "postgresql://gnomon@127.0.0.1:\(primary.port),127.0.0.1:\(standby.port)/\(database)"
        let fleet = try Fleet(store: store)
        let load = ReportLoad(token: try fleet.api.enrol())
        load.post(to: fleet.ports)
        load.waitForAnswers(100)

        primary.kill()
        try standby.promote()
        try standby.run("ALTER SYSTEM SET synchronous_standby_names = ''")
        try standby.run("SELECT pg_reload_conf()")

        let promised = load.promised.count
        #expect(waitFor(seconds: 10) { load.promised.count > promised + 10 }, "no report was taken")
        load.stop()
        #expect(load.sendRest(to: fleet.ports[0]))
        try load.expectExactlyOnce(fleet.api)
        try fleet.expectSoundLog()
        fleet.stop()
    }
}
