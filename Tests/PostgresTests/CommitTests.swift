import Foundation
import Postgres
import PostgresTesting
import SQL
import Testing

@Suite("A commit")
struct CommitTests {
    /// Inside a transaction whose commit runs these statements.
    private func connection(runningAtCommit statements: String) throws -> PostgresConnection {
        let cluster = try PostgresCluster.shared.get()
        let connection = try PostgresConnection(PostgresConfig(connectionString: try cluster.newDatabase()))
        try connection.script(
            """
            CREATE TABLE kept (n BIGINT);
            CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN \(statements) RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON kept DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION at_commit()
            """)
        try connection.begin()
        try connection.execute("INSERT INTO kept VALUES (?)", [1])
        return connection
    }

    @Test("during which the connection breaks leaves the outcome unknown")
    func lost() throws {
        let connection = try self.connection(runningAtCommit: "PERFORM pg_terminate_backend(pg_backend_pid());")

        let error = #expect(throws: SQLError.self) { try connection.commit() }

        #expect(error?.kind == .commitUnknown)
    }

    @Test(
        "that warns of something else has taken place",
        arguments: ["01000", "57P01", "01003"],
        ["look out", "canceling wait for synchronous replication due to user request"])
    func warning(state: String, words: String) throws {
        let connection = try self.connection(
            runningAtCommit: "RAISE WARNING USING ERRCODE = '\(state)', MESSAGE = '\(words)';")

        try connection.commit()

        #expect(try connection.value(Int.self, "SELECT count(*) FROM kept") == 1)
        #expect(connection.isUsable)
    }

    @Test(
        "that fails for a reason of the statement's is no lost connection",
        arguments: ["08006", "08P01", "57P01", "57014"])
    func refused(state: String) throws {
        let connection = try self.connection(
            runningAtCommit: "RAISE EXCEPTION USING ERRCODE = '\(state)', MESSAGE = 'no';")

        let error = #expect(throws: SQLError.self) { try connection.commit() }

        #expect(error?.sqlState == state)
        #expect(error?.kind != .commitUnknown && error?.kind != .connectionLost)
        #expect(try connection.value(Int.self, "SELECT count(*) FROM kept") == 0)
    }

    @Test(
        "that the server stopped waiting for is unknown, although it took place there",
        arguments: ["pg_cancel_backend", "pg_terminate_backend"])
    func cancelledWait(function: String) throws {
        let cluster = try PostgresCluster(settings: ["synchronous_standby_names=nobody"])
        defer { cluster.remove() }
        let setUp = try PostgresConnection(
            PostgresConfig(
                connectionString: cluster.url(database: "postgres", "options=-csynchronous_commit%3Dlocal")))
        try setUp.script("CREATE TABLE kept (n BIGINT)")
        let connection = try PostgresConnection(
            PostgresConfig(connectionString: cluster.url(database: "postgres")))
        try connection.begin()
        try connection.execute("INSERT INTO kept VALUES (?)", [1])
        let bystander = Bystander(when: "wait_event = 'SyncRep'", at: cluster) { other in
            try other.script("SELECT \(function)(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
        }

        let error = #expect(throws: SQLError.self) { try connection.commit() }
        bystander.join()

        #expect(error?.kind == .commitUnknown)
        #expect(try setUp.value(Int.self, "SELECT count(*) FROM kept") == 1)
    }
}
