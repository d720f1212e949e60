import Foundation
import Testing

@Suite("Apps on the command line")
struct AppCommandTests {
    @Test("are answered row by row, in order, by look-up, by the classifier or not at all")
    func batch() throws {
        let input = #"""
            note,value,kind
            a,claude.ai,domain
            b,https://app.aiven.io/login,redirect_host
            c,"Zorbium ""Chat"" GPT, AI",name
            d,nobody-knows-this-one,client_id
            e,xn--chatgp-7cb.com,domain
            f,x,planet
            g,,name

            """#

        let answer = try run(
            ["catalog", "classify", "--batch", "-"], input: input.replacingOccurrences(of: "\n", with: "\r\n"))
        let lines = answer.output.split(separator: "\n").map(String.init)

        #expect(answer.status == 0)
        #expect(lines.count == 8)
        #expect(lines[0] == "kind,value,ai,category,confidence,rule")
        #expect(lines[1].hasPrefix("domain,claude.ai,yes,ai-"))
        #expect(lines[2].hasPrefix("redirect_host,https://app.aiven.io/login,no,"))
        #expect(lines[3].hasPrefix(#"name,"Zorbium ""Chat"" GPT, AI",yes,ai-service,0."#))
        #expect(lines[3].hasSuffix(",learned_classifier"))
        #expect(lines[4] == "client_id,nobody-knows-this-one,unknown,unknown,0,unknown")
        #expect(lines[5] == "domain,xn--chatgp-7cb.com,unknown,unknown,0,unknown")
        #expect(lines[6] == "planet,x,unknown,unknown,0,unknown")
        #expect(lines[7] == "name,,unknown,unknown,0,unknown")
    }

    @Test(
        "refuse a table that is none, and name what is wrong",
        arguments: [
            ("", "csv_header_missing"), ("kind\nx\n", "csv_column_missing"),
            ("kind,value\nx\n", "csv_row_uneven: line 2"), ("kind,value\nx,\"y\n", "csv_quote_open"),
        ])
    func badTable(text: String, words: String) throws {
        let answer = try run(["catalog", "classify", "--batch", "-"], input: text)

        #expect(answer.status == 1)
        #expect(answer.errors.contains(words))
        #expect(answer.output.isEmpty)
    }

    @Test("are trained on by one command, whose check sees a changed byte")
    func train() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gnomon-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var rows = "kind,value,app,vendor,category,ai_class,provider,flags,source\n"
        for number in 1...30 {
            rows += "name,Tool\(number) AI,Tool\(number) AI,,ai-tool,ai_native,,,own\n"
            rows += "name,Shop\(number) Books,Shop\(number) Books,,shop,not_ai,,,own\n"
        }
        try Data(rows.utf8).write(to: folder.appendingPathComponent("apps.csv"))
        try Data(#"{"providers":[]}"#.utf8).write(to: folder.appendingPathComponent("providers.json"))

        let missing = try run(["catalog", "train", "--data", folder.path, "--check"])
        #expect(missing.status == 1)
        #expect(missing.errors.contains("classifier_stale"))

        #expect(try run(["catalog", "train", "--data", folder.path]).status == 0)
        #expect(try run(["catalog", "train", "--data", folder.path, "--check"]).status == 0)

        let card = folder.appendingPathComponent("app-classifier.json")
        var bytes = try Data(contentsOf: card)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: card)
        let stale = try run(["catalog", "train", "--data", folder.path, "--check"])
        #expect(stale.status == 1)
        #expect(stale.errors.contains("app-classifier.json"))
    }

    @Test("are not measured by a table that says nothing")
    func evaluate() throws {
        let bad = try run(["evaluate", "apps", "-"], input: "kind,value,ai\nname,a,perhaps\n")

        #expect(bad.status == 1)
        #expect(bad.errors.contains("csv_value_unknown: row 2 has no valid ai"))
    }
}
