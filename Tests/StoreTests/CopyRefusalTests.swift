import Foundation
import SQL
import StoreTesting
import Synchronization
import Testing

@testable import Store

@Suite("Copies that are refused or fail")
struct CopyRefusalTests {
    @Test("one that was interrupted is not resumed from another state of the source")
    func changedSource() async throws {
        try await withFolder { folder in
            let source = try await CopyScene.filledFile(in: folder)
            let target = try CopyScene.newDatabase()
            await #expect(throws: CopyScene.Interruption.self) { try await CopyScene.copy(source, target, commits: 9) }
            try await CopyScene.serve(source) { _ = try await CopyScene.addToken(to: $0) }

            let refusal = await #expect(throws: StoreError.self) {
                try await CopyScene.copy(source, target, resumes: true)
            }

            #expect(refusal?.code == .conflict)
            #expect(refusal?.detail.contains("changed") == true)
        }
    }

    @Test("rows that differ in the target are found, whatever the counts say")
    func differentRows() async throws {
        try await withFolder { folder in
            let source = try await CopyScene.filledFile(in: folder)
            let target = try CopyScene.newDatabase()

            let failure = await #expect(throws: StoreError.self) {
                try await CopyScene.copy(source, target) { progress in
                    guard progress.step == .copying, progress.table == "log" else { return }
                    try World.raw(target) { try $0.execute("UPDATE people SET created_at = 1 WHERE person_no = 3") }
                }
            }

            #expect(failure?.detail.contains("people has other rows") == true, "\(String(describing: failure))")
            #expect(throws: StoreError.self) { try Store(at: target) }
        }
    }

    @Test("a target that holds data is refused and left as it is, on either engine")
    func filledTarget() async throws {
        try await withFolder { folder in
            let source = try await CopyScene.filledFile(in: folder)
            let database = try CopyScene.newDatabase()
            _ = try await CopyScene.copy(source, database)
            let other = folder.appendingPathComponent("other")
            try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
            let file = try await CopyScene.filledFile(in: other, connections: 12)

            for target in [database, file] {
                for resumes in [false, true] {
                    let refusal = await #expect(throws: StoreError.self) {
                        try await CopyScene.copy(source, target, resumes: resumes)
                    }
                    #expect(refusal?.code == .conflict)
                    #expect(refusal?.detail.contains("holds data") == true)
                    let isOwn = target == database && resumes
                    #expect(refusal?.detail.contains("the copy of this store, which was finished") == isOwn)
                }
                #expect(try await broken(target) == [])
            }
        }
    }

    @Test("a source that is being served is refused, on either engine", .eachEngine)
    func servedSource() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let lease = Task { try await world.store.maintain() }
            defer { lease.cancel() }
            let target = StoreLocation.sqlite("\(world.folder.path)/target.sqlite")
            if Engine.current != .sqlite {
                try await until("the server gives a sign of life") {
                    try world.raw { try $0.row("SELECT 1 FROM writers WHERE lease_until > 0") } != nil
                }
            }

            let refusal = await #expect(throws: StoreError.self) { try await CopyScene.copy(world.location, target) }

            #expect(refusal?.code == .locked)
            #expect(!FileManager.default.fileExists(atPath: "\(world.folder.path)/target.sqlite"))
        }
    }

    @Test("a server cannot begin to serve a PostgreSQL source that is being copied")
    func serverDuringCopy() async throws {
        try await withFolder { folder in
            let first = try await CopyScene.filledFile(in: folder)
            let source = try CopyScene.newDatabase()
            _ = try await CopyScene.copy(first, source)
            let attempts = Mutex<[SQLError.Kind]>([])

            _ = try await CopyScene.copy(source, .sqlite("\(folder.path)/target.sqlite")) { progress in
                guard progress.table == "log", progress.step == .copying else { return }
                try World.raw(source) { database in
                    try database.script("SET lock_timeout = 50")
                    do {
                        // What each transaction of a server does.
                        try database.execute("INSERT INTO writers VALUES (1, 1, 1, 0)")
                    } catch let error as SQLError {
                        attempts.withLock { $0.append(error.kind) }
                    }
                }
            }

            #expect(attempts.withLock { $0 } == [.timeout])
        }
    }

    @Test("a source that is an unfinished copy itself is refused, on either engine")
    func unfinishedSource() async throws {
        try await withFolder { folder in
            let first = try await CopyScene.filledFile(in: folder)
            for source in [try CopyScene.newDatabase(), .sqlite("\(folder.path)/part.sqlite")] {
                await #expect(throws: CopyScene.Interruption.self) {
                    try await CopyScene.copy(first, source, commits: 9)
                }

                let refusal = await #expect(throws: StoreError.self) {
                    try await CopyScene.copy(source, .sqlite("\(folder.path)/target.sqlite"))
                }

                #expect(refusal?.detail.contains("unfinished copy") == true)
            }
        }
    }

    @Test(
        "a text that PostgreSQL cannot hold is named by table, column and row; corrected, the copy goes on",
        arguments: [("CAST(x'610062' AS TEXT)", "U+0000"), ("CAST(x'61FF' AS TEXT)", "bytes that are not UTF-8")])
    func unfitText(sql: String, what: String) async throws {
        try await withFolder { folder in
            let source = try await CopyScene.filledFile(in: folder)
            let target = try CopyScene.newDatabase()
            let update = "UPDATE findings SET status_reason ="
            try World.raw(source) { try $0.execute("\(update) \(sql) WHERE finding_no = 17") }

            let refusal = await #expect(throws: StoreError.self) { try await CopyScene.copy(source, target) }

            #expect(
                refusal?.detail.hasPrefix(
                    "status_reason of findings has \(what), which PostgreSQL cannot hold, in the row with org_no 1, "
                        + "finding_no 17;") == true, "\(String(describing: refusal))")
            try World.raw(source) { try $0.execute("\(update) 'a' WHERE finding_no = 17") }
            _ = try await CopyScene.copy(source, target, resumes: true)
            #expect(try await broken(target) == [])
        }
    }

    @Test("two copies into one database: the second is refused")
    func twoCopies() async throws {
        try await withFolder { folder in
            let source = try await CopyScene.filledFile(in: folder)
            let target = try CopyScene.newDatabase()
            let other = folder.appendingPathComponent("other")
            try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
            let second = try await CopyScene.filledFile(in: other)
            let refusals = Mutex<[StoreError]>([])

            _ = try await CopyScene.copy(source, target) { progress in
                guard progress.table == "people", progress.step == .copying else { return }
                do { _ = try StoreCopy(from: second, to: target).run() } catch let error as StoreError {
                    refusals.withLock { $0.append(error) }
                }
            }

            #expect(refusals.withLock { $0.map(\.code) } == [.locked])
        }
    }

    @Test("what is not there is not copied")
    func missingSource() async throws {
        try await withFolder { folder in
            let target = StoreLocation.sqlite("\(folder.path)/target.sqlite")

            await #expect(throws: StoreError.self) {
                try await CopyScene.copy(.sqlite("\(folder.path)/none.sqlite"), target)
            }

            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left.isEmpty)
        }
    }
}
