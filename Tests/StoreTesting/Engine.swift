import PostgresTesting
import Synchronization
package import Testing

/// The database that a test runs on.
package enum Engine: String, Sendable, CaseIterable {
    case sqlite, postgres
    /// PostgreSQL as it is behind a proxy that shares connections: statements have no names.
    case pooledPostgres

    @TaskLocal package static var current = Engine.sqlite
}

/// Runs each test once on every engine; `Engine.current` says on which.
package struct EachEngine: SuiteTrait, TestTrait, TestScoping {
    /// Whether PostgreSQL without names of statements counts as another engine.
    let isPooledToo: Bool
    package var isRecursive: Bool { true }
    private static let turns = Atomic(0)

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Engine.$current.withValue(.sqlite) { try await function() }
        try await Turnstile.postgres.pass {
            for engine in self.kindsOfPostgres(for: test) {
                try await Engine.$current.withValue(engine) { try await function() }
            }
        }
    }

    private func kindsOfPostgres(for test: Test) -> [Engine] {
        guard self.isPooledToo else { return [.postgres] }
        guard test.isParameterized else { return [.postgres, .pooledPostgres] }
        // Cases of one test take turns between the two kinds.
        let turn = Self.turns.wrappingAdd(1, ordering: .relaxed).newValue
        return [turn.isMultiple(of: 2) ? .postgres : .pooledPostgres]
    }
}

extension Trait where Self == EachEngine {
    /// The conformance suite: what holds for a store holds on every engine.
    package static var eachEngine: Self { EachEngine(isPooledToo: true) }

    /// What the daemon does end to end on SQLite and on PostgreSQL.
    package static var bothEngines: Self { EachEngine(isPooledToo: false) }
}

/// Lets a few through at a time.
actor Turnstile {
    /// Each test on PostgreSQL opens connections.
    static let postgres = Turnstile(places: 8)
    /// Each store holds eight files open. With more than about 1300 in one process Foundation's `Process.run()` reads
    /// beyond the buffer in which it lists them (swift-corelibs-foundation of Swift 6.3) and traps.
    static let folders = Turnstile(places: 64)

    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        self.places = places
    }

    nonisolated func pass(_ body: () async throws -> Void) async throws {
        await self.enter()
        do {
            try await body()
        } catch {
            await self.leave()
            throw error
        }
        await self.leave()
    }

    private func enter() async {
        guard self.places == 0 else {
            self.places -= 1
            return
        }
        await withCheckedContinuation { self.waiting.append($0) }
    }

    private func leave() {
        if self.waiting.isEmpty { self.places += 1 } else { self.waiting.removeFirst().resume() }
    }
}
