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

    @Test("while nobody uses it shows before it is used")
    func idle() throws {
        let link = PostgresLink(
            PostgresConfig(connectionString: try PostgresCluster.shared.get().url(database: "postgres")))
        let first = try link.connected()
        let other = try self.connected()
        #expect(first.isUsable)
        #expect(try link.connected() === first)

        try other.execute("SELECT pg_terminate_backend(?::int)", [first.pid()])

        #expect(blockUntil { !first.isUsable })
        let second = try link.connected()
        #expect(second !== first)
        #expect(try second.value(Int.self, "SELECT 1") == 1)
    }

    @Test("and is noticed at the begin of a transaction says that it is lost, and the next one is another")
    func begun() throws {
        let link = PostgresLink(
            PostgresConfig(connectionString: try PostgresCluster.shared.get().url(database: "postgres")))
        let first = try link.begun()
        #expect(throws: SQLError.self) { try first.script("SELECT pg_terminate_backend(pg_backend_pid())") }
        link.undo()

        let second = try link.begun()

        #expect(second !== first)
        #expect(try second.value(Int.self, "SELECT 1") == 1)
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
        #expect(connection.isUsable)
        #expect(try connection.value(Int.self, "SELECT 1") == 1)
    }
}

@Suite("The limit of an answer")
struct LimitTests {
    private func connected(limit: Int) throws -> PostgresConnection {
        var config = PostgresConfig(
            connectionString: try PostgresCluster.shared.get().url(database: "postgres"))
        config.statementTimeout = limit
        config.grace = 50
        return try PostgresConnection(config)
    }

    @Test("is the server's and some grace, on this side too")
    func silence() throws {
        let connection = try self.connected(limit: 50)
        try connection.begin()
        try connection.script("SET LOCAL statement_timeout = 0")

        let error = #expect(throws: SQLError.self) { try connection.rows("SELECT pg_sleep(20)") }

        #expect(error?.kind == .timeout && error?.sqlState == nil)
    }

    @Test("is none where the server has none")
    func none() throws {
        let connection = try self.connected(limit: 0)
        try connection.begin()

        #expect(try connection.value(Int.self, "SELECT 1 FROM pg_sleep(0.4)") == 1)

        try connection.commit()
    }
}
