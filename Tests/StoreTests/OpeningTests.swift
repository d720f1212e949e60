import Foundation
import GRDB
import SQL
import StoreTesting
import Synchronization
import Testing

@testable import Store

@Suite("Opening a store")
struct OpeningTests {
    @Test("a second writer on one file is refused, and may write when the first has gone")
    func locked() async throws {
        try await withFolder { folder in
            do {
                let first = try Store(at: World.location(in: folder))
                let error = #expect(throws: StoreError.self) { _ = try Store(at: World.location(in: folder)) }
                #expect(error?.code == .locked)
                await first.close()
            }

            await until("the lock is given up") { (try? Store(at: World.location(in: folder))) != nil }
        }
    }

    @Test("a lock that is refused closes no file of others")
    func refusedLock() async throws {
        try await withFolder { folder in
            let path = World.path(in: folder)
            let lock = try WriterLock(besides: path)
            let isDone = Atomic(false)
            async let attempts: Void = blocking {
                for _ in 0..<5_000 { #expect(throws: StoreError.self) { try WriterLock(besides: path) } }
                isDone.store(true, ordering: .sequentiallyConsistent)
            }

            let closedByOthers = try await blocking {
                var count = 0
                while !isDone.load(ordering: .sequentiallyConsistent) {
                    if close(open("/dev/null", O_RDONLY)) != 0 { count += 1 }
                }
                return count
            }

            try await attempts
            #expect(closedByOthers == 0)
            withExtendedLifetime(lock) {}
        }
    }

    @Test("a file of a newer version is refused and left as it is")
    func newerSchema() async throws {
        try await withWorld { world in
            await world.store.close()
            let copy = try world.copied()
            let queue = try DatabaseQueue(path: World.path(in: copy))
            try await queue.write {
                try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('9999 later')")
            }

            let error = #expect(throws: StoreError.self) { _ = try Store(at: World.location(in: copy)) }

            #expect(error?.code == .newerSchema)
            let steps = try await queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM grdb_migrations") }
            #expect(steps == Schema.steps.count + 1)
        }
    }

    @Test("a file that is no database is refused as unavailable")
    func noDatabase() async throws {
        try await withFolder { folder in
            try Data("this is a letter, not a database\n".utf8).write(
                to: URL(fileURLWithPath: World.path(in: folder)))

            let error = #expect(throws: StoreError.self) { _ = try Store(at: World.location(in: folder)) }

            #expect(error?.code == .unavailable)
        }
    }

    @Test("the files of a store are its owner's alone")
    func mode() async throws {
        try await withWorld { world in
            try await world.admit(Sighting(1).report())

            for suffix in ["", "-wal", "-shm", ".lock"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: world.path + suffix)
                let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue
                #expect(mode == 0o600, "\(suffix)")
            }
        }
    }

    @Test("commits reach the disk unless a measurement asks otherwise", arguments: StoreConfig.Synchronous.allCases)
    func synchronous(choice: StoreConfig.Synchronous) async throws {
        var config = StoreConfig()
        config.synchronous = choice
        try await withWorld(config) { world in
            let engine = try #require(world.store.engine as? SQLiteEngine)
            var level: Int?
            engine.onWriter { level = try? Int.fetchOne($0, sql: "PRAGMA synchronous") }

            #expect(level == (choice == .full ? 2 : 1))
        }
    }
}

@Suite("Schema")
struct SchemaTests {
    @Test("every primary key and unique index begins with the organisation")
    func keys() async throws {
        try await withWorld { world in
            try world.raw { database in
                let tables = try database.column(
                    String.self,
                    """
                    SELECT name FROM sqlite_master
                    WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations'
                    """)
                #expect(tables.count > 15)
                for table in tables {
                    let indexes = try database.rows("PRAGMA index_list(\(table))")
                    for index in indexes where index["unique"] as Int == 1 {
                        let name: String = index["name"]
                        let columns = try database.rows("PRAGMA index_info(\(name))")
                        #expect(columns.first?["name"] as String? == "org_no", "\(table): \(name)")
                    }
                    let key = try database.rows("PRAGMA table_info(\(table))").first { $0["pk"] as Int == 1 }
                    #expect(key?["name"] as String? == "org_no", "\(table)")
                }
            }
        }
    }

    @Test("every table is strict and names its organisation")
    func strict() async throws {
        try await withWorld { world in
            try world.raw { database in
                let rows = try database.rows(
                    """
                    SELECT name, strict FROM pragma_table_list
                    WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'
                        AND name <> 'grdb_migrations'
                    """)
                for row in rows {
                    #expect(row["strict"] as Int == 1, "\(row)")
                }
            }
        }
    }
}
