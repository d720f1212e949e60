import Cryptography
import Governance
import Grants
import SeededRandom
import Testing

@Suite("The system log")
struct SystemLogTests {
    private static let start = Timestamp(milliseconds: 1_795_507_200_000)

    private static func entry(_ index: Int, _ type: String = "finding.open") -> LogEntry {
        LogEntry(
            type: type, at: self.start.advanced(byMilliseconds: Int64(index) * 1000), actor: "system:analyzer",
            targets: ["finding:\(index)"], facts: ["score": CanonicalJSON(index)])
    }

    private static func log(_ count: Int, organisation: Int64 = 1, type: String = "finding.open") -> [SealedLogEntry] {
        var chain = LogChain(organisation: organisation)
        return (1...count).map { chain.append(self.entry($0, type)) }
    }

    private static func checkpoint(_ log: [SealedLogEntry], at count: Int) -> LogCheckpoint {
        LogCheckpoint(organisation: 1, count: Int64(count), head: log[count - 1].hash, time: self.start)
    }

    private static func faults(
        _ log: [SealedLogEntry], _ checkpoints: [LogCheckpoint] = [], organisation: Int64 = 1
    ) -> [LogVerifier.Fault] {
        var verifier = LogVerifier(organisation: organisation, checkpoints: checkpoints)
        for row in log { verifier.check(row) }
        return verifier.finish()
    }

    // MARK: - Clean

    @Test("verifies as it was written, with and without checkpoints", arguments: [1, 2, 50])
    func clean(count: Int) {
        let log = Self.log(count)

        #expect(Self.faults(log) == [])
        #expect(Self.faults(log, [Self.checkpoint(log, at: 1), Self.checkpoint(log, at: count)]) == [])
        #expect(Self.faults([]) == [])
    }

    @Test("goes on from its last entry as if it had never stopped")
    func resumed() {
        let log = Self.log(10)
        var chain = LogChain(organisation: 1, sequence: 6, head: log[5].hash)

        #expect((7...10).map { chain.append(Self.entry($0)) } == Array(log[6...]))
    }

    // MARK: - Tampered with

    @Test("shows an edited entry", arguments: 0..<5)
    func edited(place: Int) {
        var log = Self.log(5)
        log[place].bytes = Array(
            String(decoding: log[place].bytes, as: UTF8.self).replacing("system:analyzer", with: "person:1").utf8)

        #expect(Self.faults(log) == [.edited(sequence: Int64(place + 1))])
    }

    @Test("shows an edited entry whose hash was made to fit, at the next")
    func resealed() {
        var log = Self.log(5)
        log[2].bytes = Array(
            String(decoding: log[2].bytes, as: UTF8.self).replacing("system:analyzer", with: "person:1").utf8)
        log[2].hash = SHA256.hash(log[2].bytes)

        #expect(Self.faults(log) == [.broken(sequence: 4)])
    }

    @Test("shows bytes that are no entry")
    func garbage() {
        var log = Self.log(3)
        log[1].bytes = [1, 2, 3]

        #expect(Self.faults(log).contains(.edited(sequence: 2)))
    }

    @Test("shows columns that differ from the signed bytes")
    func mislabelled() {
        var log = Self.log(3)
        log[1].type = "finding.close"

        #expect(Self.faults(log) == [.mislabelled(sequence: 2)])

        log = Self.log(3)
        log[2].at = log[2].at.advanced(byMilliseconds: 1)

        #expect(Self.faults(log) == [.mislabelled(sequence: 3)])
    }

    @Test("shows an inserted entry")
    func inserted() {
        var log = Self.log(5)
        var forger = LogChain(organisation: 1, sequence: 2, head: log[1].hash)
        log.insert(forger.append(Self.entry(99)), at: 2)

        #expect(!Self.faults(log).isEmpty)
    }

    @Test("shows an inserted entry even when the rest was renumbered")
    func insertedAndRenumbered() {
        var log = Self.log(4)
        var forger = LogChain(organisation: 1, sequence: 2, head: log[1].hash)
        log.insert(forger.append(Self.entry(99)), at: 2)
        for index in 3..<log.count { log[index].sequence = Int64(index + 1) }

        let faults = Self.faults(log)

        #expect(faults.contains(.broken(sequence: 4)))
        #expect(faults.contains(.mislabelled(sequence: 4)))
    }

    @Test("shows a removed entry, the first as well", arguments: 0..<4)
    func removed(place: Int) {
        var log = Self.log(5)
        log.remove(at: place)

        let faults = Self.faults(log)

        #expect(
            faults == [.gap(expected: Int64(place + 1), found: Int64(place + 2)), .broken(sequence: Int64(place + 2))])
    }

    @Test("shows reordered entries", arguments: 0..<4)
    func reordered(place: Int) {
        var log = Self.log(5)
        log.swapAt(place, place + 1)

        #expect(!Self.faults(log).isEmpty)

        // The numbers put right, so that the rows come in order.
        (log[place].sequence, log[place + 1].sequence) = (log[place + 1].sequence, log[place].sequence)

        #expect(!Self.faults(log).isEmpty)
    }

    @Test("shows another organisation's log")
    func otherOrganisation() {
        #expect(!Self.faults(Self.log(3, organisation: 2), organisation: 1).isEmpty)
    }

    // MARK: - Checkpoints

    @Test("shows a cut tail with a checkpoint and says nothing of it without one")
    func cutTail() {
        let log = Self.log(10)
        let cut = Array(log[..<7])

        #expect(Self.faults(cut) == [])
        #expect(Self.faults(cut, [Self.checkpoint(log, at: 10)]) == [.cutTail(checkpoint: 10, count: 7)])
        #expect(Self.faults(cut, [Self.checkpoint(log, at: 7)]) == [])
        #expect(Self.faults([], [Self.checkpoint(log, at: 1)]) == [.cutTail(checkpoint: 1, count: 0)])
    }

    @Test("shows a chain that was written anew with a checkpoint, and can not without one")
    func rewritten() {
        let log = Self.log(10)
        let anew = Self.log(10, type: "finding.close")

        #expect(Self.faults(anew) == [])
        #expect(Self.faults(anew, [Self.checkpoint(log, at: 5)]) == [.rewritten(checkpoint: 5)])
    }

    @Test("shows two checkpoints that sign different entries of one number")
    func contradiction() {
        let log = Self.log(5)
        let other = Self.log(5, type: "finding.close")

        for checkpoints in [
            [Self.checkpoint(log, at: 5), Self.checkpoint(other, at: 5)],
            [Self.checkpoint(other, at: 5), Self.checkpoint(log, at: 5)],
        ] {
            #expect(Self.faults(log, checkpoints).contains(.rewritten(checkpoint: 5)))
        }
    }

    @Test("reads a checkpoint's line back with the key that signed it")
    func checkpointLine() throws {
        let key = try Ed25519.PrivateKey()
        let checkpoint = Self.checkpoint(Self.log(3), at: 3)

        let line = try checkpoint.line(signedBy: key)

        #expect(LogCheckpoint(line: line, verifiedBy: try key.publicKey) == checkpoint)
        #expect(!line.contains("\n"))
    }

    @Test("does not take a checkpoint of another key, or one that was changed")
    func forged() throws {
        let key = try Ed25519.PrivateKey()
        let line = try Self.checkpoint(Self.log(3), at: 3).line(signedBy: key)

        #expect(LogCheckpoint(line: line, verifiedBy: try Ed25519.PrivateKey().publicKey) == nil)
        let changes = [
            (#""count":3"#, #""count":2"#), (#""organisation":1"#, #""organisation":2"#), ("2026", "2025"),
            (#""head":""#, #""head":"0"#),
        ]
        for (old, new) in changes {
            #expect(LogCheckpoint(line: line.replacing(old, with: new), verifiedBy: try key.publicKey) == nil)
        }
        for text in ["", "{}", "null", String(line.dropLast(2))] {
            #expect(LogCheckpoint(line: text, verifiedBy: try key.publicKey) == nil)
        }
    }

    @Test("finds any single change to any entry", arguments: 1...30 as ClosedRange<UInt64>)
    func anyChange(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var log = Self.log(12)
        let checkpoint = Self.checkpoint(log, at: 12)
        let place = Int.random(in: 0..<log.count, using: &random)

        switch Int.random(in: 0..<5, using: &random) {
        case 0: log[place].bytes[Int.random(in: 0..<log[place].bytes.count, using: &random)] ^= 1
        case 1: log[place].hash[Int.random(in: 0..<32, using: &random)] ^= 1
        case 2: log.remove(at: place)
        case 3: log.insert(log[place], at: place)
        default: log[place].sequence += 1
        }

        #expect(!Self.faults(log, [checkpoint]).isEmpty)
    }

    @Test("names every fault in words")
    func words() {
        let faults: [LogVerifier.Fault] = [
            .edited(sequence: 1), .broken(sequence: 1), .gap(expected: 1, found: 2), .mislabelled(sequence: 1),
            .cutTail(checkpoint: 2, count: 1), .rewritten(checkpoint: 1), .forgedCheckpoint(line: 1),
        ]

        #expect(Set(faults.map(\.text)).count == faults.count)
    }
}
