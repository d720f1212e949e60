import Foundation
import Postgres
import PostgresTesting
import SQL
import Testing

/// Something that happens on a thread of its own, while the test's is blocked.
final class Bystander: Sendable {
    private let hasEnded = DispatchSemaphore(value: 0)

    /// Runs `body` once a session at the server does what `condition` says of its row in `pg_stat_activity`.
    init(
        when condition: String, at cluster: PostgresCluster,
        _ body: @escaping @Sendable (PostgresConnection) throws -> Void
    ) {
        Thread.detachNewThread { [hasEnded] in
            defer { hasEnded.signal() }
            do {
                let connection = try PostgresConnection(
                    PostgresConfig(connectionString: cluster.url(database: "postgres")))
                let query = "SELECT 1 FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND \(condition)"
                let isSeen = try blockUntil { try connection.row(query) != nil }
                #expect(isSeen, "no session was ever \(condition)")
                try body(connection)
            } catch {
                Issue.record(error)
            }
        }
    }

    /// To be called before the server is removed.
    func join() { self.hasEnded.wait() }
}

extension PostgresConnection {
    /// The server's process of this connection.
    func pid() throws -> Int { try self.value(Int.self, "SELECT pg_backend_pid()") ?? 0 }
}
