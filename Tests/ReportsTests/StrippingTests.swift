import Grants
import Reports
import Testing

@Suite("Stripping and counting")
struct StrippingTests {
    private static let opaque = "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"

    @Test(
        "cuts what may not be kept from an address, counts it, and does not store the received text",
        arguments: [
            ("client.redirect_uri", "https://a.com/cb?code=4711&state=x", "https://a.com/cb"),
            ("client.redirect_uri", "https://a.com/cb#access_token=x", "https://a.com/cb"),
            ("client.redirect_uri", "https://a.com?code=4711", "https://a.com"),
            ("client.redirect_uri", "https://a.com/cb/\(opaque)", "https://a.com/cb/"),
            ("client.redirect_uri", "https://a.com/\(opaque)/cb?x=1", "https://a.com/"),
            ("client.redirect_uri", "cursor://plugin/cb?code=4711", "cursor://plugin/cb"),
            ("client.redirect_uri", "com.example.app:/cb?code=4711", "com.example.app:/cb"),
            ("provider.path", "/authorize?state=x", "/authorize"),
            ("provider.path", "/t/\(opaque)/authorize", "/t/"),
            ("provider.origin", "https://accounts.google.com/o/oauth2?client_id=x", "https://accounts.google.com"),
            ("client.initiator_origin", "https://a.com/page?token=x", "https://a.com"),
            ("result.iss", "https://a.com/tenant?code=x", "https://a.com"),
        ])
    func cuts(field: String, value: String, kept: String) throws {
        let decoded = try decode(ReportDraft().with("events.\(field)", .string(value)))

        let event = try #require(decoded.report.events.first)
        let values: [String: String?] = [
            "client.redirect_uri": event.client.redirectURI, "provider.path": event.provider.path,
            "provider.origin": event.provider.origin, "client.initiator_origin": event.client.initiatorOrigin,
            "result.iss": event.result.issuer,
        ]
        #expect(values[field] == kept)
        #expect(decoded.strippedValues == 1)
        #expect(!decoded.isStorableAsReceived)
    }

    @Test(
        "leaves addresses alone that hold nothing to cut",
        arguments: [
            "https://a.com/cb", "http://127.0.0.1:49152/callback", "http://[::1]:8080/cb", "urn:ietf:wg:oauth:2.0:oob",
            "cursor://anysphere.cursor-mcp/oauth/callback", "storagerelay://https/hours.example.net", "",
            "https://a.com/569a6987-11ec-40c7-88eb-04dc5294581a/cb",
            "https://a.com/an-ordinary-path-of-many-plain-words",
            "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/",
        ])
    func leaves(redirect: String) throws {
        let decoded = try decode(ReportDraft().with("events.client.redirect_uri", .string(redirect)))

        #expect(decoded.report.events.first?.client.redirectURI == redirect)
        #expect(decoded.isStorableAsReceived)
    }

    @Test("cuts resource indicators too")
    func resources() throws {
        let draft = ReportDraft().with("events.resource", ["https://a.com/mcp?key=1", "https://b.com/mcp"])

        let decoded = try decode(draft)

        #expect(decoded.report.events.first?.resources == ["https://a.com/mcp", "https://b.com/mcp"])
        #expect(decoded.strippedValues == 1)
    }

    @Test(
        "keeps a person's address only inside the organisation's domains",
        arguments: [
            ("ben.okafor@example.com", "ben.okafor@example.com", 0), ("Ben@Example.COM", "ben@example.com", 0),
            ("ben@gmail.com", "@gmail.com", 1), ("ben@sub.example.com", "@sub.example.com", 1),
            ("ben@example.com.evil.example", "@example.com.evil.example", 1), ("@example.com", "@example.com", 0),
            ("@gmail.com", "@gmail.com", 0),
        ])
    func foreignAddress(email: String, kept: String, stripped: Int) throws {
        let decoded = try decode(ReportDraft().with("subject.email", .string(email)))

        #expect(decoded.report.subject.email == kept)
        #expect(decoded.strippedValues == stripped)
    }

    @Test("takes a report without address and device id", arguments: [nil, .null] as [CanonicalJSON?])
    func nobody(value: CanonicalJSON?) throws {
        let decoded = try decode(ReportDraft().with("subject.email", value).with("device.id", value))

        #expect(decoded.report.subject.email == nil)
        #expect(decoded.report.device.id == nil)
        #expect(decoded.isStorableAsReceived)
    }

    @Test(
        "counts an unknown field at every level and does not store the received text",
        arguments: [
            "extra", "plugin.extra", "browser.extra", "subject.extra", "device.extra", "events.extra",
            "events.provider.extra", "events.client.extra", "events.request.extra", "events.result.extra",
            "events.login_hint.extra", "events.coaching.extra",
        ])
    func unknownField(path: String) throws {
        for value in ["text", ["deep": ["er": [1, 2, 3]]], .null] as [CanonicalJSON] {
            let decoded = try decode(ReportDraft().with(path, value))

            #expect(decoded.unknownFields == 1)
            #expect(decoded.report == (try decode(ReportDraft()).report))
            #expect(!decoded.isStorableAsReceived)
        }
    }

    @Test(
        "takes secrets and addresses out of a person's own words, and keeps the rest",
        arguments: [
            ("I need it until Friday.", "I need it until Friday.", 0), ("", nil, 0),
            ("ask anna@gmail.com or ben@example.com", "ask @gmail.com or @example.com", 1),
            ("key ghp_16C7e42F292c6912E7710c838347Ae178B4a works", "key … works", 1),
            ("see https://a.example/u/anna?id=7 there", "see https://a.example there", 1),
            ("see https://u:hunter2@a.example", "see …", 1), ("code=4711", "…", 1),
            ("Bearer abcdefghij", nil, 1), ("50% of us", "50% of us", 0),
        ] as [(String, String?, Int)])
    func ownWords(text: String, kept: String?, stripped: Int) throws {
        let decoded = try decode(ReportDraft().with("events.coaching.reason", .string(text)))

        #expect(decoded.report.events.first?.coaching?.reason == kept)
        #expect(decoded.report.events.first?.coaching?.choice == .proceeded)
        #expect(decoded.strippedValues == stripped)
        #expect(decoded.isStorableAsReceived == (stripped == 0))
        let again = try decode(ReportEncoder.text(of: decoded.report))
        #expect(again.report == decoded.report)
        #expect(again.isStorableAsReceived)
    }

    @Test("stores a clean report as it came")
    func clean() throws {
        #expect(try decode(ReportDraft(events: ReportDraft.events(20))).isStorableAsReceived)
    }

    @Test("does not store the text of a repeated scope twice")
    func repeatedScopes() throws {
        let decoded = try decode(ReportDraft().with("events.scopes", ["a", "b", "a"]))

        #expect(decoded.report.events.first?.scopes == ["a", "b"])
    }
}
