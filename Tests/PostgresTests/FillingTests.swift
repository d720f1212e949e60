import Postgres
import PostgresTesting
import SQL
import Testing

@Suite("Filling a table by COPY")
struct FillingTests {
    /// A connection in a transaction that has an empty table `kept`.
    private func begun() throws -> PostgresConnection {
        let cluster = try PostgresCluster.shared.get()
        let connection = try PostgresConnection(PostgresConfig(connectionString: cluster.url(database: "postgres")))
        try connection.begin()
        try connection.script(
            """
            CREATE TEMPORARY TABLE kept (
                number BIGINT PRIMARY KEY, share DOUBLE PRECISION, word TEXT, data BYTEA
            ) ON COMMIT DROP
            """)
        return connection
    }

    private func lines(_ rows: some Sequence<[SQLValue]>) throws -> [UInt8] {
        var lines: [UInt8] = []
        for row in rows { try CopyText.append(row, to: &lines) }
        return lines
    }

    @Test("every value arrives as it was")
    func values() throws {
        let rows: [[SQLValue]] = [
            [.integer(.min), .real(0.1), "", .bytes([])],
            [-1, .real(-1e300), "\\N", .bytes(Array(0...255))],
            [0, .real(1), "tab\t, line\n, return\r, \\ back\\slash\\n, \u{8}\u{B}\u{C}\u{7F}", .bytes([0x5C, 0x78])],
            [.integer(.max), nil, nil, nil],
            [7, .real(1e-7), "Größe 🌍 'quoted' \"x\" \\.", .bytes([10])],
        ]
        let connection = try self.begun()

        // Columns in another order than the table's.
        try connection.beginCopy(into: "kept", columns: ["data", "word", "share", "number"])
        try connection.putCopy(self.lines(rows.map { Array($0.reversed()) }))
        #expect(try connection.endCopy() == rows.count)

        let kept = try connection.rows("SELECT * FROM kept ORDER BY number").map(\.values)
        #expect(kept == [rows[0], rows[1], rows[2], rows[4], rows[3]])
    }

    @Test("more than any buffer holds arrives whole, in pieces that end within rows")
    func much() throws {
        let connection = try self.begun()
        let word = SQLValue.text(String(repeating: "x", count: 400))
        let text = try self.lines((0..<40_000).map { [.integer($0), nil, word, nil] })

        try connection.beginCopy(into: "kept", columns: ["number", "share", "word", "data"])
        for start in stride(from: 0, to: text.count, by: 1_000_003) {
            try connection.putCopy(Array(text[start..<min(start + 1_000_003, text.count)]))
        }

        #expect(try connection.endCopy() == 40_000)
        #expect(try connection.value(Int.self, "SELECT sum(length(word)) FROM kept") == 16_000_000)
    }

    @Test("a row that breaks a rule is told at the end, and the connection goes on")
    func broken() throws {
        let connection = try self.begun()
        try connection.beginCopy(into: "kept", columns: ["number"])
        try connection.putCopy(self.lines([[1], [1]] + (2..<200_000).map { [.integer($0)] }))

        let error = #expect(throws: SQLError.self) { try connection.endCopy() }

        #expect(error?.kind == .uniqueViolation)
        try connection.rollback()
        #expect(try connection.value(Int.self, "SELECT 1") == 1)
    }

    @Test("a table that is not there, and a text that PostgreSQL does not store, are refused")
    func refused() throws {
        let connection = try self.begun()

        #expect(throws: SQLError.self) { try connection.beginCopy(into: "lost", columns: ["number"]) }
        #expect(throws: SQLError.self) { try self.lines([["a\0b"]]) }

        try connection.rollback()
        #expect(try connection.value(Int.self, "SELECT 1") == 1)
    }
}
