import Foundation
import Postgres
import PostgresTesting
import SQL
import Testing

@Suite("A connection")
struct ConnectionTests {
    private func connected(_ change: (inout PostgresConfig) -> Void = { _ in }) throws -> PostgresConnection {
        let cluster = try PostgresCluster.shared.get()
        var config = PostgresConfig(connectionString: cluster.url(database: "postgres"))
        change(&config)
        return try PostgresConnection(config)
    }

    @Test(
        "gives back what it was given",
        arguments: [
            ("BIGINT", SQLValue.integer(.min)), ("BIGINT", .integer(.max)), ("BIGINT", .integer(0)), ("BIGINT", .null),
            ("TEXT", .text("")), ("TEXT", .text("Größe 🌍 'quoted' \"x\" \\ ? $1")), ("TEXT", .null),
            ("BYTEA", .bytes([])), ("BYTEA", .bytes(Array(0...255))), ("BYTEA", .null),
            ("DOUBLE PRECISION", .real(0.1)), ("DOUBLE PRECISION", .real(-1e300)),
        ])
    func roundTrip(type: String, value: SQLValue) throws {
        let connection = try self.connected()
        try connection.begin()
        try connection.script("CREATE TEMPORARY TABLE kept (value \(type))")

        try connection.execute("INSERT INTO kept VALUES (?)", [value])

        #expect(try connection.value(SQLValue.self, "SELECT value FROM kept") ?? .null == value)
        #expect(
            try connection.rowsMany("SELECT value FROM kept WHERE value IS NULL OR 1 = ?", [[1]])[0][0].values == [
                value
            ])
    }

    @Test(
        "reads the types that queries of ours return",
        arguments: [
            ("SELECT true", SQLValue.integer(1)), ("SELECT 7::smallint", .integer(7)), ("SELECT -7::int", .integer(-7)),
            ("SELECT sum(n) FROM (VALUES (9000000000::bigint), (1)) AS v (n)", .integer(9_000_000_001)),
            ("SELECT -20000::numeric", .integer(-20_000)), ("SELECT 0::numeric", .integer(0)),
            ("SELECT 9223372036854775807::numeric", .integer(.max)), ("SELECT 'a'::name", .text("a")),
            ("SELECT 1.5::real", .real(1.5)), ("SELECT count(*) FROM pg_class WHERE false", .integer(0)),
        ])
    func types(sql: String, value: SQLValue) throws {
        #expect(try self.connected().value(SQLValue.self, sql) == value)
    }

    @Test(
        "refuses types that it cannot read, and goes on",
        arguments: ["1.5::numeric", "9223372036854775808::numeric", "now()"])
    func unknownType(expression: String) throws {
        let connection = try self.connected()

        #expect(throws: SQLError.self) { try connection.rows("SELECT \(expression)") }

        #expect(try connection.value(Int.self, "SELECT 1") == 1)
    }

    @Test("refuses a text with a NUL before it is sent")
    func nul() throws {
        let connection = try self.connected()

        #expect(throws: SQLError.self) { try connection.rows("SELECT ?", ["a\0b"]) }

        #expect(try connection.value(Int.self, "SELECT 1") == 1)
    }

    @Test("runs ten thousand inserts in a few round trips", arguments: [true, false])
    func pipeline(named: Bool) throws {
        let connection = try self.connected { $0.namesStatements = named }
        try connection.begin()
        try connection.script("CREATE TEMPORARY TABLE kept (n BIGINT PRIMARY KEY, text TEXT)")

        let changed = try connection.executeMany(
            "INSERT INTO kept VALUES (?, ?) ON CONFLICT DO NOTHING",
            (0..<10_000).map { [.integer(Int64($0 / 2)), .text(String(repeating: "x", count: 100))] })

        #expect(changed == (0..<10_000).map { $0.isMultiple(of: 2) ? 1 : 0 })
        let found = try connection.rowsMany(
            "SELECT n, text FROM kept WHERE n = ?", (0..<600).map { [.integer($0 * 10)] })
        #expect(found.map(\.count) == (0..<600).map { $0 * 10 < 5_000 ? 1 : 0 })
        try connection.commit()
    }

    @Test(
        "gives many answers in order, whatever was asked before", arguments: [true, false],
        [0, 1, 3])
    func answersInOrder(named: Bool, rows: Int) throws {
        let connection = try self.connected { $0.namesStatements = named }

        let sql = "SELECT n FROM generate_series(1, 3) AS s (n) WHERE n <= ?::bigint"
        _ = try connection.rowsMany(sql, [[0]])  // known from now on

        #expect(try connection.rows("SELECT generate_series(1, ?::bigint)", [rows]).count == rows)
        let found = try connection.rowsMany(sql, [2, 0, 3, 1].map { [.integer($0)] })

        #expect(found.map { $0.map { $0[0] as Int } } == [[1, 2], [], [1, 2, 3], [1]])
    }

    @Test("an error in the middle of many is told, and the connection goes on after a rollback")
    func failingPipeline() throws {
        let connection = try self.connected()
        try connection.script("CREATE TEMPORARY TABLE kept (n BIGINT PRIMARY KEY)")
        try connection.begin()

        let error = #expect(throws: SQLError.self) {
            try connection.executeMany("INSERT INTO kept VALUES (?)", (0..<1000).map { [.integer(Int64($0 % 700))] })
        }

        #expect(error?.kind == .uniqueViolation)
        try connection.rollback()
        #expect(try connection.value(Int.self, "SELECT count(*) FROM kept") == 0)
    }

    @Test("reads a large result row by row")
    func streaming() throws {
        var sum: Int64 = 0

        try self.connected().forEachRow("SELECT n, repeat('x', 100) FROM generate_series(1, ?) AS g (n)", [200_000]) {
            row in
            sum += row[0]
        }

        #expect(sum == 200_000 * 200_001 / 2)
    }

    @Test(
        "says what the server refused",
        arguments: [
            ("INSERT INTO child VALUES (9)", SQLError.Kind.foreignKeyViolation),
            ("INSERT INTO parent VALUES (1)", .uniqueViolation),
            ("INSERT INTO parent VALUES (-1)", .checkViolation), ("INSERT INTO parent VALUES (NULL)", .otherConstraint),
            ("SELECT pg_sleep(5)", .timeout), ("SELECT nonsense", .other),
        ])
    func kinds(sql: String, kind: SQLError.Kind) throws {
        let connection = try self.connected { $0.statementTimeout = 200 }
        try connection.script(
            """
            CREATE TEMPORARY TABLE parent (n BIGINT PRIMARY KEY CHECK (n > 0));
            CREATE TEMPORARY TABLE child (n BIGINT REFERENCES parent);
            INSERT INTO parent VALUES (1)
            """)
        try connection.begin()

        let error = #expect(throws: SQLError.self) { try connection.script(sql) }

        #expect(error?.kind == kind)
        try connection.rollback()
        #expect(connection.isIdle)
    }

    @Test("a transaction that failed is not committed")
    func failedTransaction() throws {
        let connection = try self.connected()
        try connection.begin()
        #expect(throws: SQLError.self) { try connection.script("SELECT nonsense") }

        #expect(throws: SQLError.self) { try connection.commit() }

        #expect(connection.isIdle)
    }

    @Test("knows more statements than a server should remember")
    func manyStatements() throws {
        let connection = try self.connected()

        for number in 0..<600 { #expect(try connection.value(Int.self, "SELECT \(number) + ?", [1]) == number + 1) }

        #expect(try connection.value(Int.self, "SELECT count(*) FROM pg_prepared_statements") ?? 999 <= 256)
    }
}
