import Catalog
import Testing

@Suite("Checking a catalogue")
struct CatalogCheckTests {
    private static let header = "kind,value,app,vendor,category,ai_class,provider,flags,source\n"

    private static func faults(_ rows: String...) -> [CatalogFault] {
        CatalogCheck.faults(
            in: .apps, Array((self.header + rows.joined(separator: "\n") + "\n").utf8), providers: ["google"])
    }

    @Test("finds nothing wrong with the shipped catalogue")
    func shipped() throws {
        let faults = try CatalogCheck.faults(in: .shipped())

        #expect(faults.isEmpty, "\(faults.prefix(20).map(\.text).joined(separator: "\n"))")
    }

    @Test(
        "names the row and what is wrong with it",
        arguments: [
            ("colour,a.example,A,A,crm,not_ai,,,own", CatalogFault.Code.badValue),
            ("domain,,A,A,crm,not_ai,,,own", .badValue),
            ("domain,a.example,A,A,crm,maybe,,,own", .badValue),
            ("domain,a.example,A,A,crm,not_ai,nobody,,own", .badValue),
            ("domain,a.example,A,A,crm,not_ai,,shiny,own", .badValue),
            ("domain,a.example,A,A,crm,not_ai,,sanctioned,own", .badValue),
            ("domain,a.example,A,A,crm,not_ai,,,", .missingSource),
            ("domain,a.example,A,A,crm,not_ai,,,someone/list", .missingSource),
            ("domain,A.example,A,A,crm,not_ai,,,own", .badValue),
            ("domain,a.example:8443,A,A,crm,not_ai,,,own", .badValue),
            ("domain,https://a.example,A,A,crm,not_ai,,,own", .badValue),
            ("domain,сlaude.ai,Claude,Anthropic,ai-assistant,ai_native,,,own", .confusableHost),
            ("cimd_host,xn--laude-0nf.ai,Claude,Anthropic,ai-assistant,ai_native,,,own", .punycodeHost),
            ("redirect_host,app.xn--bcher-kva.example/cb,A,A,crm,not_ai,,,own", .punycodeHost),
            ("domain,com,A,A,crm,not_ai,,,own", .tooBroad),
            ("domain,co.uk,A,A,crm,not_ai,,,own", .tooBroad),
            ("domain,github.io,A,A,crm,not_ai,,,own", .tooBroad),
            ("redirect_host,localhost/cb,A,A,crm,not_ai,,,own", .tooBroad),
            ("redirect_host,127.0.0.1,A,A,crm,not_ai,,,own", .tooBroad),
            ("custom_scheme,https,A,A,crm,not_ai,,,own", .badValue),
            ("custom_scheme,my app,A,A,crm,not_ai,,,own", .badValue),
            ("client_id,*,A,A,crm,not_ai,google,,own", .badValue),
            ("name,*,A,A,crm,not_ai,,,own", .tooBroad),
        ])
    func badRow(row: String, code: CatalogFault.Code) {
        let faults = Self.faults("domain,sound.example,A,A,crm,not_ai,,,own", row)

        #expect(faults.map(\.code) == [code], "\(faults.map(\.text))")
        #expect(faults.map(\.row) == [3])
        #expect(faults.map(\.file) == ["apps.csv"])
    }

    @Test("tells repeats from contradictions")
    func repeats() {
        let row = "client_id,abc,A,A,crm,not_ai,google,,own"

        #expect(Self.faults(row, row).map(\.code) == [.duplicateRow])
        #expect(Self.faults(row, "client_id,abc,A,A,crm,ai_native,google,,own").map(\.code) == [.contradictoryRow])
        #expect(Self.faults(row, "client_id,ABC,A,A,crm,not_ai,google,,own").isEmpty)
        #expect(
            Self.faults("domain,a.example,A,A,crm,not_ai,,,own", "domain,A.EXAMPLE,A,A,crm,not_ai,,,own").map(\.code)
                .contains(.contradictoryRow))
    }

    @Test(
        "says why a file is no catalogue file",
        arguments: [
            (CatalogContent.File.apps, "", CatalogFault.Code.unreadable),
            (.apps, "kind,value\n", .missingColumn),
            (.apps, "kind,value,app\n\"", .unreadable),
            (.scopes, "provider,scope,access,data_class,sensitivity,source\na,b\n", .unreadable),
            (.providers, "[]", .unreadable),
            (.providers, "{\"providers\":[", .unreadable),
        ])
    func unreadable(file: CatalogContent.File, text: String, code: CatalogFault.Code) {
        #expect(CatalogCheck.faults(in: file, Array(text.utf8)).map(\.code) == [code])
    }

    @Test(
        "looks at providers and scopes as well",
        arguments: [
            (
                CatalogContent.File.providers,
                #"{"version":"2026-01-01","providers":[{"id":"a","name":"A","sources":["own"],"authorize":[{"host":"a.example","path":"/x"}]},{"id":"b","name":"B","sources":["own"],"authorize":[{"host":"a.example","path":"/x"}]}]}"#,
                CatalogFault.Code.contradictoryRow
            ),
            (
                .providers,
                #"{"providers":[{"id":"a","name":"A","sources":["own"],"authorize":[{"host":"*","path":"/x"}]}]}"#,
                .tooBroad
            ),
            (.providers, #"{"providers":[{"id":"A b","name":"A","sources":["own"]}]}"#, .badValue),
            (.providers, #"{"providers":[{"id":"a","name":"A"}]}"#, .missingSource),
            (.scopes, "provider,scope,access,data_class,sensitivity,source\ngoogle,a,all,mail,low,own\n", .badValue),
            (
                .scopes,
                "provider,scope,access,data_class,sensitivity,source\ngoogle,a,read,mail,low,own\ngoogle,A,read,mail,high,own\n",
                .contradictoryRow
            ),
        ])
    func others(file: CatalogContent.File, text: String, code: CatalogFault.Code) {
        #expect(CatalogCheck.faults(in: file, Array(text.utf8), providers: ["google"]).map(\.code) == [code])
    }
}
