import Foundation
import PostgresTesting
import Testing

@Suite("A standby that commits wait for")
struct StandbyTests {
    @Test("While it is gone the service says that it is not ready, and is ready when commits go on")
    func gone() throws {
        let primary = try PostgresCluster()
        defer { primary.remove() }
        let daemon = try DaemonProcess(store: primary.newDatabase())
        let ready = { try daemon.call("GET", "/v1/health/ready", token: nil) }
        #expect(try ready().status == 200)

        try primary.run("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        try primary.run("SELECT pg_reload_conf()")
        // The server takes the setting a moment later.
        #expect(try waitFor(seconds: 20) { try ready().status != 200 })
        let answer = try ready()
        #expect(answer.status == 503)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("not_ready"))
        #expect(try daemon.call("GET", "/v1/findings", token: daemon.adminToken()).status == 200)

        try primary.run("ALTER SYSTEM SET synchronous_standby_names = ''")
        try primary.run("SELECT pg_reload_conf()")
        #expect(try waitFor(seconds: 20) { try ready().status == 200 })
        daemon.kill(SIGTERM)
    }
}
