import Grants
import Reports
import Testing

@Suite("Nothing forbidden is kept")
struct CanaryTests {
    /// Shapes of credentials, each with a mark to search for.
    private static let canaries = [
        "ghp_CANARY7e42F292c6912E7710c838347Ae178", "ya29.CANARYa0AfH6SMBxexample",
        "eyJhbGciOiJIUzI1NiJ9.eyJDQU5BUlkiOjF9CANARY", "https://a.example/cb?code=CANARY0815",
        "https://u:CANARY@a.example", "xoxb-CANARY-1234567890",
    ]

    /// Every text field, in the envelope and in an event.
    private static let fields =
        [
            "schema", "batch_id", "sent_at", "install_id", "plugin.version", "plugin.extension_id", "browser.name",
            "browser.version", "browser.os", "browser.arch", "subject.email", "subject.source", "device.id",
            "device.source",
        ]
        + [
            "event_id", "kind", "outcome", "confidence", "started_at", "ended_at", "surface", "provider.origin",
            "provider.path", "client.client_id", "client.redirect_uri", "client.redirect_class",
            "client.initiator_origin", "request.response_type", "request.response_mode", "request.prompt",
            "request.access_type", "request.pkce", "request.params_source", "result.error", "result.iss",
            "login_hint.hmac", "login_hint.domain", "coaching.choice", "coaching.reason",
        ].map { "events.\($0)" }

    private static let lists = ["evidence", "scopes", "resource", "result.kinds", "result.granted_scopes"]

    private static let unknown = [
        "x", "plugin.x", "browser.x", "subject.x", "device.x", "events.x", "events.provider.x", "events.client.x",
        "events.request.x", "events.result.x", "events.login_hint.x", "events.coaching.x",
    ]

    @Test("in any text field", arguments: fields)
    func field(path: String) throws {
        for canary in Self.canaries { try self.expectGone(ReportDraft().with(path, .string(canary))) }
    }

    @Test("in any list", arguments: lists)
    func list(path: String) throws {
        for canary in Self.canaries {
            try self.expectGone(ReportDraft().with("events.\(path)", [.string(canary)]))
        }
    }

    @Test("in an unknown field of any level, its name included", arguments: unknown)
    func unknownField(path: String) throws {
        try self.expectGone(ReportDraft().with("\(path)CANARY", ["CANARY": ["CANARY"]]))
    }

    @Test(
        "in any field of an event that is rejected for another reason",
        arguments: fields.filter { $0.hasPrefix("events.") })
    func rejectedEvent(path: String) throws {
        try self.expectGone(ReportDraft().with(path, "CANARY").with("events.count", path == "events.count" ? 1 : 0))
    }

    @Test("in a refusal's words")
    func refusalText() throws {
        for path in Self.fields where !path.hasPrefix("events.") {
            let refused = try refusal(of: ReportDraft().with(path, "ghp_CANARY7e42F292c6912E7710c838347Ae178").text)

            #expect(!"\(String(describing: refused))".contains("CANARY"))
        }
    }

    private func expectGone(_ draft: ReportDraft) throws {
        var draft = draft
        draft.events += ReportDraft.events(1)
        let decoded: DecodedReport
        do {
            decoded = try decode(draft)
        } catch is ReportRefusal {
            return  // Refused whole: nothing is kept.
        }

        let kept = String(decoding: ReportEncoder.text(of: decoded.report), as: UTF8.self)

        #expect(!kept.uppercased().contains("CANARY"))
        #expect(!decoded.isStorableAsReceived)
    }
}
