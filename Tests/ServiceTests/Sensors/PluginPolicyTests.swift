import Cryptography
import Foundation
import Testing

@Suite("The plugin's list, end to end")
struct PluginPolicyTests {
    private struct Answer {
        var http: HTTPAnswer
        var document: [String: Any]
        var bytes: [UInt8]
        var signature: [UInt8]
    }

    private static func base64URL(_ text: String) throws -> [UInt8] {
        let padded = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        return Array(
            try #require(Data(base64Encoded: padded + String(repeating: "=", count: (4 - padded.count % 4) % 4))))
    }

    private static func policy(_ scene: SensorScene, _ credential: String) throws -> Answer {
        let answer = try scene.daemon.call("GET", "/v1/plugin/policy", token: credential)
        let bytes = try self.base64URL(try #require(answer.object["policy"] as? String))
        return Answer(
            http: answer,
            document: try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]), bytes: bytes,
            signature: try self.base64URL(try #require(answer.object["signature"] as? String)))
    }

    /// The key as the command prints it.
    private static func key(_ scene: SensorScene) throws -> P256.PublicKey {
        let printed = try scene.commands.gnomon("plugin-policy", "key").output.trimmingCharacters(in: .newlines)
        let info = Array(try #require(Data(base64Encoded: printed)))
        let key = try P256.PublicKey(rawRepresentation: Array(info.suffix(P256.publicKeyByteCount)))
        #expect(key.subjectPublicKeyInfo == info)
        return key
    }

    @Test("is empty by default, signed, and read by a sensor's credential alone")
    func empty() throws {
        let scene = try SensorScene()
        let credential = try scene.credential()

        let answer = try Self.policy(scene, credential)

        #expect(answer.document["issue"] as? Int == 1)
        #expect((answer.document["clients"] as? [Any])?.isEmpty == true)
        #expect(answer.document["message"] as? String == "")
        #expect(Set(answer.document.keys) == ["issue", "issued_at", "not_after", "clients", "message"])
        #expect(answer.signature.count == 64)
        let key = try Self.key(scene)
        #expect(key.isValid(answer.signature, for: answer.bytes))
        #expect(!key.isValid(answer.signature, for: answer.bytes + [32]))
        let printed = try scene.commands.gnomon("plugin-policy", "key", "--json").output
        let shown = try JSONSerialization.jsonObject(with: Data(printed.utf8)) as? [String: String]
        #expect(shown?["key_id"] == answer.http.object["key_id"] as? String)
        let attributes = try FileManager.default.attributesOfItem(
            atPath: scene.daemon.folder.appendingPathComponent("plugin-policy-key").path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try scene.daemon.call("GET", "/v1/plugin/policy", token: nil).code == "token_missing")
        for token in [scene.token, try scene.daemon.adminToken()] {
            #expect(try scene.daemon.call("GET", "/v1/plugin/policy", token: token).code == "token_unknown")
        }
        #expect(try scene.commands.gnomon("enrolment", "revoke-credential", "crd_1").status == 0)
        #expect(try scene.daemon.call("GET", "/v1/plugin/policy", token: credential).code == "credential_revoked")
    }

    @Test("carries what people put there; an unchanged list is 304, and a change has a new tag and the next issue")
    func changes() throws {
        let scene = try SensorScene()
        let gnomon = scene.commands
        let credential = try scene.credential()
        func get(ifNot tag: String) throws -> HTTPAnswer {
            try scene.daemon.call(
                "GET", "/v1/plugin/policy", token: credential, headers: ["If-None-Match": tag])
        }
        let first = try Self.policy(scene, credential)
        let tag = try #require(first.http.headers["etag"])

        for value in [tag, "\"x\", \(tag)", String(tag.dropFirst(2)), "*"] {
            let same = try get(ifNot: value)
            #expect(same.status == 304 && same.body.isEmpty && same.headers["etag"] == tag, "\(value)")
        }
        #expect(try get(ifNot: "\"x\"").status == 200)
        let blocked = try gnomon.gnomon(
            "plugin-policy", "block", "client-1", "--provider", "google", "--reason", "It keeps mail.",
            "--alternative", "Ours", "--alternative-url", "https://ai.example.com", "--json")
        #expect(blocked.status == 0, "\(blocked.errors)")
        #expect(
            try gnomon.gnomon(
                "plugin-policy", "block", "client-2", "--provider", "slack", "--reason", "New.", "--state", "unreviewed"
            ).status == 0)
        #expect(try gnomon.gnomon("plugin-policy", "message", "Ask it@example.com").status == 0)

        #expect(try get(ifNot: tag).status == 200)
        let second = try Self.policy(scene, credential)
        #expect(second.document["issue"] as? Int == 4)
        #expect(second.document["message"] as? String == "Ask it@example.com")
        let clients = try #require(second.document["clients"] as? [[String: Any]])
        #expect(clients.map { $0["client_id"] as? String } == ["client-1", "client-2"])
        #expect(clients.map { $0["state"] as? String } == ["blocked", "unreviewed"])
        #expect(clients[0]["alternative"] as? [String: String] == ["name": "Ours", "url": "https://ai.example.com"])
        #expect(clients[1]["alternative"] is NSNull)
        #expect(try Self.key(scene).isValid(second.signature, for: second.bytes))
        let listed = try gnomon.gnomon("plugin-policy", "list")
        #expect(listed.output.hasPrefix("ppe_1\tgoogle\tclient-1\tblocked\tIt keeps mail.\tOurs\tlocal-admin\t"))

        #expect(try gnomon.gnomon("plugin-policy", "unblock", "client-2").status == 0)
        #expect(try gnomon.gnomon("plugin-policy", "unblock", "ppe_1", "--json").output.contains("ppe_1"))
        #expect(try gnomon.gnomon("plugin-policy", "unblock", "client-1").status == 5)
        #expect(try Self.policy(scene, credential).document["issue"] as? Int == 6)
        #expect(try gnomon.rows("/v1/log?type=plugin_policy.put,plugin_policy.remove,plugin_policy.message").count == 5)
    }

    @Test("another process with the same key gives the same list and tag, and a restart keeps the key")
    func restarted() throws {
        let scene = try SensorScene()
        let credential = try scene.credential()
        let first = try Self.policy(scene, credential)
        scene.daemon.kill(SIGTERM)

        let again = try DaemonProcess(folder: scene.daemon.folder)
        let answer = try again.call("GET", "/v1/plugin/policy", token: credential)

        #expect(answer.object["key_id"] as? String == first.http.object["key_id"] as? String)
        #expect(answer.object["policy"] as? String == first.http.object["policy"] as? String)
        #expect(answer.headers["etag"] == first.http.headers["etag"])
    }

    @Test(
        "an entry is checked, and the answer names the field",
        arguments: [
            ("{\"provider\":\"nobody\",\"client_id\":\"a\",\"reason\":\"r\"}", "provider"),
            ("{\"provider\":\"google\",\"client_id\":\"\",\"reason\":\"r\"}", "client_id"),
            ("{\"provider\":\"google\",\"client_id\":\"a\",\"reason\":\"\"}", "reason"),
            ("{\"provider\":\"google\",\"client_id\":\"a\",\"reason\":\"a\\nb\"}", "reason"),
            ("{\"provider\":\"google\",\"client_id\":\"a\",\"reason\":\"r\",\"state\":\"loved\"}", "state"),
            (
                "{\"provider\":\"google\",\"client_id\":\"a\",\"reason\":\"r\",\"alternative\":"
                    + "{\"name\":\"b\",\"url\":\"http://b.example\"}}", "alternative.url"
            ),
        ])
    func badEntries(body: String, field: String) throws {
        let scene = CommandScene(try DaemonProcess())

        let answer = try scene.ask("POST", "/v1/plugin-policy/clients", body)

        #expect(answer.code == "parameter_invalid")
        #expect(answer.object["field"] as? String == field)
    }

    @Test("a damaged key stops the start rather than giving way to a new one")
    func damagedKey() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("plugin-policy-key")
        try Data("bm8ga2V5".utf8).write(to: file)

        let error = #expect(throws: DaemonProcess.DaemonFailure.self) { _ = try DaemonProcess(folder: folder) }

        #expect(error?.text.contains("plugin-policy-key") == true)
        #expect(try Data(contentsOf: file) == Data("bm8ga2V5".utf8))
    }
}
