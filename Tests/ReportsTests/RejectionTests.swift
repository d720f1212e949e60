import Grants
import Reports
import Testing

@Suite("Rejected event by event")
struct RejectionTests {
    /// One spoiled event and why it is rejected.
    struct Case: Sendable, CustomTestStringConvertible {
        var title: String
        var draft: ReportDraft
        var reason: Rejection

        init(_ title: String, _ path: String, _ value: CanonicalJSON?, _ reason: Rejection) {
            self.title = title
            self.draft = ReportDraft().with("events.\(path)", value)
            self.reason = reason
        }

        init(_ title: String, raw: String, at path: String, _ reason: Rejection) {
            self.title = title
            self.draft = ReportDraft().withRaw("events.\(path)", raw)
            self.reason = reason
        }

        var testDescription: String { self.title }
    }

    static let cases = missing + forms + lengths + sets + numbers + times + secrets

    private static let missing: [Case] = [
        "event_id", "kind", "outcome", "confidence", "evidence", "started_at", "ended_at", "interactive", "surface",
        "provider", "provider.origin", "provider.path", "client", "client.client_id", "client.redirect_class",
        "request", "request.pkce", "request.params_source", "request.has_state", "scopes", "resource", "result",
        "provider_posts", "count", "login_hint.hmac", "login_hint.domain", "coaching.shown", "coaching.choice",
    ].map { Case("no \($0)", $0, nil, .fieldMissing) }

    private static let forms: [Case] = [
        Case("an id that is no UUID", "event_id", "569a6987", .fieldInvalid),
        Case("an id that is not random", "event_id", "569a6987-11ec-10c7-88eb-04dc5294581a", .fieldInvalid),
        Case("an id as number", "event_id", 7, .fieldInvalid),
        Case("a kind as number", "kind", 1, .fieldInvalid),
        Case("no evidence at all", "evidence", [], .fieldInvalid),
        Case("evidence that is no list", "evidence", "redirect", .fieldInvalid),
        Case("a truth value as text", "interactive", "true", .fieldInvalid),
        Case("a provider as text", "provider", "https://accounts.google.com", .fieldInvalid),
        Case("an origin without scheme", "provider.origin", "accounts.google.com", .fieldInvalid),
        Case("an origin with a space", "provider.origin", "https://accounts google.com", .fieldInvalid),
        Case("an origin with a backslash", "provider.origin", #"https://a.com\@b.com"#, .secretInField),
        Case("a relative path", "provider.path", "o/oauth2", .fieldInvalid),
        Case("an empty client id", "client.client_id", "", .fieldInvalid),
        Case("a client id with a line feed", "client.client_id", "a\nb", .fieldInvalid),
        Case("a client id with NUL", "client.client_id", "a\u{0}b", .fieldInvalid),
        Case("a redirect with a space", "client.redirect_uri", "https://a.com/ b", .fieldInvalid),
        Case("a prompt with a tabulator", "request.prompt", "a\tb", .fieldInvalid),
        Case("a prompt with an upper control character", "request.prompt", "a\u{85}b", .fieldInvalid),
        Case("scopes as text", "scopes", "openid email", .fieldInvalid),
        Case("an empty scope", "scopes", [""], .fieldInvalid),
        Case("a scope as number", "scopes", [1], .fieldInvalid),
        Case("scopes as a number beyond every type", raw: "1e400", at: "scopes", .fieldInvalid),
        Case("a client as a number beyond every type", raw: "1e400", at: "client", .fieldInvalid),
        Case("resources that are null", "resource", nil as CanonicalJSON? ?? .null, .fieldInvalid),
        Case("a result that is null", "result", .null, .fieldInvalid),
        Case("an error with capitals", "result.error", "Access_Denied", .fieldInvalid),
        Case("a state match as text", "result.state_match", "true", .fieldInvalid),
        Case("a hint that is no hash", "login_hint.hmac", "ben.okafor", .fieldInvalid),
        Case("a hint with a domain that is none", "login_hint.domain", "exa mple", .fieldInvalid),
        Case("a count as text", "count", "1", .fieldInvalid),
        Case("a page that was shown as text", "coaching.shown", "true", .fieldInvalid),
        Case("a reason with a line feed", "coaching.reason", "for\nFriday", .fieldInvalid),
        Case("a reason as number", "coaching.reason", 1, .fieldInvalid),
        Case("a list that is null", raw: "null", at: "evidence", .fieldInvalid),
    ]

    private static let lengths: [Case] = [
        Case("a 1 MB client id", "client.client_id", .string(String(repeating: "a", count: 1 << 20)), .fieldTooLong),
        Case(
            "513 letters of client id", "client.client_id", .string(String(repeating: "a", count: 513)), .fieldTooLong),
        Case("a redirect of 513", "client.redirect_uri", long("https://a.com/", 513), .fieldTooLong),
        Case("an origin of 257", "provider.origin", long("https://", 257), .fieldTooLong),
        Case("a path of 257", "provider.path", long("/", 257), .fieldTooLong),
        Case("a prompt of 65", "request.prompt", long("", 65), .fieldTooLong),
        Case("a scope of 257", "scopes", [long("", 257)], .fieldTooLong),
        Case("101 scopes", "scopes", .array((0..<101).map { .string("s\($0)") }), .fieldTooLong),
        Case("101 granted scopes", "result.granted_scopes", .array((0..<101).map { .string("s\($0)") }), .fieldTooLong),
        Case("11 resources", "resource", .array((0..<11).map { .string("https://a\($0).com") }), .fieldTooLong),
        Case("a domain of 254", "login_hint.domain", long("", 254), .fieldTooLong),
        Case("a reason of 281", "coaching.reason", long("", 281), .fieldTooLong),
        Case("17 times one evidence", "evidence", .array(Array(repeating: "redirect", count: 17)), .fieldTooLong),
    ]

    private static let sets: [Case] =
        [
            "kind", "outcome", "confidence", "surface", "client.redirect_class", "request.pkce",
            "request.params_source", "coaching.choice",
        ].flatMap {
            [Case("an unknown \($0)", $0, "guess", .enumUnknown), Case("an empty \($0)", $0, "", .enumUnknown)]
        } + [
            Case("unknown evidence", "evidence", ["redirect", "guess"], .enumUnknown),
            Case("an unknown kind of result", "result.kinds", ["cookie"], .enumUnknown),
            Case("a value in capitals", "outcome", "GRANTED", .enumUnknown),
        ]

    private static let numbers: [Case] = [
        Case("a count of 0", "count", 0, .numberOutOfRange),
        Case("a negative count", "count", -1, .numberOutOfRange),
        Case("a count beyond a million", "count", 1_000_001, .numberOutOfRange),
        Case("100 posts", "provider_posts", 100, .numberOutOfRange),
        Case("negative truncation", "scopes_truncated", -1, .numberOutOfRange),
        Case("a fraction", raw: "1.5", at: "count", .numberOutOfRange),
        Case("1e400", raw: "1e400", at: "count", .numberOutOfRange),
        Case("-1E+400", raw: "-1E+400", at: "count", .numberOutOfRange),
        Case("40 digits", raw: String(repeating: "9", count: 40), at: "count", .numberOutOfRange),
        Case("20 digits", raw: "18446744073709551616", at: "count", .numberOutOfRange),
        Case("UInt64.max", raw: "18446744073709551615", at: "count", .numberOutOfRange),
        Case("Int64.min", raw: "-9223372036854775808", at: "count", .numberOutOfRange),
    ]

    private static let times: [Case] = [
        Case("a time without zone", "started_at", "2026-11-24T07:58:00.000", .timeInvalid),
        Case("a time with an offset", "started_at", "2026-11-24T08:58:00.000+01:00", .timeInvalid),
        Case("the 30th of February", "ended_at", "2026-02-30T08:00:00.000Z", .timeInvalid),
        Case("an empty time", "ended_at", "", .timeInvalid),
        Case("an end before the start", "ended_at", "2026-11-24T07:57:59.999Z", .timeOrder),
        Case("over 24 hours ahead", "ended_at", "2026-11-25T08:00:00.001Z", .timeInFuture),
        Case("before 2020", "started_at", "2019-12-31T23:59:59.999Z", .timeTooOld),
        Case("the year 0000", "started_at", "0000-01-01T00:00:00.000Z", .timeTooOld),
    ]

    private static let secrets: [Case] =
        [
            ("provider.origin", "https://user:hunter2@accounts.google.com"),
            ("provider.origin", "https://ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
            ("provider.path", "/cb/ya29.a0AfH6SMBxexample"),
            ("client.client_id", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
            ("client.client_id", "id&client_secret=hunter2"),
            ("client.redirect_uri", "https://user:hunter2@app.example.com/callback"),
            ("client.redirect_uri", "https://app.example.com/cb;code=4711"),
            ("client.redirect_uri", "https://app.example.com/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"),
            ("client.initiator_origin", "https://token:x@app.example.com"),
            ("request.prompt", "ya29.a0AfH6SMBxexample"),
            ("request.response_type", "xoxb-1234567890"), ("request.response_mode", "sk-abcdefghij0123456789abcd"),
            ("request.access_type", "AKIAIOSFODNN7EXAMPLE"), ("result.error", "glpat-abcdefghijklmnop"),
            ("result.iss", "https://a:b@accounts.google.com"),
            ("login_hint.domain", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0"),
        ].map { Case("a secret in \($0.0)", $0.0, .string($0.1), .secretInField) } + [
            Case("a secret among the scopes", "scopes", ["openid", "ya29.a0AfH6SMBxexample"], .secretInField),
            Case(
                "a secret among the granted scopes", "result.granted_scopes",
                ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"], .secretInField),
            Case("a code behind a scope", "scopes", ["https://a.com/auth?code=4711"], .secretInField),
            Case("a secret among the resources", "resource", ["https://a:b@mcp.example.com/"], .secretInField),
            Case("a secret as hint", "login_hint.hmac", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", .fieldInvalid),
        ]

    private static func long(_ start: String, _ count: Int) -> CanonicalJSON {
        .string(start + String(repeating: "a", count: count - start.utf8.count))
    }

    @Test("names the reason and the event, and keeps the event beside it", arguments: cases)
    func rejects(case: Case) throws {
        var draft = `case`.draft
        draft.events += ReportDraft.events(1)
        // A 1 MB field is beyond the limit of an uncompressed body.
        let body = try #require(GzipDeflater.deflate(draft.text))

        let decoded = try decode(body, isGzip: true)

        #expect(decoded.rejected.map(\.reason) == [`case`.reason])
        #expect(decoded.report.events.count == 1)
        #expect(decoded.receivedEvents == 2)
        #expect(!decoded.isStorableAsReceived)
    }

    @Test(
        "rejects a field that stands twice, at every level",
        arguments: [
            "", "provider", "client", "request", "result", "login_hint", "coaching",
        ])
    func repeatedField(object: String) throws {
        let names = [
            "": "count", "provider": "path", "client": "client_id", "request": "has_state", "result": "state_match",
            "login_hint": "domain", "coaching": "reason",
        ]
        let name = try #require(names[object])
        let text = String(decoding: ReportDraft().text, as: UTF8.self)
        let start = object.isEmpty ? "\"client\":{" : "\"\(object)\":{"
        let value = [
            "count": "1", "path": "\"/\"", "client_id": "\"a\"", "has_state": "true", "state_match": "true",
            "domain": "\"a.example\"", "reason": "\"soon\"",
        ]
        let member = "\"\(name)\":\(value[name] ?? ""),"
        let twice = text.split(separator: start, omittingEmptySubsequences: false)
            .joined(separator: object.isEmpty ? member + start : start + member)

        let decoded = try decode(Array(twice.utf8))

        #expect(decoded.rejected.map(\.reason) == [.fieldRepeated])
    }

    @Test("rejects a second event with an id that came before with other content")
    func conflict() throws {
        var draft = ReportDraft()
        draft.events = [ReportDraft.event(), draft.with("events.count", 2).events[0]]

        let decoded = try decode(draft)

        #expect(decoded.report.events.map(\.count) == [1])
        #expect(decoded.rejected == [RejectedEvent(eventID: UUIDBits(ReportDraft.eventID), reason: .eventIDConflict)])
    }

    @Test("counts the same event again as a repeat")
    func repeated() throws {
        let decoded = try decode(ReportDraft(events: Array(repeating: ReportDraft.event(), count: 3)))

        #expect(decoded.report.events.count == 1)
        #expect(decoded.repeatedEvents == 2)
        #expect(decoded.rejected.isEmpty)
        #expect(!decoded.isStorableAsReceived)
    }

    @Test(
        "rejects what is no object in place of an event", arguments: [.null, 1, "event", [], true] as [CanonicalJSON])
    func noObject(event: CanonicalJSON) throws {
        let decoded = try decode(ReportDraft(events: [event, ReportDraft.event()]))

        #expect(decoded.rejected == [RejectedEvent(eventID: nil, reason: .fieldInvalid)])
        #expect(decoded.report.events.count == 1)
    }

    @Test("admits a report of which every event is rejected")
    func allRejected() throws {
        let decoded = try decode(ReportDraft().with("events.count", 0))

        #expect(decoded.report.events.isEmpty)
        #expect(decoded.receivedEvents == 1)
    }

    @Test("reaches every reason")
    func everyReason() {
        let elsewhere: Set<Rejection> = [.fieldRepeated, .eventIDConflict]

        #expect(Set(Self.cases.map(\.reason)).union(elsewhere) == Set(Rejection.allCases))
    }

    @Test("admits an event on a device page without a client")
    func devicePage() throws {
        let draft = ReportDraft().with("events.kind", "device_page").with("events.client", nil)

        let event = try #require(try decode(draft).report.events.first)

        #expect(event.client.clientID.isEmpty)
        #expect(event.client.redirectClass == .unknown)
    }

    @Test("counts lengths in code points, as the schema does")
    func codePoints() throws {
        let id = String(repeating: "é", count: 512)

        #expect(try decode(ReportDraft().with("events.client.client_id", .string(id))).rejected.isEmpty)
        #expect(
            try decode(ReportDraft().with("events.client.client_id", .string(id + "é"))).rejected.map(\.reason)
                == [.fieldTooLong])
    }

    @Test("tells scopes that were not visible from scopes that were not named")
    func scopes() throws {
        #expect(try decode(ReportDraft().with("events.scopes", .null)).report.events.first?.scopes == .some(nil))
        #expect(try decode(ReportDraft().with("events.scopes", [])).report.events.first?.scopes == [])
    }
}
