import Postgres
import PostgresTesting
import SQL
import Testing

@Suite("Columns of many rows as arrays")
struct ArrayTests {
    private func connection() throws -> PostgresConnection {
        let cluster = try PostgresCluster.shared.get()
        return try PostgresConnection(PostgresConfig(connectionString: cluster.url(database: "postgres")))
    }

    @Test(
        "every value arrives as it was",
        arguments: [
            (.integer, [1, .integer(.min), nil, .integer(.max), -1]),
            (.text, ["", "tab\t, \"quoted\", {braces}, back\\slash, NULL", nil, "Größe 🌍"]),
            (.bytes, [.bytes([]), .bytes(Array(0...255)), nil]),
            (.integer, []), (.text, [nil]),
        ] as [(PostgresArray.Element, [SQLValue])])
    func values(element: PostgresArray.Element, values: [SQLValue]) throws {
        let array = try PostgresArray.encoded(values.map { [0, $0] }[...], column: 1, of: element)

        let rows = try self.connection().rows("SELECT * FROM unnest(CAST(? AS \(element.arrayType)))", [array])

        #expect(rows.map { $0[0] } == values)
    }

    @Test("a text with a NUL is refused before it is sent")
    func nul() {
        #expect(throws: SQLError(.other, "a text argument contains a NUL")) {
            try PostgresArray.encoded([["a\0b"]], column: 0, of: .text)
        }
    }
}
