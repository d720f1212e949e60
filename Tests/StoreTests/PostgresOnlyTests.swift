import Foundation
import Postgres
import PostgresTesting
import SQL
import Testing

@testable import Store

@Suite("A store on PostgreSQL")
struct PostgresOnlyTests {
    @Test("reads and writes at the first try after a restart of the server")
    func restart() async throws {
        let cluster = try PostgresCluster(settings: ["fsync=off"])
        defer { cluster.remove() }
        let store = try Store(at: .postgres(cluster.newDatabase()))
        try await store.ping()

        cluster.stop()
        try cluster.start()

        try await store.ping()
        await store.close()
    }

    @Test("is brought to this version's schema without a limit of time")
    func patientMigration() throws {
        let cluster = try PostgresCluster.shared.get()
        var config = PostgresConfig(connectionString: try cluster.newDatabase())
        let isLocked = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [config] in
            do {
                let blocker = try PostgresConnection(config)
                try blocker.script("CREATE TABLE schema_steps (name TEXT PRIMARY KEY)")
                try blocker.begin()
                try blocker.script("LOCK TABLE schema_steps")
                isLocked.signal()
                let watcher = try PostgresConnection(config)
                let waits =
                    """
                    SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                        AND clock_timestamp() - query_start > interval '300 milliseconds'
                    """
                try blockUntil { try watcher.row(waits) != nil }
                try blocker.rollback()
            } catch {
                Issue.record(error)
                isLocked.signal()
            }
        }
        isLocked.wait()
        config.statementTimeout = 50
        config.lockTimeout = 50
        config.grace = 50

        try Store.migrate(config)

        let connection = try PostgresConnection(config)
        #expect(try connection.value(Int.self, "SELECT count(*) FROM schema_steps") == Schema.steps.count)
    }

    @Test("shows no part of user and password where its location is printed")
    func location() {
        let location = StoreLocation("postgresql://zqu:zqp@h:5/d")
        var dumped = ""
        dump(location, to: &dumped)

        for words in ["\(String(describing: location))", String(reflecting: location), dumped] {
            #expect(!words.contains("zq") && words.contains("postgresql://h:5/d"))
        }
    }
}
