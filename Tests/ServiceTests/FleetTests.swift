import Foundation
import PostgresTesting
import Testing

@Suite("Several processes on one database", .serialized)
struct FleetTests {
    @Test("Collectors and workers killed at random lose nothing, count nothing twice and fork no log")
    func killed() throws {
        let fleet = try Fleet(store: PostgresCluster.shared.get().newDatabase())
        let load = ReportLoad(token: try fleet.enrol())

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
        let load = ReportLoad(token: try fleet.enrol())
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
