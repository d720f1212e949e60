import Catalog
import Testing

@Suite("Building a catalogue from facts")
struct CatalogFactsTests {
    private static let header = "kind,value,app,vendor,category,ai_class,provider,flags,source\n"

    private static func part(_ name: String, _ rows: String...) -> CatalogFacts.Part {
        CatalogFacts.Part(name: name, bytes: Array((self.header + rows.map { $0 + "\n" }.joined()).utf8))
    }

    @Test("gives the same bytes whatever the order of files and rows, and reads back what went in")
    func order() throws {
        let (a, b) = ("domain,a.example,\"A, Inc\",A,crm,not_ai,,,own", "domain,b.example,B,B,crm,not_ai,,,own")
        let c = "client_id,x,C,C,crm,not_ai,,,own"

        let one = try CatalogFacts.table(.apps, of: [Self.part("1.csv", a, b), Self.part("2.csv", c)])
        let other = try CatalogFacts.table(.apps, of: [Self.part("2.csv", b, a), Self.part("1.csv", c)])

        #expect(one == other)
        #expect(String(decoding: one, as: UTF8.self) == Self.header + [c, a, b].map { $0 + "\n" }.joined())
    }

    @Test(
        "refuses what repeats or contradicts another file's row, by file and row",
        arguments: [
            ("domain,a.example,A,A,crm,not_ai,,,own", CatalogFault.Code.duplicateRow),
            ("domain,A.example,A,A,crm,ai_native,,,own", .contradictoryRow),
        ])
    func repeats(row: String, code: CatalogFault.Code) {
        let fault = #expect(throws: CatalogFault.self) {
            _ = try CatalogFacts.table(
                .apps,
                of: [
                    Self.part("first.csv", "domain,a.example,A,A,crm,not_ai,,,own"),
                    Self.part("second.csv", "domain,z.example,Z,Z,crm,not_ai,,,own", row),
                ])
        }

        #expect(fault?.code == code && fault?.file == "second.csv" && fault?.row == 3)
        #expect(fault?.detail.hasSuffix("row 2 of first.csv") == true)
    }

    @Test("puts providers in order of their ids and names a line that is none")
    func providers() throws {
        let lines =
            #"{"id":"b","name":"B","sources":["own"]}"# + "\n" + #"{"id":"a","name":"A","sources":["own"]}"# + "\n"
        let part = CatalogFacts.Part(name: "own.jsonl", bytes: Array(lines.utf8))

        let built = try CatalogFacts.providers(of: [part], version: "2026-01-01")

        #expect(try CatalogRow.rows(of: .providers, built).map(\.key) == ["a", "b"])
        let broken = CatalogFacts.Part(name: "broken.jsonl", bytes: Array("{}\nno\n".utf8))
        let fault = #expect(throws: CatalogFault.self) {
            _ = try CatalogFacts.providers(of: [broken], version: "2026-01-01")
        }
        #expect(fault?.file == "broken.jsonl" && fault?.row == 2)
    }
}
