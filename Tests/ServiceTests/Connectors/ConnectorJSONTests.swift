import Foundation
import Testing

@Suite("--json of connectors, webhooks and the vault")
struct ConnectorJSONTests {
    @Test("is one object wherever something is changed, and an array where something is listed")
    func objects() throws {
        let scene = try ConnectorScene()
        let key = scene.folder.appendingPathComponent("given").path
        try Data((scene.fake.secrets["service_account_key"] ?? "").utf8).write(to: URL(fileURLWithPath: key))
        let settings = scene.fake.settings.flatMap { ["--set", "\($0.key)=\($0.value)"] }
        let connector = [
            "created_at", "id", "is_test", "kind", "name", "networks", "providers", "secrets", "settings", "state",
        ]
        let tested = (connector + ["health", "tested_at"]).sorted()

        for (arguments, keys) in [
            (
                ["connectors", "add", "w", "--kind", "google_workspace", "--network", "127.0.0.0/8"] + settings
                    + ["--secret-file", "service_account_key=\(key)"], connector
            ), (["connectors", "test", "w"], ["healthy", "problems", "sees_other_people"]),
            (["connectors", "rotate", "w", "--secret-file", "service_account_key=\(key)"], tested),
            (["connectors", "map", "w", "client-1", "vendor-1"], tested),
            (["connectors", "pause", "w", "--reason", "r"], (tested + ["paused_because"]).sorted()),
            (["connectors", "unpause", "w"], tested),
            (
                ["connectors", "sync", "w"],
                ["changed_at", "connector_id", "gone", "id", "pages", "seen", "started_at", "state"]
            ),
            (
                ["webhooks", "add", "https://receiver.example.com/"],
                [
                    "created_at", "events", "id", "networks", "position", "secret", "secret_last_four", "state", "url",
                    "with_addresses",
                ]
            ), (["webhooks", "replay", "whk_1", "--since", "2026-01-01T00:00:00Z"], ["entries"]),
            (["webhooks", "remove", "whk_1"], ["removed"]), (["vault", "rotate"], ["secrets"]),
            (["connectors", "disable", "w"], ["disabled"]),
        ] as [([String], [String])] {
            let answer = try scene.commands.gnomon(arguments + ["--json"])
            #expect(answer.status == 0, "\(arguments): \(answer.errors)")
            let json = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
            #expect(json?.keys.sorted() == keys, "\(arguments)")
        }
        for arguments in [
            ["connectors", "kinds"], ["connectors", "list"], ["connectors", "listings"], ["webhooks", "list"],
            ["grants", "standing"],
        ] {
            let answer = try scene.commands.gnomon(arguments + ["--json"])
            #expect(
                try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) is [Any], "\(arguments)")
        }
    }
}
