import Foundation
import Testing

@Suite("The catalogue's commands")
struct CatalogCommandTests {
    private static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("tell of the shipped catalogue without a service")
    func offline() throws {
        let info = try Self.object(try run(["catalog", "info", "--json"]).output)
        #expect(info["origin"] as? String == "shipped")
        #expect((info["counts"] as? [String: Int])?["provider"] ?? 0 > 300)
        let sources = try #require(info["sources"] as? [[String: Any]])
        #expect(sources.contains { $0["licence"] as? String == "MIT" })
        #expect(sources.allSatisfy { ($0["licence"] as? String)?.isEmpty == false })

        let lookup = try run(["catalog", "lookup", "https://claude.ai/api/mcp/auth_callback"])
        #expect(lookup.status == 0)
        #expect(lookup.output.contains("Claude") && lookup.output.contains("apps.csv row"))
        #expect(try run(["catalog", "lookup", "Mail.ReadWrite"]).output.contains("scopes.csv row"))
        #expect(try run(["catalog", "lookup", "nobody-knows.example"]).status == 5)
        #expect(try run(["catalog", "check"]).status == 0)
    }

    @Test("find wrong rows in files and name them")
    func check() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try self.write(
            SignedCatalog.files(version: "2099-01-01", rows: ["domain,com,All,All,crm,not_ai,,,own"]), folder)
        let lines = try SignedCatalog.files(version: "2099-01-01")["apps.csv", default: []].split(separator: 0x0A).count

        let whole = try run(["catalog", "check", folder.path])
        #expect(whole.status == 1)
        #expect(whole.output.contains("apps.csv row \(lines + 1): too_broad"))
        let one = try run(["catalog", "check", "--json", folder.appendingPathComponent("apps.csv").path])
        #expect(one.status == 1 && one.output.contains("too_broad"))

        let diff = try run(["catalog", "diff", "shipped", folder.path])
        #expect(diff.status == 0)
        #expect(diff.output == "+ domain com  All, not_ai  [own]\n")
        #expect(try run(["catalog", "diff", folder.path, "shipped"]).output.hasPrefix("- domain com"))
    }

    @Test("sign and import an update, which every refusal leaves as it is")
    func update() throws {
        let daemon = try DaemonProcess(environment: SignedCatalog.trust())
        let scene = CommandScene(daemon)
        let key = daemon.folder.appendingPathComponent("key")
        try SignedCatalog.privateKey().write(to: key)
        func signed(_ version: String, _ rows: [String] = []) throws -> String {
            let folder = daemon.folder.appendingPathComponent("catalog-\(version)")
            try self.write(SignedCatalog.files(version: version, rows: rows), folder)
            let out = daemon.folder.appendingPathComponent("\(version).json").path
            let answer = try run(["catalog", "sign", "--key", key.path, "--out", out, folder.path])
            #expect(answer.status == 0, "\(answer.errors)")
            return out
        }
        let row = "domain,novel.example,Novel,Novel,ai-assistant,ai_native,,,own"
        let newer = try signed("2099-01-02", [row])

        #expect(try scene.gnomon("catalog", "lookup", "novel.example").status == 5)
        let taken = try scene.gnomon("catalog", "import", newer)
        #expect(taken.status == 0, "\(taken.errors)")
        #expect(try scene.gnomon("catalog", "lookup", "novel.example").output.contains("Novel"))
        #expect(try scene.gnomon("catalog", "import", newer).errors.contains("in force already"))

        let older = try scene.gnomon("catalog", "import", try signed("2099-01-01"))
        #expect(older.status == 6 && older.errors.contains("catalog_older"))
        let long = daemon.folder.appendingPathComponent("long")
        #expect(FileManager.default.createFile(atPath: long.path, contents: nil))
        let handle = try FileHandle(forWritingTo: long)
        try handle.truncate(atOffset: 1 << 30)
        try handle.close()
        let tooLong = try scene.gnomon("catalog", "import", long.path)
        #expect(tooLong.status == 6 && tooLong.errors.contains("catalog_too_large"))

        let info = try Self.object(try scene.gnomon("catalog", "info", "--json").output)
        #expect(info["version"] as? String == "2099-01-02" && info["origin"] as? String == "imported")
        #expect(info["signed_by"] as? String == (info["trusted_keys"] as? [String])?.first)
        let log = try scene.rows("/v1/log?type=catalog.import")
        #expect(log.compactMap { $0["outcome"] as? String }.sorted() == ["deny", "success"])
    }

    @Test("correct the catalogue, and refuse what would speak for everything")
    func overlays() throws {
        let scene = CommandScene(try DaemonProcess())
        func add(_ arguments: String...) throws -> (status: Int32, output: String, errors: String) {
            try scene.gnomon(
                ["catalog", "overlay", "add"] + arguments
                    + ["--app", "Ours", "--ai-class", "ai_native", "--reason", "we know it"])
        }

        #expect(try add("domain", "ours.example").status == 0)
        #expect(try scene.gnomon("catalog", "lookup", "app.ours.example").output.contains("overlay_domain\tovl_1"))
        #expect(try add("domain", "ours.example").status == 6)
        for arguments in [
            ["domain", "com"], ["domain", "github.io"], ["redirect_host", "localhost"],
            ["redirect_host", "127.0.0.1/cb"],
            ["domain", "*"], ["name", "Ours"], ["domain", "other.example", "--sanctioned"],
            ["client_id", "abc", "--sanctioned"], ["client_id", "*"],
        ] {
            let refused = try scene.gnomon(
                ["catalog", "overlay", "add"] + arguments
                    + ["--app", "All", "--ai-class", "not_ai", "--reason", "quiet"])
            #expect(refused.status == 6 && refused.errors.contains("overlay_"), "\(arguments): \(refused.errors)")
        }
        let sanctioned = try add("client_id", "abc", "--provider", "google", "--sanctioned")
        #expect(sanctioned.status == 0 && sanctioned.errors.contains("No web host of Ours is known"))
        let log = try scene.rows("/v1/log?type=catalog.overlay.add")
        #expect(log.filter { $0["outcome"] as? String == "success" }.count == 2)
        #expect(log.filter { $0["outcome"] as? String == "deny" }.count >= 5)

        #expect(try scene.gnomon("catalog", "overlay", "remove", "ovl_1", "--json").output.contains("\"removed\""))
        #expect(try scene.gnomon("catalog", "overlay", "remove", "ovl_1").status == 5)
        #expect(try scene.gnomon("catalog", "overlay", "list").output.split(separator: "\n").count == 1)
        #expect(try scene.gnomon("catalog", "overlay", "list", "--removed").output.split(separator: "\n").count == 2)
    }

    @Test("an analyst corrects, and only an admin sanctions")
    func sanctions() throws {
        let scene = CommandScene(try DaemonProcess())
        let made = try scene.ask("POST", "/v1/tokens", "{\"name\":\"analyst\",\"roles\":[\"analyst\"]}")
        let token = made.object["secret"] as? String
        func add(_ value: String, _ sanctioned: Bool) throws -> HTTPAnswer {
            try scene.daemon.call(
                "POST", "/v1/catalog/overlays", token: token,
                body: Data(
                    """
                    {"kind":"client_id","value":"\(value)","provider":"google","app":"A","ai_class":"not_ai",\
                    "reason":"why","sanctioned":\(sanctioned)}
                    """.utf8))
        }

        #expect(try add("one", false).status == 201)
        #expect(try add("two", true).code == "role_required")
    }

    private func write(_ files: [String: [UInt8]], _ folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, bytes) in files { try Data(bytes).write(to: folder.appendingPathComponent(name)) }
    }
}
