import Foundation
import Testing

@Suite("The vault from outside", .serialized)
struct VaultServiceTests {
    @Test("without a master key the service starts and reads, and only what needs a secret is refused")
    func missing() throws {
        let daemon = try DaemonProcess()
        let scene = CommandScene(daemon)
        let refused = try scene.gnomon("webhooks", "add", "https://receiver.example.com/")

        #expect(refused.status != 0)
        #expect(refused.errors.contains("vault_key_missing"))
        #expect(try scene.ask("GET", "/v1/findings").status == 200)
        let manual =
            "{\"name\":\"m\",\"kind\":\"manual\",\"providers\":[\"asana\"],\"settings\":{\"provider\":\"asana\"}}"
        #expect(try scene.ask("POST", "/v1/connectors", manual).status == 201, "it has no secret")
    }

    @Test("under a wrong key reading works and jobs park with the reason; under the right one they go on")
    func wrong() throws {
        var scene = try ConnectorScene(seed: "1x1x1")
        try scene.connect()
        #expect(try scene.commands.gnomon("connectors", "sync", "workspace").status == 0)
        _ = try scene.daemon.waitUntilAnalysed()
        let other = scene.folder.appendingPathComponent("other.key").path
        try ConnectorScene.makeKey(other)

        scene = try scene.restarted(["GNOMON_VAULT_KEY_FILE": other])
        #expect(scene.daemon.standardError.contains("vault_key_wrong"))
        #expect(try scene.commands.rows("/v1/findings").count == 1)
        let health = try scene.ask("POST", "/v1/connectors/cnr_1/test").object
        #expect((health["problems"] as? [[String: Any]])?.first?["code"] as? String == "vault_key_wrong")
        #expect(try scene.commands.gnomon("vault", "rotate").errors.contains("vault_key_wrong"))
        let actions = try ActionScene(scene.daemon)
        #expect(try actions.decide("bob", "actions/act_1/approve").status == 200)
        let isParked = try waitFor(seconds: 20) {
            (try scene.connector()["paused_because"] as? String)?.contains("vault_key_wrong") == true
        }
        #expect(isParked)
        #expect(try scene.commands.gnomon("jobs", "view", "job_1").output.contains("vault_key_wrong"))
        #expect(try scene.fake.standing() == 1)

        scene = try scene.restarted()
        try scene.waitForState("verified", of: "act_1")
        #expect(try scene.fake.standing() == 0)
        #expect(try scene.connector()["paused_because"] == nil)
    }

    @Test("the master key changes beside running work: old beside new, rotate, then the new one alone")
    func rotated() throws {
        var scene = try ConnectorScene()
        try scene.connect()
        #expect(try scene.commands.gnomon("webhooks", "add", "https://receiver.example.com/").status == 0)
        let keys = ["master.key", "new.key"].map { scene.folder.appendingPathComponent($0).path }
        try ConnectorScene.makeKey(keys[1])

        scene = try scene.restarted(
            ["GNOMON_VAULT_KEY_FILE": keys[1], "GNOMON_VAULT_PREVIOUS_KEY_FILE": keys[0]])
        #expect(try scene.commands.gnomon("connectors", "test", "workspace").status == 0, "opened by the old key")
        let rotated = try scene.commands.gnomon("vault", "rotate", "--json")
        #expect(rotated.output.contains("\"secrets\" : 2"), "\(rotated.output) \(rotated.errors)")
        #expect(try scene.commands.gnomon("vault", "rotate", "--json").output.contains("\"secrets\" : 0"))
        #expect(try scene.commands.gnomon("connectors", "test", "workspace").status == 0)

        scene = try scene.restarted(["GNOMON_VAULT_KEY_FILE": keys[1]])
        #expect(try scene.commands.gnomon("connectors", "test", "workspace").status == 0)
        scene = try scene.restarted(["GNOMON_VAULT_KEY_FILE": keys[0]])
        #expect(try scene.commands.gnomon("connectors", "test", "workspace").errors.contains("vault_key_wrong"))
    }

    @Test("a lost master key keeps nobody out: once nothing is sealed under it, another one begins")
    func lost() throws {
        var scene = try ConnectorScene()
        try scene.connect()
        #expect(try scene.commands.gnomon("webhooks", "add", "https://receiver.example.com/").status == 0)
        let other = ["GNOMON_VAULT_KEY_FILE": scene.folder.appendingPathComponent("other.key").path]
        try ConnectorScene.makeKey(try #require(other.values.first))
        scene = try scene.restarted(other)
        var again = scene.request
        again["name"] = "again"
        #expect(try scene.ask("POST", "/v1/connectors", again).code == "vault_key_wrong")

        #expect(try scene.commands.gnomon("connectors", "disable", "workspace").status == 0)
        #expect(try scene.commands.gnomon("webhooks", "remove", "whk_1").status == 0)
        scene = try scene.restarted(other)

        #expect(try scene.ask("POST", "/v1/connectors", again).status == 201)
        #expect(try scene.commands.gnomon("connectors", "test", "again").status == 0)
    }
}
