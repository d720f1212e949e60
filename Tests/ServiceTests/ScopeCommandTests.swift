import Foundation
import Testing

@Suite("Scopes on the command line")
struct ScopeCommandTests {
    @Test("are answered row by row, in order, with every kind of field")
    func batch() throws {
        let input = #"""
            note,scope,provider
            a,https://www.googleapis.com/auth/gmail.readonly,google
            b,Mail.Read,microsoft-graph
            c,"odd,""scope""s",nobody
            d,xyzzy,nobody
            e,tasks:read,
            f,,github

            """#

        let answer = try run(
            ["catalog", "scopes", "--batch", "-"], input: input.replacingOccurrences(of: "\n", with: "\r\n"))

        #expect(answer.status == 0)
        #expect(
            answer.output == #"""
                provider,scope,access,data_class,sensitivity,basis
                google,https://www.googleapis.com/auth/gmail.readonly,read,mail,high,exact
                microsoft-graph,Mail.Read,read,mail,high,exact
                nobody,"odd,""scope""s",read,other,medium,unknown
                nobody,xyzzy,read,other,medium,unknown
                ,tasks:read,read,projects,medium,grammar
                github,,read,source_code,medium,unknown

                """#)
    }

    @Test(
        "refuse a table that is none, and name what is wrong",
        arguments: [
            ("", "csv_header_missing"), ("provider\nx\n", "csv_column_missing"),
            ("provider,scope\nx\n", "csv_row_uneven: line 2"), ("provider,scope\nx,\"y\n", "csv_quote_open"),
        ])
    func badTable(text: String, words: String) throws {
        let answer = try run(["catalog", "scopes", "--batch", "-"], input: text)

        #expect(answer.status == 1)
        #expect(answer.errors.contains(words))
        #expect(answer.output.isEmpty)
    }

    @Test("are measured against labels as one JSON object")
    func evaluate() throws {
        let input = """
            provider,scope,access,data_class,sensitivity,label_basis
            google,openid,identity,identity,low,curated
            nobody,tasks:read,read,projects,critical,curated

            """

        let answer = try run(["evaluate", "scopes", "-"], input: input)
        let object = try JSONSerialization.jsonObject(with: Data(answer.output.utf8))
        let report = try #require(object as? [String: Any])
        let metrics = try #require(report["metrics"] as? [String: [String: Double]])

        #expect(answer.status == 0)
        #expect(report["file"] as? String == "-")
        #expect(report["rows"] as? Int == 2)
        #expect(metrics["catalogue.access"] == ["value": 1, "n": 2])
        #expect(metrics["catalogue.curated.sensitivity"] == ["value": 0.5, "n": 2])
        #expect(metrics["grammar_alone.critical_called_medium"] == ["value": 1, "n": 1])
        #expect(answer.errors.contains("nobody tasks:read is critical and was called medium"))
        let bad = try run(["evaluate", "scopes", "-"], input: input.replacing("critical", with: "dire"))
        #expect(bad.status == 1)
        #expect(bad.errors.contains("csv_value_unknown: row 3 has no valid sensitivity"))
    }
}
