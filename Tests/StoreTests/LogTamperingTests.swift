import Cryptography
import Foundation
import Governance
import Grants
import SQL
import Store
import StoreTesting
import Testing

/// One way to falsify a log, and what it must be found as.
struct Tampering: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var change: @Sendable (any SQLSession) throws -> Void
    /// The beginning of what verification says; `nil` when it finds nothing.
    var finding: String?
    /// Whether it is found without checkpoints.
    var isSeenAlone = true

    static let all: [Tampering] = [
        Tampering(testDescription: "nothing", change: { _ in }, finding: nil),
        .seen("an edited entry", "entry 3: edited") { database in
            let bytes = try database.value([UInt8].self, "SELECT bytes FROM log WHERE seq = 3") ?? []
            let edited = String(decoding: bytes, as: UTF8.self).replacing("system:analyzer", with: "system:collector")
            try database.execute("UPDATE log SET bytes = ? WHERE seq = 3", [Array(edited.utf8)])
        },
        .seen("an entry edited together with its hash", "entry 4: does not follow") { database in
            let bytes = try database.value([UInt8].self, "SELECT bytes FROM log WHERE seq = 3") ?? []
            let edited = Array(
                String(decoding: bytes, as: UTF8.self).replacing("\"success\"", with: "\"failure\"").utf8)
            try database.execute("UPDATE log SET bytes = ?, hash = ? WHERE seq = 3", [edited, SHA256.hash(edited)])
        },
        .seen("an edited column", "entry 2: its columns differ") {
            try $0.execute("UPDATE log SET type = 'grant.forget' WHERE seq = 2")
        },
        .seen("an edited time", "entry 2: its columns differ") {
            try $0.execute("UPDATE log SET at = at + 1 WHERE seq = 2")
        },
        .seen("an inserted entry", "entry 3: does not follow") {
            try $0.script(
                """
                UPDATE log SET seq = seq + 1000 WHERE seq >= 3;
                UPDATE log SET seq = seq - 999 WHERE seq > 1000;
                INSERT INTO log SELECT org_no, 3, at, type, bytes, hash FROM log WHERE seq = 2;
                """)
        },
        .seen("a removed entry", "entry 3: missing, next is 4") {
            try $0.execute("DELETE FROM log WHERE seq = 3")
        },
        .seen("a removed first entry", "entry 1: missing, next is 2") {
            try $0.execute("DELETE FROM log WHERE seq = 1")
        },
        .seen("a removed entry with the gap closed", "entry 3: does not follow") {
            try $0.script(
                """
                DELETE FROM log WHERE seq = 3;
                UPDATE log SET seq = seq + 1000 WHERE seq > 3;
                UPDATE log SET seq = seq - 1001 WHERE seq > 1000;
                """)
        },
        .seen("two entries in the other order", "entry 3: does not follow") {
            try $0.script(
                """
                UPDATE log SET seq = 1000 WHERE seq = 2;
                UPDATE log SET seq = 2 WHERE seq = 3;
                UPDATE log SET seq = 3 WHERE seq = 1000;
                """)
        },
        .unseen("a cut tail", "tail cut") {
            try $0.execute("DELETE FROM log WHERE seq > 4")
        },
        .unseen("an emptied log", "tail cut") {
            try $0.execute("DELETE FROM log")
        },
        .unseen("a rewritten chain", "rewritten") { database in
            let count = try database.value(Int.self, "SELECT count(*) FROM log") ?? 0
            try database.execute("DELETE FROM log")
            var chain = LogChain(organisation: Store.organisation)
            for _ in 0..<count {
                let entry = chain.append(
                    LogEntry(type: "grant.observe", at: World.start, actor: "system:analyzer", targets: []))
                try database.execute(
                    "INSERT INTO log (org_no, seq, at, type, bytes, hash) VALUES (1, ?, ?, ?, ?, ?)",
                    [
                        entry.sequence, entry.at.milliseconds, entry.type, entry.bytes, entry.hash,
                    ])
            }
        },
    ]

    /// Found with and without checkpoints.
    private static func seen(
        _ name: String, _ finding: String, _ change: @escaping @Sendable (any SQLSession) throws -> Void
    ) -> Tampering {
        Tampering(testDescription: name, change: change, finding: finding)
    }

    /// Found by checkpoints alone.
    private static func unseen(
        _ name: String, _ finding: String, _ change: @escaping @Sendable (any SQLSession) throws -> Void
    ) -> Tampering {
        Tampering(testDescription: name, change: change, finding: finding, isSeenAlone: false)
    }
}

@Suite("A falsified log", .eachEngine)
struct LogTamperingTests {
    @Test("is found for what it is", arguments: Tampering.all)
    func tampered(tampering: Tampering) async throws {
        try await withWorld { world in
            try await world.see(Sighting(1), Sighting(2).with { $0.person = "chiara.conti@example.com" })
            try await world.see(Sighting(3).with { $0.scopes = [Sighting.mail, Sighting.calendar] })
            let key = try Ed25519.PrivateKey()
            let head = try await world.store.logHead()
            #expect(head.sequence >= 6)
            let line = try LogCheckpoint(
                organisation: head.organisation, count: head.sequence, head: head.head, time: World.start
            ).line(signedBy: key)
            let checkpoint = try #require(LogCheckpoint(line: line, verifiedBy: try key.publicKey))

            try world.raw(tampering.change)

            let signed = try Store.verifyLog(at: world.location, checkpoints: [checkpoint]).faults
            let alone = try Store.verifyLog(at: world.location, checkpoints: []).faults
            guard let finding = tampering.finding else {
                #expect(signed.isEmpty && alone.isEmpty)
                return
            }
            #expect(signed.contains { $0.text.hasPrefix(finding) }, "\(signed)")
            if tampering.isSeenAlone {
                #expect(alone.contains { $0.text.hasPrefix(finding) }, "\(alone)")
            } else {
                #expect(alone.isEmpty)
            }
        }
    }

    @Test("a checkpoint under another key, or with any field changed, is none")
    func forgedCheckpoints() throws {
        let key = try Ed25519.PrivateKey()
        let checkpoint = LogCheckpoint(
            organisation: 1, count: 12, head: [UInt8](repeating: 0xAB, count: 32), time: World.start)
        let line = try checkpoint.line(signedBy: key)

        #expect(LogCheckpoint(line: line, verifiedBy: try key.publicKey) == checkpoint)
        #expect(LogCheckpoint(line: line, verifiedBy: try Ed25519.PrivateKey().publicKey) == nil)
        for (field, other) in [
            ("\"count\":12", "\"count\":11"), ("abab", "abac"), ("08:00:00", "08:00:01"),
            ("\"organisation\":1", "\"organisation\":2"), ("\"signature\":\"", "\"signature\":\"A"),
        ] {
            #expect(line.contains(field))
            let forged = line.replacingOccurrences(of: field, with: other)
            #expect(LogCheckpoint(line: forged, verifiedBy: try key.publicKey) == nil, "\(field)")
        }
        for text in ["", "{}", "null", "[]", String(line.dropLast(2))] {
            #expect(LogCheckpoint(line: text, verifiedBy: try key.publicKey) == nil)
        }
    }

    @Test("a file that is no database is unavailable, not faultless")
    func unreadable() async throws {
        try await withFolder { folder in
            try Data(repeating: 7, count: 4096).write(to: URL(fileURLWithPath: World.path(in: folder)))

            let error = #expect(throws: StoreError.self) {
                _ = try Store.verifyLog(at: World.location(in: folder), checkpoints: [])
            }

            #expect(error?.code == .unavailable)
        }
    }
}
