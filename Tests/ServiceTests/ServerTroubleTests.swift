import Foundation
import PostgresTesting
import Testing

@Suite("A database server in trouble", .serialized)
struct ServerTroubleTests {
    /// Long enough for a loaded machine, short enough to wait for.
    private static let settings = ["GNOMON_POSTGRES_STATEMENT_SECONDS": "2"]

    /// A store of the shared server's that is reached through a proxy.
    private static func slowStore() throws -> (proxy: SlowProxy, store: String) {
        let cluster = try PostgresCluster.shared.get()
        let database = try #require(URL(string: try cluster.newDatabase())?.lastPathComponent)
        let proxy = try SlowProxy(to: cluster.port)
        return (proxy, "postgresql://gnomon@127.0.0.1:\(proxy.port)/\(database)")
    }

    @Test("One that hangs is given up in time: 503 with its code, nothing lost or doubled, and service by itself after")
    func hangs() throws {
        let (proxy, store) = try Self.slowStore()
        defer { proxy.close() }
        let fleet = try Fleet(store: store, environment: Self.settings)
        let token = try fleet.enrol()
        let load = ReportLoad(token: token)
        load.post(to: fleet.ports)
        load.waitForAnswers(40)
        load.stop()

        proxy.hold()
        let begun = ContinuousClock.now
        let maker = ReportMaker()
        let refused = ReportMaker.bytes(maker.report([maker.event(client: "client-refused")]))
        let answers = try (0..<2).map { try fleet.collectors[$0].post(refused, token: token) }
        for answer in answers {
            #expect(answer.status == 503)
            #expect(answer.code == "store_unavailable")
            #expect(answer.headers["retry-after"] != nil)
        }
        // For one collector after the other: 2 seconds of a statement, 5 of silence, 3 to connect anew.
        #expect(ContinuousClock.now - begun < .seconds(25))
        #expect(try fleet.collectors[0].call("GET", "/v1/health/ready", token: nil).status == 503)
        #expect(try fleet.collectors[0].call("GET", "/v1/health/live", token: nil).status == 200)
        load.post(to: fleet.ports)

        let promised = load.promised.count
        proxy.pass()
        #expect(waitFor(seconds: 20) { load.promised.count > promised + 10 }, "no report was taken")
        load.stop()
        #expect(load.sendRest(to: fleet.ports[0]))
        try load.expectExactlyOnce(fleet.api)
        try fleet.expectSoundLog()
        fleet.stop()
    }

    @Test("One that answers late slows the service down, and nothing else")
    func late() throws {
        let (proxy, store) = try Self.slowStore()
        defer { proxy.close() }
        let fleet = try Fleet(store: store)
        let load = ReportLoad(token: try fleet.enrol())
        proxy.pass(after: .milliseconds(20))

        load.post(to: fleet.ports)
        load.waitForAnswers(40)
        load.stop()

        #expect(load.promised.count >= 40)
        #expect(load.unanswered == 0)
        try load.expectExactlyOnce(fleet.api)
        proxy.pass()
        try fleet.expectSoundLog()
        fleet.stop()
    }

    @Test("One that is killed under load and started again has all that got its 202")
    func killed() throws {
        let cluster = try PostgresCluster()
        defer { cluster.remove() }
        let fleet = try Fleet(store: cluster.newDatabase())
        let load = ReportLoad(token: try fleet.enrol())
        load.post(to: fleet.ports)
        load.waitForAnswers(40)

        cluster.kill()
        try cluster.start()

        let promised = load.promised.count
        #expect(waitFor(seconds: 20) { load.promised.count > promised + 10 }, "no report was taken")
        load.stop()
        #expect(load.sendRest(to: fleet.ports[0]))
        try load.expectExactlyOnce(fleet.api)
        try fleet.expectSoundLog()
        fleet.stop()
    }
}
