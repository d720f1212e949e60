import APIModel
import Foundation
import GRDB
import Testing

/// How the codes about connectors, webhooks and the vault are reached.
enum ConnectorCodes {
    private static let key = String(repeating: "a7", count: 32)
    private static let otherKey = String(repeating: "b8", count: 32)
    private static let manual =
        "{\"name\":\"m\",\"kind\":\"manual\",\"providers\":[\"asana\"],\"settings\":{\"provider\":\"asana\"}}"
    private static let webhook = "{\"url\":\"https://receiver.example.com/\"}"

    static let cases: [CodeCase] = [
        CodeCase(code: .connectorInvalid) {
            try $0.ask("POST", "/v1/connectors", "{\"name\":\"a\",\"kind\":\"carrier_pigeon\"}")
        },
        CodeCase(code: .connectorSettingsInvalid) {
            try $0.ask("POST", "/v1/connectors", "{\"name\":\"a\",\"kind\":\"google_workspace\"}")
        },
        CodeCase(code: .connectorIsTest) {
            let networks = Self.manual.replacingOccurrences(of: "{\"name\"", with: "{\"networks\":[\"::1\"],\"name\"")
            return try $0.ask("POST", "/v1/connectors", networks)
        },
        CodeCase(code: .connectorNameTaken) { scene in
            #expect(try scene.ask("POST", "/v1/connectors", Self.manual).status == 201)
            return try scene.ask("POST", "/v1/connectors", Self.manual)
        },
        CodeCase(code: .webhookInvalid) { try $0.ask("POST", "/v1/webhooks", "{\"url\":\"http://a.example/\"}") },
        CodeCase(code: .vaultKeyMissing) { try $0.ask("POST", "/v1/vault/rotate", "{}") },
        CodeCase(code: .vaultKeyUnsafe, environment: ["GNOMON_VAULT_KEY_FILE": "/etc/passwd"]) {
            try $0.ask("POST", "/v1/webhooks", Self.webhook)
        },
        CodeCase(code: .vaultKeyInvalid, environment: ["GNOMON_VAULT_KEY": "none"]) {
            try $0.ask("POST", "/v1/webhooks", Self.webhook)
        },
        CodeCase(code: .vaultKeyWrong, environment: ["GNOMON_VAULT_KEY": Self.key]) { scene in
            #expect(try scene.ask("POST", "/v1/webhooks", Self.webhook).status == 201)
            scene.daemon.kill(SIGTERM)
            let other = try DaemonProcess(folder: scene.daemon.folder, environment: ["GNOMON_VAULT_KEY": Self.otherKey])
            return try CodeScene(daemon: other, token: "").ask("POST", "/v1/webhooks", Self.webhook)
        },
        CodeCase(code: .vaultSealedByUnknownKey, environment: ["GNOMON_VAULT_KEY": Self.key]) { scene in
            try Self.rotating(scene) { $0.replacingSubrange(4..<12, with: Array("elsewhere".utf8.prefix(8))) }
        },
        CodeCase(code: .vaultCorrupt, environment: ["GNOMON_VAULT_KEY": Self.key]) { scene in
            try Self.rotating(scene) { $0.prefix(20) }
        },
        CodeCase(code: .vaultValueInvalid, environment: ["GNOMON_VAULT_KEY": Self.key]) {
            try $0.ask(
                "POST", "/v1/connectors",
                """
                {"name":"o","kind":"okta","settings":{"base_url":"https://example.okta.com"},
                "secrets":{"api_token":"0123456789","private_key":""}}
                """)
        },
    ]

    /// Rotates the master key over one secret that was bent where it is kept.
    private static func rotating(_ scene: CodeScene, _ bend: @Sendable (Data) -> Data) throws -> HTTPAnswer {
        #expect(try scene.ask("POST", "/v1/webhooks", Self.webhook).status == 201)
        try scene.database().write { database in
            let sealed = try #require(try Data.fetchOne(database, sql: "SELECT sealed FROM webhooks"))
            try database.execute(sql: "UPDATE webhooks SET key_id = 'x', sealed = ?", arguments: [bend(sealed)])
        }
        return try scene.ask("POST", "/v1/vault/rotate", "{}")
    }
}

extension Data {
    fileprivate func replacingSubrange(_ range: Range<Int>, with bytes: [UInt8]) -> Data {
        var copy = self
        copy.replaceSubrange(range, with: bytes)
        return copy
    }
}
