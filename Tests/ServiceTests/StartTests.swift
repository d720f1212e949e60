import Foundation
import Testing

@Suite("gnomon serve that cannot start")
struct StartTests {
    /// Runs `serve` in a folder of its own until it gives up.
    private static func serve(
        _ arguments: [String], file: String? = nil, environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String, errors: String) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-start-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var command = ["serve", "--listen", "127.0.0.1:0", "--store", "sqlite:\(folder.path)/gnomon.sqlite"]
        if let file {
            let path = folder.appendingPathComponent("gnomon.json")
            try Data(file.utf8).write(to: path)
            command += ["--config", path.path]
        }
        if !arguments.contains("--state-dir") { command += ["--state-dir", folder.path] }
        // Of an option that is given twice the last one counts.
        return try run(command + arguments, environment: environment)
    }

    @Test("says which address is taken, and what to do")
    func taken() throws {
        let daemon = try DaemonProcess()
        let place = "127.0.0.1:\(daemon.base.port ?? 0)"

        let answer = try Self.serve(["--listen", place])

        #expect(answer.status == 1)
        #expect(
            answer.errors.contains("gnomon: \(place) is in use by another program; name another --listen\n"),
            "\(answer.errors)")
    }

    @Test(
        "says what is wrong in one sentence",
        arguments: [
            (["--listen", "192.0.2.1:1"], "192.0.2.1:1 is no address of this machine"),
            (["--state-dir", "/dev/null/here"], "cannot make the state directory /dev/null/here"),
            (["--state-dir", "/dev/null"], "cannot make the state directory /dev/null"),
        ])
    func sentence(arguments: [String], words: String) throws {
        let answer = try Self.serve(arguments + (arguments[0] == "--listen" ? ["--insecure-http"] : []))

        #expect(answer.status == 1)
        let line = try #require(answer.errors.split(separator: "\n").last)
        #expect(line.hasPrefix("gnomon: \(words)"), "\(answer.errors)")
    }

    @Test(
        "names a key of the file that is no setting",
        arguments: [
            (#"{"listn":"127.0.0.1:0"}"#, "there is no setting listn"),
            (#"{"people":{"domain":"example.com"}}"#, "there is no setting people.domain;"),
            (#"{"people":"example.com"}"#, "there is no setting people;"), ("[]", "gnomon.json"),
        ])
    func misspelt(file: String, words: String) throws {
        let answer = try Self.serve([], file: file)

        #expect(answer.status == 1)
        #expect(answer.errors.hasPrefix("gnomon: ") && answer.errors.contains(words), "\(answer.errors)")
    }

    @Test("takes the example of the package as it is")
    func example() throws {
        let file = DaemonProcess.repository.appendingPathComponent("scripts/packaging/gnomon.json")

        let daemon = try DaemonProcess(arguments: ["--config", file.path])

        #expect(try daemon.call("GET", "/v1/health/ready", token: nil).status == 200)
    }

    @Test("takes every setting from the file, and warns of variables that are nearly settings")
    func warned() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("gnomon.json")
        try Data(#"{"people":{"domains":"example.org"},"limits":{"events":50,"depth":20},"log":{"level":"info"}}"#.utf8)
            .write(to: file)

        let daemon = try DaemonProcess(
            folder: folder, arguments: ["--config", file.path],
            environment: [
                "GNOMON_LIMITS_EVNTS": "5", "GNOMON_RATE_PEERS": "1", "GNOMON_PEOPLE_DOMAIN": "example.com",
                "GNOMON_LISTN": "x", "GNOMON_BENCH_SECONDS": "3", "GNOMON_BIN": "x", "GNOMON_SERVER": "x",
            ])

        let warnings = daemon.standardError.split(separator: "\n").filter { $0.contains("is none") }
        let named = warnings.compactMap { $0.firstMatch(of: /name=(\w+)/)?.1 }
        #expect(
            named == ["GNOMON_LIMITS_EVNTS", "GNOMON_LISTN", "GNOMON_PEOPLE_DOMAIN", "GNOMON_RATE_PEERS"],
            "\(daemon.standardError)")
    }
}
