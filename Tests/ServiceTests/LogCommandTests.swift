import Foundation
import SQL
import StoreTesting
import Testing

@Suite("gnomon log verify", .bothEngines)
struct LogCommandTests {
    /// Verifies the log of a daemon's store with its own checkpoints.
    static func verify(_ daemon: DaemonProcess) throws -> (status: Int32, output: String, errors: String) {
        try self.verify(daemon.store, folder: daemon.folder)
    }

    private static func verify(
        _ store: String, folder: URL
    ) throws -> (status: Int32, output: String, errors: String) {
        try run(["log", "verify", "--store", store, "--state-dir", folder.path])
    }

    /// A change to a sound log, and what must be said of it.
    struct Tampering: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var sql: String
        /// The same in PostgreSQL's words, where they differ.
        var postgres: String?
        var word: String
    }

    static let tamperings: [Tampering] = [
        .init(
            testDescription: "an edited row",
            sql:
                "UPDATE log SET bytes = CAST(replace(CAST(bytes AS TEXT), 'success', 'failure') AS BLOB) WHERE seq = 3",
            postgres: """
                UPDATE log SET bytes = convert_to(replace(convert_from(bytes, 'UTF8'), 'success', 'failure'), 'UTF8')
                WHERE seq = 3
                """,
            word: "entry 3: edited"),
        .init(
            testDescription: "an edited column", sql: "UPDATE log SET type = 'finding.resolve' WHERE seq = 3",
            word: "entry 3: its columns differ"),
        .init(testDescription: "a removed row", sql: "DELETE FROM log WHERE seq = 3", word: "entry 3: missing"),
        .init(
            testDescription: "an inserted row",
            sql: """
                UPDATE log SET seq = -seq WHERE seq > 3; UPDATE log SET seq = 1 - seq WHERE seq < 0;
                INSERT INTO log SELECT org_no, 4, at, type, bytes, hash FROM log WHERE seq = 3
                """, word: "entry 4: does not follow"),
        .init(
            testDescription: "two rows in another order",
            sql: """
                UPDATE log SET seq = -3 WHERE seq = 3; UPDATE log SET seq = 3 WHERE seq = 4;
                UPDATE log SET seq = 4 WHERE seq = -3
                """, word: "does not follow"),
        .init(
            testDescription: "a cut tail", sql: "DELETE FROM log WHERE seq > (SELECT max(seq) - 2 FROM log)",
            word: "tail cut"),
    ]

    @Test("finds each kind of tampering", arguments: tamperings)
    func tampered(_ tampering: Tampering) throws {
        let daemon = try Self.soundLog()
        #expect(try Self.verify(daemon).status == 0)

        let sql = Engine.current == .sqlite ? tampering.sql : tampering.postgres ?? tampering.sql
        try World.raw(daemon.location) { try $0.script(sql) }

        let verdict = try Self.verify(daemon)
        #expect(verdict.status == 1)
        #expect(verdict.output.contains(tampering.word), "\(verdict.output)")
    }

    @Test("finds a chain that was written anew, and a forged checkpoint")
    func rewritten() throws {
        let daemon = try Self.soundLog()
        let other = try Self.soundLog()
        let verdict = try Self.verify(other.store, folder: daemon.folder)
        #expect(verdict.status == 1)
        #expect(verdict.output.contains("rewritten"))

        let file = other.folder.appendingPathComponent("log-checkpoints.jsonl")
        let text = try String(contentsOf: file, encoding: .utf8).replacingOccurrences(
            of: "\"count\":", with: "\"count\":1")
        try Data(text.utf8).write(to: file)
        #expect(try Self.verify(other).output.contains("signature does not fit"))
    }

    @Test("names a checkpoint line that a crash cut off, and trusts the others")
    func tornCheckpoint() throws {
        let daemon = try Self.soundLog()
        let file = daemon.folder.appendingPathComponent("log-checkpoints.jsonl")
        let whole = try Data(contentsOf: file)
        try (whole + whole.prefix(60)).write(to: file)

        let verdict = try Self.verify(daemon)

        #expect(verdict.status == 0)
        #expect(verdict.output.contains("checkpoint line 2: cut off"))
        #expect(verdict.output.contains("1 signed checkpoints"))
    }

    @Test("says what it cannot see without a checkpoint")
    func withoutCheckpoint() throws {
        let daemon = try Self.soundLog()
        try FileManager.default.removeItem(at: daemon.folder.appendingPathComponent("log-checkpoints.jsonl"))

        let verdict = try Self.verify(daemon)

        #expect(verdict.status == 0)
        #expect(verdict.output.contains("cannot be seen"))
    }

    /// A stopped daemon, its log a few entries long.
    private static func soundLog() throws -> DaemonProcess {
        let daemon = try DaemonProcess()
        let token = try daemon.enrol()
        let maker = ReportMaker()
        _ = try daemon.post(
            ReportMaker.bytes(maker.report((0..<5).map { maker.event(client: "client-\($0)") })), token: token)
        _ = try daemon.waitUntilAnalysed()
        daemon.kill(SIGTERM)
        return daemon
    }
}
