import Foundation
import PostgresTesting
import SQL
import StoreTesting
import Testing

@testable import Store

/// What tests of copies have in common: stores to copy, and copies that end too early.
enum CopyScene {
    struct Interruption: Error {}

    /// A filled SQLite store that nobody serves.
    static func filledFile(in folder: URL, connections: Int = 30) async throws -> StoreLocation {
        let location = World.location(in: folder)
        try await self.serve(location) { _ in
            try World.raw(location) { try FilledStore.fill($0, connections: connections) }
        }
        return location
    }

    /// Opens a store and closes it again, for good.
    static func serve(_ location: StoreLocation, _ body: (Store) async throws -> Void) async throws {
        do {
            let store = try Store(at: location)
            try await body(store)
            await store.close()
        }
        await self.unlocked(location)
    }

    /// The same with the pure parts around the store.
    static func serveWorld(
        _ location: StoreLocation, in folder: URL, _ body: (World) async throws -> Void
    ) async throws {
        do {
            let world = try World(folder: folder, location: location)
            try await body(world)
            await world.store.close()
        }
        await self.unlocked(location)
    }

    private static func unlocked(_ location: StoreLocation) async {
        guard case .sqlite(let path) = location else { return }
        await until("the lock is given up") { (try? WriterLock(besides: path)) != nil }
    }

    static func addToken(to store: Store) async throws -> Int64 {
        try await store.createEnrolmentToken(
            name: "later", hash: [UInt8](repeating: 3, count: 32), expiresAt: nil, by: Author(system: "test"),
            now: World.start)
    }

    static func copy(
        _ source: StoreLocation, _ target: StoreLocation, resumes: Bool = false, rowsPerCommit: Int = 20_000,
        progress: @escaping @Sendable (StoreCopy.Progress) throws -> Void = { _ in }
    ) async throws -> [StoreCopy.CopiedTable] {
        try await blocking {
            try StoreCopy(
                from: source, to: target, resumes: resumes, rowsPerCommit: rowsPerCommit, progress: progress
            ).run()
        }
    }

    /// Copies until the target has committed so often, and no further.
    static func copy(_ source: StoreLocation, _ target: StoreLocation, commits: Int) async throws {
        let seen = Tally()
        _ = try await self.copy(source, target, rowsPerCommit: 50) { _ in
            seen.add()
            if seen.value == commits { throw Interruption() }
        }
    }

    static func newDatabase() throws -> StoreLocation {
        .postgres(try PostgresCluster.shared.get().newDatabase())
    }
}
