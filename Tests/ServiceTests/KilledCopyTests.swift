import Foundation
import GRDB
import PostgresTesting
import StoreTesting
import Testing

@testable import Store

@Suite("Killing gnomon store copy")
struct KilledCopyTests {
    private static func command(_ source: String, _ target: String) throws -> Process {
        let process = Process()
        process.executableURL = DaemonProcess.binary
        process.arguments = ["store", "copy", "--from", source, "--to", target, "--resume"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// How far the copy is, by the target's own mark: places in the list of tables; `nil` before there is a mark.
    private static func reached(_ target: StoreLocation) -> Int? {
        let state = try? target.readOnly { try CopyState.read($0) }
        guard let state else { return nil }
        return state.isFinished ? StoredTable.all.count : StoredTable.all.firstIndex { $0.name == state.table }
    }

    @Test("at any moment: the same command with --resume finishes what is there", arguments: ["sqlite", "postgresql"])
    func killed(engine: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (source, target) = (
            "sqlite:\(folder.path)/gnomon.sqlite",
            engine == "sqlite" ? "sqlite:\(folder.path)/target.sqlite" : try PostgresCluster.shared.get().newDatabase()
        )
        let (from, to) = (try #require(StoreLocation(source)), try #require(StoreLocation(target)))
        try await FilledStore.make(at: from, connections: 1_000)
        #expect(waitFor(seconds: 30) { (try? WriterLock(besides: from.path)) != nil }, "the lock is given up")
        var kills: [Int?] = []

        // Before the mark, and again in each third table.
        for place in [nil] + stride(from: 0, to: StoredTable.all.count, by: 3).map(Optional.some) {
            let process = try Self.command(source, target)
            let isDue = waitFor(seconds: 30) {
                guard process.isRunning else { return true }
                guard let place else { return engine != "sqlite" || FileManager.default.fileExists(atPath: to.path) }
                return Self.reached(to).map { $0 >= place } == true
            }
            #expect(isDue)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            if process.terminationReason == .uncaughtSignal { kills.append(Self.reached(to)) }
        }
        let last = try run(["store", "copy", "--from", source, "--to", target, "--resume"])

        #expect(kills.count >= 4, "killed at \(kills)")
        #expect(last.status == 0 || last.errors.contains("which was finished"), "\(last.errors)")
        #expect(try Store.check(at: to).broken == [])
        for table in StoredTable.all {
            #expect(try from.readOnly(table.contents) == to.readOnly(table.contents), "\(table.name)")
        }
    }
}

extension StoreLocation {
    fileprivate var path: String { if case .sqlite(let path) = self { path } else { "" } }
}
