import Foundation
import GRDB
import PostgresTesting
import Testing

@Suite("gnomon store")
struct StoreCommandTests {
    /// A daemon with a few grants, and its store's name.
    private static func daemon() throws -> (DaemonProcess, store: String) {
        let daemon = try DaemonProcess()
        let maker = ReportMaker()
        let token = try daemon.enrol()
        let report = maker.report((0..<5).map { maker.event(client: "client-\($0)") })
        _ = try daemon.post(ReportMaker.bytes(report), token: token)
        _ = try daemon.waitUntilAnalysed()
        return (daemon, "sqlite:\(daemon.folder.path)/gnomon.sqlite")
    }

    @Test("check: beside a running server, lines of four fields or one object; a broken invariant is named, exit 1")
    func check() throws {
        let (daemon, store) = try Self.daemon()

        let sound = try run(["store", "check"], environment: ["GNOMON_STORE": store])
        #expect(sound.status == 0, "\(sound.errors)")
        let lines = sound.output.split(separator: "\n").map { $0.split(separator: "\t") }
        #expect(lines.count > 40)
        #expect(lines.allSatisfy { $0.count == 4 && $0[1] == "sound" })
        daemon.kill(SIGTERM)

        try DatabaseQueue(path: "\(daemon.folder.path)/gnomon.sqlite").write {
            try $0.execute(sql: "UPDATE connections SET people = 7; DELETE FROM log WHERE seq = 2")
        }
        let broken = try run(["store", "check", "--store", store, "--json"])
        #expect(broken.status == 1)
        #expect(broken.errors == "gnomon: the store is not sound: connections.people, log.chain\n")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(broken.output.utf8)) as? [String: Any])
        #expect(object["sound"] as? Bool == false)
        let invariants = try #require(object["invariants"] as? [[String: Any]])
        #expect(invariants.filter { $0["sound"] as? Bool == false }.count == 2)

        let missing = try run(["store", "check", "--store", "sqlite:/nowhere/gnomon.sqlite"])
        #expect(missing.status == 1 && missing.errors.hasPrefix("gnomon: /nowhere/gnomon.sqlite: "))
    }

    @Test("backup: beside a running server; restored by serving the file; PostgreSQL has its own tools, exit 64")
    func backup() throws {
        let (daemon, store) = try Self.daemon()
        let folder = daemon.folder.appendingPathComponent("restored")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("gnomon.sqlite")

        let made = try run(["store", "backup", "--store", store, "--to", file.path])
        #expect(made.status == 0, "\(made.errors)")
        let again = try run(["store", "backup", "--store", store, "--to", file.path])
        #expect(again.status == 6 && again.errors.contains("is there already"))
        let other = try run(["store", "backup", "--store", "postgresql://db.example.com/gnomon", "--to", "x"])
        #expect(other.status == 64 && other.errors.contains("pg_dump"))

        let grants = try daemon.json("/v1/grants")["data"] as? [[String: Any]]
        daemon.kill(SIGTERM)
        for name in ["admin-token", "log-signing-key"] {
            let key = daemon.folder.appendingPathComponent(name)
            guard FileManager.default.fileExists(atPath: key.path) else { continue }
            try FileManager.default.copyItem(at: key, to: folder.appendingPathComponent(name))
        }
        let restored = try DaemonProcess(folder: folder)
        let same = try restored.json("/v1/grants")["data"] as? [[String: Any]]
        #expect(grants?.count == 5)
        #expect(same?.compactMap { $0["id"] as? String } == grants?.compactMap { $0["id"] as? String })
    }

    @Test("copy: a served source is refused, a stopped one is moved, a filled target is refused")
    func copy() throws {
        let (daemon, store) = try Self.daemon()
        let target = try PostgresCluster.shared.get().newDatabase()

        let served = try run(["store", "copy", "--from", store, "--to", target])
        #expect(served.status == 6 && served.errors.contains("another process"))
        daemon.kill(SIGTERM)
        let moved = try run(["store", "copy", "--from", store, "--to", target])
        #expect(moved.status == 0, "\(moved.errors)")
        #expect(moved.output.contains("grants\t5\t"))
        #expect(moved.errors.hasPrefix("The copy is whole: "))
        let filled = try run(["store", "copy", "--from", store, "--to", target, "--resume"])
        #expect(filled.status == 6 && filled.errors.contains("holds data"))

        #expect(try run(["store", "check", "--store", target]).status == 0)
        let after = try DaemonProcess(folder: daemon.folder, store: target)
        #expect((try after.json("/v1/grants")["data"] as? [[String: Any]])?.count == 5)
    }

    @Test("copy: what names no database is refused with the option's name", arguments: ["--from", "--to"])
    func names(option: String) throws {
        var arguments = ["store", "copy", "--from", "sqlite:/nowhere/a", "--to", "sqlite:/nowhere/b"]
        arguments[option == "--from" ? 3 : 5] = "mysql://db"

        let refusal = try run(arguments)

        #expect(refusal.status == 1 && refusal.errors.contains("\(option) must be"))
    }
}
