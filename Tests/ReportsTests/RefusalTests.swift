import Grants
import Reports
import Testing

@Suite("Refused whole")
struct RefusalTests {
    /// One body and why it is refused.
    struct Case: Sendable, CustomTestStringConvertible {
        var title: String
        var body: [UInt8]
        var isGzip = false
        var code: ReportRefusal.Code
        var field: String?

        var testDescription: String { self.title }
    }

    static let cases: [Case] = bytes + envelope

    private static let bytes: [Case] = {
        let text = ReportDraft().text
        let member = GzipDeflater.deflate(text) ?? []
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 10_000)
        let nested = String(repeating: #"{"a":"#, count: 16) + "1" + String(repeating: "}", count: 16)
        return [
            Case(title: "not gzip", body: text, isGzip: true, code: .gzipInvalid),
            Case(title: "truncated gzip", body: Array(member.dropLast(20)), isGzip: true, code: .gzipTruncated),
            Case(title: "two members", body: member + member, isGzip: true, code: .gzipTrailingData),
            Case(
                title: "a body over 256 KiB", body: [UInt8](repeating: 0x20, count: 256 * 1024 + 1),
                code: .bodyTooLarge),
            Case(
                title: "a bomb", body: GzipDeflater.deflate([UInt8](repeating: 0x20, count: 3 << 20)) ?? [],
                isGzip: true, code: .inflatedTooLarge),
            Case(title: "nothing", body: [], code: .jsonInvalid),
            Case(title: "white space", body: Array("  \n".utf8), code: .jsonInvalid),
            Case(title: "half an object", body: Array(text.dropLast()), code: .jsonInvalid),
            Case(title: "two objects", body: text + text, code: .jsonInvalid),
            Case(title: "an array", body: Array("[]".utf8), code: .jsonInvalid),
            Case(title: "a text", body: Array("\"report\"".utf8), code: .jsonInvalid),
            Case(title: "a comment", body: Array("// hello\n".utf8) + text, code: .jsonInvalid),
            Case(title: "NaN", body: ReportDraft().withRaw("dropped", "NaN").text, code: .jsonInvalid),
            Case(title: "a leading zero", body: ReportDraft().withRaw("dropped", "01").text, code: .jsonInvalid),
            Case(
                title: "a leading zero on a large number",
                body: ReportDraft().withRaw("events.count", "01e400").text, code: .jsonInvalid),
            Case(
                title: "a number without a digit behind its point",
                body: ReportDraft().withRaw("events.count", "1.e400").text, code: .jsonInvalid),
            Case(
                title: "a lone surrogate", body: ReportDraft().withRaw("device.id", #""\ud800""#).text,
                code: .jsonInvalid),
            Case(
                title: "invalid UTF-8",
                body: Array(#"{"schema":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8), code: .utf8Invalid),
            Case(
                title: "an overlong encoding",
                body: Array(#"{"schema":""#.utf8) + [0xC0, 0xAF] + Array(#""}"#.utf8), code: .utf8Invalid),
            Case(
                title: "10,000 levels", body: deep + [UInt8](repeating: UInt8(ascii: "]"), count: 10_000),
                code: .jsonTooDeep),
            Case(title: "10,000 levels without an end", body: deep, code: .jsonInvalid),
            Case(
                title: "17 levels", body: ReportDraft().withRaw("extra", nested).text,
                code: .jsonTooDeep),
        ]
    }()

    private static let envelope: [Case] = {
        func invalid(_ field: String, _ path: String, _ value: CanonicalJSON, _ title: String) -> Case {
            Case(
                title: title, body: ReportDraft().with(path, value).text, code: .envelopeFieldInvalid, field: field)
        }
        func missing(_ path: String) -> Case {
            var draft = ReportDraft().with(path, nil)
            // The draft would fill these two in.
            if path == "batch_id" || path == "events" { draft.set(path, "gone") }
            let text = String(decoding: draft.text, as: UTF8.self)
            let body = text.split(separator: "\"\(path)\":\"gone\",", omittingEmptySubsequences: false).joined()
            return Case(
                title: "no \(path)", body: Array(body.utf8), code: .envelopeFieldMissing,
                field: String(path.prefix { $0 != "." }))
        }
        let secret: CanonicalJSON = "ghp_16C7e42F292c6912E7710c838347Ae178B4a"
        return [
            "schema", "batch_id", "sent_at", "install_id", "plugin", "plugin.version", "plugin.extension_id",
            "browser", "browser.name", "browser.version", "browser.os", "browser.arch", "subject", "subject.source",
            "device", "device.source", "incognito_allowed", "dropped", "events",
        ].map(missing) + [
            Case(
                title: "another major version", body: ReportDraft().with("schema", "gnomon.grant-report/2").text,
                code: .schemaUnsupported, field: "schema"),
            Case(
                title: "another format", body: ReportDraft().with("schema", "").text, code: .schemaUnsupported,
                field: "schema"),
            invalid("schema", "schema", 1, "a schema that is no text"),
            Case(
                title: "another batch's id",
                body: ReportDraft().with("batch_id", .string(String(repeating: "0", count: 64))).text,
                code: .batchIDMismatch, field: "batch_id"),
            invalid("batch_id", "batch_id", "abc", "a batch id that is no hash"),
            invalid("batch_id", "batch_id", secret, "a secret as batch id"),
            invalid("sent_at", "sent_at", "yesterday", "a time that is none"),
            invalid("sent_at", "sent_at", 1_795_507_200, "a time as a number"),
            invalid("install_id", "install_id", "678b09c8", "an install id that is no UUID"),
            invalid("plugin", "plugin", "0.1.0", "a plugin that is no object"),
            invalid("plugin", "plugin.version", .string(String(repeating: "1", count: 33)), "a long version"),
            invalid("plugin", "plugin.version", secret, "a secret as version"),
            invalid("plugin", "plugin.extension_id", secret, "a secret as extension id"),
            invalid("browser", "browser.name", "Chrome\u{1B}[2J", "a terminal's escape as browser"),
            invalid("plugin", "plugin.version", "1.0 β", "a version beyond ASCII"),
            invalid("device", "device.id", "LAP\n0187", "a device of two lines"),
            invalid("browser", "browser.os", secret, "a secret as operating system"),
            invalid("browser", "browser.arch", 64, "a number as architecture"),
            invalid("subject", "subject.email", "nobody", "an address without a domain"),
            invalid(
                "subject", "subject.email", .string(String(repeating: "a", count: 250) + "@example.com"),
                "a long address"),
            invalid(
                "subject", "subject.email", "ghp_16C7e42F292c6912E7710c838347Ae178B4a@example.com",
                "a secret as address"),
            invalid("subject", "subject.source", "guess", "an unknown source"),
            invalid("device", "device.id", .string(String(repeating: "d", count: 129)), "a long device id"),
            invalid("device", "device.id", secret, "a secret as device id"),
            invalid("device", "device.source", "guess", "an unknown device source"),
            invalid("incognito_allowed", "incognito_allowed", "yes", "a text for a truth value"),
            invalid("dropped", "dropped", -1, "a negative number"),
            invalid("dropped", "dropped", "0", "a number as text"),
            Case(
                title: "a fraction", body: ReportDraft().withRaw("dropped", "1.5").text, code: .envelopeFieldInvalid,
                field: "dropped"),
            Case(
                title: "a number beyond every type", body: ReportDraft().withRaw("dropped", "1e400").text,
                code: .envelopeFieldInvalid, field: "dropped"),
            Case(
                title: "events that are no array", body: ReportDraft().with("events", "none").text,
                code: .envelopeFieldInvalid, field: "events"),
            Case(
                title: "no event", body: ReportDraft(events: []).text, code: .envelopeFieldInvalid, field: "events"),
            Case(
                title: "101 events", body: ReportDraft(events: ReportDraft.events(101)).text, code: .tooManyEvents,
                field: "events"),
        ]
            + ["schema", "batch_id", "sent_at", "install_id", "dropped", "incognito_allowed", "events"].map { field in
                // The member stands twice, the second time as null.
                let twice = "{\"\(field)\":null," + String(decoding: ReportDraft().text.dropFirst(), as: UTF8.self)
                return Case(
                    title: "\(field) twice", body: Array(twice.utf8), code: .envelopeFieldInvalid,
                    field: field)
            }
    }()

    @Test("names the code and the field at fault", arguments: cases)
    func refuses(case: Case) throws {
        let refusal = try refusal(of: `case`.body, isGzip: `case`.isGzip)

        #expect(refusal?.code == `case`.code)
        #expect(refusal?.field == `case`.field)
    }

    @Test("has a case for every code")
    func everyCode() {
        #expect(Set(Self.cases.map(\.code)) == Set(ReportRefusal.Code.allCases))
    }

    @Test("takes 100 events")
    func mostEvents() throws {
        #expect(try decode(ReportDraft(events: ReportDraft.events(100))).report.events.count == 100)
    }

    @Test(
        "takes 16 levels and no more, whatever the innermost one holds",
        arguments: [
            ("[", "", "]"), ("[", "1", "]"), ("[", "1.5", "]"), ("[", "\"]]\"", "]"), ("[", "[],[]", "]"),
            (#"{"a":"#, "1", "}"), (#"{"a":"#, "{}", "}"), (#"{"a":["#, "", "]}"), (#"[{},1.5,"#, "[]", "]"),
        ])
    func levels(open: String, inside: String, close: String) throws {
        func nested(_ count: Int) -> [UInt8] {
            let text = String(repeating: open, count: count) + inside + String(repeating: close, count: count)
            return ReportDraft().withRaw("extra", text).text
        }
        let own = open.utf8.count { "[{".utf8.contains($0) } - (open.contains("{}") ? 1 : 0)
        // The report itself is the first level, and what stands inside may be one more.
        let most = (15 - (inside.hasPrefix("[") || inside.hasPrefix("{") ? 1 : 0)) / own

        #expect(try decode(nested(most)).unknownFields == 1)
        #expect(try refusal(of: nested(most + 1))?.code == .jsonTooDeep)
    }

    @Test("takes names in any script, as they are kept by people and devices")
    func names() throws {
        for name in ["MÜLLER-PC", "Jürgen’s MacBook", "会議室 3", "Chrome<script>"] {
            let draft = ReportDraft().with("device.id", .string(name)).with("browser.name", .string(name))

            let report = try decode(draft).report

            #expect(report.device.id == name)
            #expect(report.browser.name == name)
        }
    }
}
