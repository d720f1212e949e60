import Foundation
import Testing

@Suite("Connectors from outside", .serialized)
struct ConnectorRouteTests {
    /// A request that is bent, and the code that it gets.
    struct Refusal: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: String
        var bend: @Sendable (inout [String: Any]) -> Void

        init(_ name: String, _ code: String, _ bend: @escaping @Sendable (inout [String: Any]) -> Void) {
            (self.testDescription, self.code, self.bend) = (name, code, bend)
        }

        static func setting(_ name: String, _ value: String?) -> @Sendable (inout [String: Any]) -> Void {
            { body in
                var settings = body["settings"] as? [String: String] ?? [:]
                settings[name] = value
                body["settings"] = settings
            }
        }

        static func network(_ text: String) -> Refusal {
            Refusal("network \(text)", "connector_settings_invalid") { $0["networks"] = [text] }
        }
    }

    private static let refusals = [
        Refusal("an unknown kind", "connector_invalid") { $0["kind"] = "carrier_pigeon" },
        Refusal("a blank in the name", "connector_invalid") { $0["name"] = "my workspace" },
        Refusal("no name", "connector_invalid") { $0["name"] = "" },
        Refusal("no provider", "connector_invalid") { $0["providers"] = [String]() },
        Refusal("a missing setting", "connector_settings_invalid", Refusal.setting("admin_subject", nil)),
        Refusal("an unknown setting", "connector_settings_invalid", Refusal.setting("colour", "red")),
        Refusal("a missing secret", "connector_settings_invalid") { $0["secrets"] = [String: String]() },
        Refusal("a secret that is no key", "connector_settings_invalid") {
            $0["secrets"] = ["service_account_key": "{}"]
        },
        Refusal(
            "a secret among the settings", "connector_settings_invalid", Refusal.setting("service_account_key", "x")),
        Refusal(
            "a password in the address", "connector_settings_invalid",
            Refusal.setting("base_url", "https://me:word@admin.example.com")),
        .network("banana"), .network("0.0.0.0/0"), .network("126.0.0.0/7"), .network("0.0.0.0/8"), .network("::/0"),
        .network("::/127"), .network("::ffff:0:0/96"), .network("::ffff:127.0.0.1"),
    ]

    @Test("what could never work is refused with its code, and nothing is kept")
    func refused() throws {
        let scene = try ConnectorScene()
        for refusal in Self.refusals {
            var body = scene.request
            refusal.bend(&body)
            let answer = try scene.ask("POST", "/v1/connectors", body)
            #expect(answer.code == refusal.code, "\(refusal.testDescription): \(answer.object)")
            #expect(!String(decoding: answer.body, as: UTF8.self).contains("word"), "\(refusal.testDescription)")
        }
        #expect(try scene.commands.rows("/v1/connectors").isEmpty)

        try scene.connect()
        #expect(try scene.ask("POST", "/v1/connectors", scene.request).code == "connector_name_taken")
    }

    @Test("loopback is refused in production, also of a connector that is there already, in whatever spelling")
    func production() throws {
        var scene = try ConnectorScene()
        var body = scene.request
        body["networks"] = ["0:0:0:0:0:0:0:1/128", "127.0.0.1"]
        let made = try scene.ask("POST", "/v1/connectors", body)
        #expect(made.object["networks"] as? [String] == ["::1/128", "127.0.0.1/32"])
        #expect(made.object["is_test"] as? Bool == true)

        scene = try scene.restarted(["GNOMON_ENVIRONMENT": "production"])
        let health = try scene.ask("POST", "/v1/connectors/cnr_1/test").object
        let problems = health["problems"] as? [[String: Any]]
        #expect(problems?.first?["code"] as? String == "connector_is_test")
        body["name"] = "other"
        #expect(try scene.ask("POST", "/v1/connectors", body).code == "connector_is_test")
    }

    @Test(
        "a host that leads inside is refused by the guard, which the test of the connector says",
        arguments: ["https://169.254.169.254", "https://127.0.0.1", "https://localhost"])
    func inside(url: String) throws {
        let scene = try ConnectorScene()
        var body = scene.request
        body["networks"] = nil
        Refusal.setting("base_url", url)(&body)
        Refusal.setting("token_url", url)(&body)
        #expect(try scene.ask("POST", "/v1/connectors", body).status == 201)

        let health = try scene.ask("POST", "/v1/connectors/cnr_1/test").object

        #expect(health["healthy"] as? Bool == false)
        let problem = try #require((health["problems"] as? [[String: Any]])?.first)
        #expect((problem["detail"] as? String)?.contains("egress_address_refused") == true, "\(problem)")
    }

    @Test("a test names the missing permission in the vendor's words, with the link")
    func permission() throws {
        let scene = try ConnectorScene()
        try scene.connect()
        let security = "https://www.googleapis.com/auth/admin.directory.user.security"
        try scene.fake.control(
            "POST", "world", "{\"permissions\":[\"https://www.googleapis.com/auth/admin.directory.user.readonly\"]}")

        let health = try scene.ask("POST", "/v1/connectors/cnr_1/test").object
        let command = try scene.commands.gnomon("connectors", "test", "workspace")

        let problem = try #require((health["problems"] as? [[String: Any]])?.first)
        #expect(problem["permission"] as? String == security)
        #expect((problem["documentation"] as? String)?.hasPrefix("https://") == true)
        #expect((problem["detail"] as? String)?.isEmpty == false)
        #expect(command.status == 1)
        #expect(command.errors.contains("missing permission: \(security)"))
        #expect(command.errors.contains("see https://"))
        #expect(try (scene.connector()["health"] as? [String: Any])?["healthy"] as? Bool == false)

        try scene.fake.control("POST", "world", "{\"permissions\":[\"\(security)\"]}")
        #expect(try scene.ask("POST", "/v1/connectors/cnr_1/test").object["healthy"] as? Bool == false)
        try scene.fake.control("POST", "seed", "{\"users\":2,\"apps\":1,\"grants_per_user\":1}")
        #expect(try scene.commands.gnomon("connectors", "test", "workspace").status == 0)
    }

    @Test("secrets go in and never come out: not in answers, the log, or any file; disabling deletes them")
    func secrets() throws {
        let scene = try ConnectorScene()
        let key = try #require(scene.fake.secrets["service_account_key"])
        let canary = "CANARY-3d51"
        var body = scene.request
        body["secrets"] = ["service_account_key": String(key.dropLast()) + ",\"note\":\"\(canary)\"}"]
        let made = try scene.ask("POST", "/v1/connectors", body)
        #expect(made.status == 201)
        _ = try scene.ask("POST", "/v1/connectors/cnr_1/test")

        let path = scene.folder.appendingPathComponent("given").path
        try Data((key + "  \n").utf8).write(to: URL(fileURLWithPath: path))
        let rotated = try scene.commands.gnomon(
            "connectors", "rotate", "workspace", "--secret-file", "service_account_key=\(path)", "--json")
        try FileManager.default.removeItem(atPath: path)
        #expect(rotated.status == 0, "\(rotated.errors)")
        #expect(rotated.output.contains("\"version\" : 2"))
        let refused = try scene.ask(
            "POST", "/v1/connectors/cnr_1/rotate", ["secrets": ["service_account_key": "{\"note\":\"\(canary)\"}"]])
        #expect(refused.code == "connector_settings_invalid", "a key that makes no connector")
        #expect(
            try scene.ask("POST", "/v1/connectors/cnr_1/rotate", ["secrets": ["colour": "red"]]).code
                == "connector_invalid")

        var shown = made.body + refused.body + Data(rotated.output.utf8)
        for path in ["/v1/connectors", "/v1/log?limit=500", "/v1/connector-kinds"] {
            shown += try scene.ask("GET", path).body
        }
        shown += Data(scene.daemon.standardError.utf8)
        for secret in [canary, "BEGIN PRIVATE KEY", String(key.dropFirst(400).prefix(40))] {
            #expect(shown.range(of: Data(secret.utf8)) == nil, "\(secret)")
            #expect(try scene.files(containing: secret).isEmpty, "\(secret)")
        }
        #expect(try !scene.files(containing: "google_workspace").isEmpty, "the search finds what is stored")
        let hints = try #require(try scene.connector()["secrets"] as? [[String: Any]])
        #expect(hints.first?["version"] as? Int == 2)
        #expect((hints.first?["last_four"] as? String)?.count == 4)

        #expect(try scene.commands.gnomon("connectors", "disable", "workspace").status == 0)
        let disabled = try scene.connector()
        #expect(disabled["state"] as? String == "disabled")
        #expect((disabled["secrets"] as? [Any])?.isEmpty == true)
        #expect(try scene.ask("POST", "/v1/connectors/cnr_1/test").code == "not_found")
        #expect(try scene.ask("DELETE", "/v1/connectors/cnr_1").code == "not_found")
        let types = try ActionScene(scene.daemon).logTypes()
        #expect(Set(["connector.add", "connector.test", "connector.rotate", "connector.disable"]).isSubset(of: types))
    }

    @Test("a pause lets jobs wait with its reason; after it they go on to the proof, with the provider's request ids")
    func pause() throws {
        let scene = try ConnectorScene(seed: "1x1x1")
        try scene.connect()
        #expect(
            try scene.commands.gnomon("connectors", "pause", "workspace", "--reason", "a change freeze").status == 0)
        #expect(try scene.connector()["state"] as? String == "paused")
        #expect(try scene.commands.gnomon("connectors", "unpause", "workspace").status == 0)

        #expect(try scene.commands.gnomon("connectors", "sync", "workspace").status == 0)
        #expect(
            try scene.ask("POST", "/v1/connectors/cnr_1/pause", ["reason": "a change freeze"]).object["state"]
                as? String
                == "paused")
        let actions = try ActionScene(scene.daemon)
        _ = try scene.daemon.waitUntilAnalysed()
        #expect(try actions.decide("bob", "actions/act_1/approve").status == 200)
        try scene.waitForState("running", of: "act_1")
        #expect(try scene.commands.gnomon("jobs", "view", "job_1").output.contains("a change freeze"))
        #expect(try scene.fake.standing() == 1)

        #expect(try scene.commands.gnomon("connectors", "unpause", "workspace").status == 0)
        try scene.waitForState("verified", of: "act_1")
        #expect(try scene.fake.standing() == 0)
        let attempts = try #require(try scene.daemon.json("/v1/jobs/job_1")["attempts"] as? [[String: Any]])
        #expect(attempts.count >= 2)
        for attempt in attempts { #expect((attempt["request_ids"] as? [String])?.isEmpty == false, "\(attempt)") }
        let job = try #require(try scene.commands.rows("/v1/jobs").first)
        #expect((job["connector"] as? [String: Any])?["is_test"] as? Bool == true, "what it proves is marked a test")
    }

    @Test("a client is mapped by a person's word, which the log keeps")
    func mapped() throws {
        let scene = try ConnectorScene()
        try scene.connect()
        #expect(try scene.commands.gnomon("connectors", "map", "workspace", "client-1", "vendor-9").status == 0)
        #expect(
            try scene.ask("POST", "/v1/connectors/cnr_1/mappings", ["client_id": "client-1", "vendor_key": ""]).code
                == "parameter_invalid")
        #expect(
            try scene.ask("POST", "/v1/connectors/cnr_9/mappings", ["client_id": "a", "vendor_key": "b"]).code
                == "not_found")
        #expect(try ActionScene(scene.daemon).logTypes().contains("connector.map_client"))
    }
}
