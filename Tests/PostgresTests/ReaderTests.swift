import Foundation
import Postgres
import PostgresTesting
import SQL
import Testing

@Suite("Readers")
struct ReaderTests {
    /// Waits for what happens on another thread, at most `seconds`, without blocking one that others need.
    private func eventually(seconds: Double = 600, _ holds: () throws -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while try !holds() {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(2))
        }
        return true
    }

    private func sum(of count: Int, _ readers: PostgresReaders) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<count {
                group.addTask { try await readers.read { try $0.value(Int.self, "SELECT ?::int", [number]) ?? 0 } }
            }
            return try await group.reduce(0, +)
        }
    }

    @Test("without a connection leave the work to those that have one")
    func fewConnections() async throws {
        let cluster = try PostgresCluster.shared.get()
        try cluster.run("CREATE ROLE lonely LOGIN CONNECTION LIMIT 1")
        let readers = PostgresReaders(
            PostgresConfig(connectionString: "postgresql://lonely@127.0.0.1:\(cluster.port)/postgres"), count: 4)
        defer { readers.close() }

        // Two that come at once may both be refused.
        #expect(try await self.sum(of: 1, readers) == 0)

        for _ in 0..<5 { #expect(try await self.sum(of: 50, readers) == 49 * 50 / 2) }
    }

    @Test("that all lost their connections read at the first try")
    func lostConnections() async throws {
        let cluster = try PostgresCluster.shared.get()
        let url = try cluster.newDatabase()
        let readers = PostgresReaders(PostgresConfig(connectionString: url), count: 3)
        defer { readers.close() }
        let other = try PostgresConnection(PostgresConfig(connectionString: url))
        let others =
            """
            FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
                AND pid <> pg_backend_pid()
            """

        for _ in 0..<5 {
            #expect(try await self.sum(of: 20, readers) == 190)
            // A reader may just be getting a connection that nobody needs any more.
            let areGone = try await self.eventually {
                try other.script("SELECT pg_terminate_backend(pid) \(others)")
                return try other.value(Int.self, "SELECT count(*) \(others)") == 0
            }
            #expect(areGone)
        }
    }

    @Test("that cannot connect say why, and soon")
    func refused() async throws {
        let readers = PostgresReaders(PostgresConfig(connectionString: "postgresql://127.0.0.1:1/x"), count: 3)
        defer { readers.close() }

        for _ in 0..<200 {
            let error = await #expect(throws: SQLError.self) { try await readers.read { $0.dialect } }
            #expect(error?.kind == .refused)
        }
    }

    @Test("that are closed read what waits, and refuse what comes later")
    func closed() async throws {
        let readers = PostgresReaders(
            PostgresConfig(connectionString: try PostgresCluster.shared.get().url(database: "postgres")), count: 2)
        #expect(try await self.sum(of: 10, readers) == 45)

        readers.close()

        let error = await #expect(throws: SQLError.self) { try await readers.read { $0.dialect } }
        #expect(error?.kind == .unavailable)
    }

    @Test("end the statement of a cancelled task")
    func cancelled() async throws {
        let cluster = try PostgresCluster.shared.get()
        let url = try cluster.newDatabase()
        var config = PostgresConfig(connectionString: url)
        config.statementTimeout = 300_000
        let readers = PostgresReaders(config, count: 1)
        defer { readers.close() }
        let other = try PostgresConnection(PostgresConfig(connectionString: url))
        let sleeps =
            """
            SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'
            """
        let task = Task { try await readers.read { try $0.value(Int.self, "SELECT 1 FROM pg_sleep(250)") } }
        #expect(try await self.eventually { try other.row(sleeps) != nil })

        task.cancel()

        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try other.row(sleeps) == nil)
        #expect(try await self.sum(of: 5, readers) == 10)
    }

    /// One reader, so that the second read gets the first one's connection.
    @Test("keep a late cancellation from the next read")
    func lateCancellation() async throws {
        let cluster = try PostgresCluster.shared.get()
        let proxy = try CancelProxy(to: cluster.port)
        defer { proxy.close() }
        let readers = PostgresReaders(
            PostgresConfig(
                connectionString:
                    "postgresql://gnomon@127.0.0.1:\(proxy.port)/postgres?sslmode=disable&gssencmode=disable"),
            count: 1)
        defer { readers.close() }
        let other = try PostgresConnection(PostgresConfig(connectionString: cluster.url(database: "postgres")))
        let isRunning = DispatchSemaphore(value: 0)
        let mayEnd = DispatchSemaphore(value: 0)
        let first = Task {
            try await readers.read { session in
                _ = try session.rows("SELECT 1")
                isRunning.signal()
                mayEnd.wait()
                return 1
            }
        }
        #expect(try await self.eventually { isRunning.wait(timeout: .now()) == .success })
        first.cancel()
        #expect(try await self.eventually { proxy.cancellations == 1 })
        mayEnd.signal()
        _ = try? await first.value

        let second = Task { try await readers.read { try $0.value(Int.self, "SELECT 2 FROM pg_sleep(1.5)") } }
        // Where nothing keeps the second read from running, it is met.
        let runs = "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT 2 FROM pg_sleep%'"
        _ = try await self.eventually(seconds: 0.5) { try other.row(runs) != nil }
        proxy.pass()

        #expect(try await second.value == 2)
    }
}
