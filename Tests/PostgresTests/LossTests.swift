import Foundation
import Postgres
import PostgresTesting
import SQL
import Testing

@Suite("A connection that breaks")
struct LossTests {
    private func connected() throws -> PostgresConnection {
        let cluster = try PostgresCluster.shared.get()
        return try PostgresConnection(PostgresConfig(connectionString: cluster.url(database: "postgres")))
    }

    @Test("in the middle of a statement is told as lost")
    func statement() throws {
        let connection = try self.connected()

        let error = #expect(throws: SQLError.self) {
            try connection.script("SELECT pg_terminate_backend(pg_backend_pid())")
        }

        #expect(error?.kind == .connectionLost)
        #expect(!connection.isIdle)
    }

    @Test("before a commit is not said to be in doubt")
    func beforeCommit() throws {
        let connection = try self.connected()
        try connection.begin()
        #expect(throws: SQLError.self) { try connection.rows("SELECT pg_terminate_backend(pg_backend_pid())") }

        let error = #expect(throws: SQLError.self) { try connection.commit() }

        #expect(error?.kind == .connectionLost)
    }

    /// 08P01: one argument for two places. The others are what a server says of a connection of its own.
    @Test(
        "is not what an error of a statement in those words is",
        arguments: [
            ("SELECT ?::int + ?::int", "08P01", SQLError.Kind.other),
            ("DO 'BEGIN RAISE EXCEPTION USING ERRCODE = ''08006''; END'", "08006", .other),
            ("DO 'BEGIN RAISE EXCEPTION USING ERRCODE = ''08001''; END'", "08001", .other),
            ("DO 'BEGIN RAISE EXCEPTION USING ERRCODE = ''57P01''; END'", "57P01", .unavailable),
        ])
    func words(sql: String, state: String, kind: SQLError.Kind) throws {
        let connection = try self.connected()
        try connection.begin()

        let error = #expect(throws: SQLError.self) { try connection.rows(sql, sql.contains("?") ? [1] : []) }

        #expect(error?.sqlState == state)
        #expect(error?.kind == kind)
        try connection.rollback()
        #expect(connection.isIdle)
        #expect(try connection.value(Int.self, "SELECT 1") == 1)
    }
}
