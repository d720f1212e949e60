import Analyzer
import Foundation
import Governance
import Grants
import Store
import StoreTesting
import Testing

@Suite("Checkpoint ledger", .eachEngine)
struct CheckpointLedgerTests {
    @Test("writes a checkpoint only when the log has grown, and reads back what it wrote")
    func writes() async throws {
        try await withWorld { world in
            let ledger = try CheckpointLedger(stateDirectory: world.folder)
            try await ledger.write(of: world.store, now: World.start)
            #expect(!FileManager.default.fileExists(atPath: world.checkpointFile.path))

            try await world.see(Sighting(1))
            try await ledger.write(of: world.store, now: World.start)
            try await ledger.write(of: world.store, now: World.start.advanced(byMilliseconds: 60_000))
            try await world.see(Sighting(2).with { $0.person = "chiara.conti@example.com" })
            try await ledger.write(of: world.store, now: World.start.advanced(byMilliseconds: 120_000))

            let read = try CheckpointLedger.read(world.checkpointFile, stateDirectory: world.folder)
            let head = try await world.store.logHead()
            #expect(read.forged.isEmpty && read.torn.isEmpty)
            #expect(read.checkpoints.map(\.count) == [3, head.sequence])
            #expect(read.checkpoints.last?.head == head.head)
            #expect(try Store.verifyLog(at: world.location, checkpoints: read.checkpoints).faults.isEmpty)
        }
    }

    @Test("keeps its key over a restart, and key and file are their owner's alone")
    func key() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            for _ in 0..<2 {
                try await CheckpointLedger(stateDirectory: world.folder).write(of: world.store, now: World.start)
            }

            let read = try CheckpointLedger.read(world.checkpointFile, stateDirectory: world.folder)

            #expect(read.checkpoints.count == 2 && read.forged.isEmpty)
            for name in [CheckpointLedger.keyName, CheckpointLedger.fileName] {
                let file = world.folder.appendingPathComponent(name).path
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
                #expect(mode?.intValue == 0o600, "\(name)")
            }
        }
    }

    @Test("a line that the key did not sign is told by its number in the file")
    func forged() async throws {
        try await withWorld { world in
            let ledger = try CheckpointLedger(stateDirectory: world.folder)
            for event in 1...2 as ClosedRange<UInt64> {
                try await world.see(Sighting(event).with { $0.person = "person\(event)@example.com" })
                try await ledger.write(of: world.store, now: World.start)
            }
            let lines = try String(contentsOf: world.checkpointFile, encoding: .utf8).split(separator: "\n")
            let text = [
                lines[0], lines[0].replacing("\"count\":3", with: "\"count\":2")[...], "", lines[1], "{}",
            ].joined(separator: "\n")
            try Data(text.utf8).write(to: world.checkpointFile)

            let read = try CheckpointLedger.read(world.checkpointFile, stateDirectory: world.folder)

            #expect(read.checkpoints.count == 2)
            #expect(read.forged == [2, 5])
            #expect(read.torn.isEmpty)
        }
    }

    @Test("a line that a crash cut off spoils neither the one before nor the one after", arguments: [1, 40, 150])
    func torn(kept: Int) async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            try await CheckpointLedger(stateDirectory: world.folder).write(of: world.store, now: World.start)
            let whole = try Data(contentsOf: world.checkpointFile)
            try (whole + whole.prefix(kept)).write(to: world.checkpointFile)
            try await world.see(Sighting(2).with { $0.person = "chiara.conti@example.com" })

            try await CheckpointLedger(stateDirectory: world.folder).write(of: world.store, now: World.start)

            let read = try CheckpointLedger.read(world.checkpointFile, stateDirectory: world.folder)
            let head = try await world.store.logHead()
            #expect(read.checkpoints.map(\.count) == [3, head.sequence])
            #expect(read.torn == [2])
            #expect(read.forged.isEmpty)
        }
    }

    @Test("a last line without its end of line is whole")
    func withoutNewline() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let ledger = try CheckpointLedger(stateDirectory: world.folder)
            try await ledger.write(of: world.store, now: World.start)
            try Data(contentsOf: world.checkpointFile).dropLast().write(to: world.checkpointFile)
            try await world.see(Sighting(2).with { $0.person = "chiara.conti@example.com" })

            try await ledger.write(of: world.store, now: World.start)

            let read = try CheckpointLedger.read(world.checkpointFile, stateDirectory: world.folder)
            #expect(read.checkpoints.count == 2)
            #expect(read.forged.isEmpty && read.torn.isEmpty)
        }
    }

    @Test("a damaged key is an error, not a reason to make another")
    func damagedKey() async throws {
        try await withFolder { folder in
            let file = folder.appendingPathComponent(CheckpointLedger.keyName)
            try Data("###".utf8).write(to: file)

            #expect(throws: (any Error).self) { try CheckpointLedger(stateDirectory: folder) }

            #expect(try Data(contentsOf: file) == Data("###".utf8))
        }
    }
}

extension World {
    fileprivate var checkpointFile: URL { self.folder.appendingPathComponent(CheckpointLedger.fileName) }
}
