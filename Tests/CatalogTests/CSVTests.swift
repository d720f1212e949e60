import Catalog
import Testing

@Suite("Comma-separated values")
struct CSVTests {
    @Test(
        "reads fields as RFC 4180 writes them",
        arguments: [
            ("a,b\n1,2\n", [["1", "2"]]), ("a,b\r\n1,2\r\n", [["1", "2"]]), ("a,b\n1,2", [["1", "2"]]),
            ("a,b\n\"1,5\",\"2\"\n", [["1,5", "2"]]), ("a,b\n\"say \"\"hi\"\"\",2\n", [["say \"hi\"", "2"]]),
            ("a,b\n\"two\nlines\",2\n", [["two\nlines", "2"]]), ("a,b\n,\n", [["", ""]]),
            ("a,b\n\"\",\"\"\n", [["", ""]]), ("a,b\n\n1,2\n\n", [["1", "2"]]), ("a,b\n", []), ("a,b", []),
            ("a\n\"\"\n", [[""]]), ("a,b\nÜmläut,😀\n", [["Ümläut", "😀"]]), ("a,b\n1\"2,3\n", [["1\"2", "3"]]),
            ("a,b\n 1 ,2\n", [[" 1 ", "2"]]),
        ])
    func reads(text: String, rows: [[String]]) throws {
        #expect(try CSV(Array(text.utf8)).rows == rows)
    }

    @Test(
        "names what is wrong with a text that is no table",
        arguments: [
            ("", .missingHeader), ("\n\n", .missingHeader), ("a,b\n\"1,2\n", .unterminatedQuote(line: 2)),
            ("a,b\n1\n", .unevenRow(line: 2)), ("a,b\n1,2\n1,2,3\n", .unevenRow(line: 3)),
            ("a,b\n\"x\ny\",2\n1\n", .unevenRow(line: 4)),
        ] as [(String, CSV.Failure)])
    func refuses(text: String, failure: CSV.Failure) {
        #expect(throws: failure) { try CSV(Array(text.utf8)) }
    }

    @Test("finds columns by name, in any order")
    func columns() throws {
        let csv = try CSV(Array("scope,provider\nopenid,google\n".utf8))

        #expect(try csv.column("provider") == 1)
        #expect(throws: CSV.Failure.missingColumn("access")) { try csv.column("access") }
    }
}
