import Foundation
import Postgres
import PostgresTesting
import SQL
import Testing

@Suite("A server of the tests' own")
struct ClusterTests {
    @Test("that is killed has no process left, not even one in the middle of a statement")
    func killed() throws {
        let cluster = try PostgresCluster(settings: ["fsync=off"])
        defer { cluster.remove() }
        let url = cluster.url(database: "postgres")
        let connection = try PostgresConnection(PostgresConfig(connectionString: url))
        let idle = try #require(try connection.value(Int.self, "SELECT pg_backend_pid()"))
        let hasEnded = DispatchSemaphore(value: 0)
        // Blocks its thread; never looks at whether the first process is still there.
        Thread.detachNewThread { [config = PostgresConfig(connectionString: url)] in
            _ = try? PostgresConnection(config).script(
                "DO 'BEGIN PERFORM set_config(''application_name'', ''spinning'', false); LOOP END LOOP; END'")
            hasEnded.signal()
        }
        let watcher = try PostgresConnection(PostgresConfig(connectionString: url))
        let spinning = "SELECT pid FROM pg_stat_activity WHERE application_name = 'spinning'"
        try blockUntil { try watcher.value(Int.self, spinning) != nil }
        let spinner = try #require(try watcher.value(Int.self, spinning))
        #expect(Set([idle, spinner]).isSubset(of: cluster.runningProcesses))

        cluster.kill()

        #expect(cluster.runningProcesses.isEmpty)
        hasEnded.wait()
    }

    @Test("that a killed test process leaves behind ends by itself, files and all")
    func abandoned() throws {
        let cluster = try PostgresCluster(settings: ["fsync=off"])
        #expect(!cluster.runningProcesses.isEmpty)

        cluster.abandon()

        #expect(blockUntil { cluster.runningProcesses.isEmpty })
        #expect(blockUntil { !FileManager.default.fileExists(atPath: cluster.folder.path) })
    }
}
