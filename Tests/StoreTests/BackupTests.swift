import Foundation
import StoreTesting
import Testing

@testable import Store

@Suite("Backing a store up")
struct BackupTests {
    @Test("beside a store that is being written to: one moment of it, sound, in one file, which can be served")
    func besideWriter() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let written = Tally()
            let isEnough = Tally()
            let writer = Task {
                for event in 2...UInt64.max {
                    guard isEnough.value == 0 else { return }
                    try await world.see(Sighting(event).with { $0.person = "p\(event % 50)@example.com" })
                    written.add()
                }
            }
            await until("the writer is under way", within: 60) { written.value > 1 }
            let copies = (1...3).map { "\(world.folder.path)/backup-\($0).sqlite" }

            var moments: [(before: Int, after: Int)] = []
            for copy in copies {
                let before = written.value
                let report = try await blocking { try Store.backUp(sqlite: world.path, to: copy) }
                #expect(report.broken == [])
                moments.append((before, written.value))
            }
            isEnough.add()
            try await writer.value

            for (copy, moment) in zip(copies, moments) {
                let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? NSNumber
                #expect(mode?.intValue == 0o600)
                let beside = try FileManager.default.contentsOfDirectory(atPath: world.folder.path)
                    .filter { $0.hasPrefix(URL(fileURLWithPath: copy).lastPathComponent) }
                #expect(beside.count == 1, "\(beside)")

                let restored = try Store(at: .sqlite(copy))
                let counts = try await restored.intakeCounts()
                #expect(counts.isBalanced)
                // One event came before the writer's first, and one may be under way.
                #expect((moment.before + 1...moment.after + 2).contains(counts.received))
                #expect(try await restored.reportCount() == counts.received)
                await restored.close()
            }
        }
    }

    @Test("nothing is overwritten: the file, or what another backup is writing")
    func refused() async throws {
        try await withWorld { world in
            for name in ["there.sqlite", "other.sqlite.partial"] {
                try Data("precious".utf8).write(to: world.folder.appendingPathComponent(name))
            }

            for name in ["there.sqlite", "other.sqlite"] {
                let refusal = await #expect(throws: StoreError.self) {
                    try await blocking { try Store.backUp(sqlite: world.path, to: "\(world.folder.path)/\(name)") }
                }
                #expect(refusal?.code == .conflict)
            }

            for name in ["there.sqlite", "other.sqlite.partial"] {
                #expect(try Data(contentsOf: world.folder.appendingPathComponent(name)) == Data("precious".utf8))
            }
        }
    }

    @Test("what cannot be copied leaves nothing behind")
    func failed() async throws {
        try await withFolder { folder in
            let file = folder.appendingPathComponent("letter")
            try Data("this is a letter, not a database\n".utf8).write(to: file)

            for source in [file.path, "\(folder.path)/none"] {
                let failure = await #expect(throws: StoreError.self) {
                    try await blocking { try Store.backUp(sqlite: source, to: "\(folder.path)/copy") }
                }
                #expect(failure?.code == .unavailable)
            }

            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["letter"])
        }
    }
}
