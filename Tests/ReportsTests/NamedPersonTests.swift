import Grants
import Reports
import Testing

@Suite("Persons named inside other texts")
struct NamedPersonTests {
    @Test(
        "lose all but the domain of their address, in any spelling",
        arguments: [
            ("bob@gmail.com", "@gmail.com"), ("Bob.O'Neil+x@Gmail.com", "@Gmail.com"),
            ("app-bob@example.com-1", "@example.com-1"), ("bob%40gmail.com", "%40gmail.com"),
            ("bob%2540gmail.com/x", "%2540gmail.com/x"),
            ("a bob@gmail.com, eve@corp.example.", "a @gmail.com, @corp.example."),
            ("bob@gmail.com@evil.example", "@@evil.example"), ("jürgen@müller.de", "@müller.de"),
            ("用户@例子.公司", "@例子.公司"), ("bob@123.example", "@123.example"),
        ])
    func named(text: String, kept: String) throws {
        for field in ["client.client_id", "request.prompt"] {
            let decoded = try decode(ReportDraft().with("events.\(field)", .string(text)))
            let event = try #require(decoded.report.events.first)

            #expect((field == "request.prompt" ? event.request.prompt : event.client.clientID) == kept)
            #expect(decoded.strippedValues == 1)
            #expect(!decoded.isStorableAsReceived)
            #expect(try decode(ReportDraft().with("events.\(field)", .string(kept))).isStorableAsReceived)
        }
    }

    @Test(
        "are not seen where none are",
        arguments: [
            "robot@project.iam.gserviceaccount.com", "1234-abc@developer.gserviceaccount.com",
            "project@APPSPOT.gserviceaccount.com", "lodash@4.17.21", "@gmail.com", "AB12@AdobeOrg", "a @ b.c", "bob@",
            "100%", "%40", "%", "a%4", "@", "https://example.com/@bob/app", "bob@localhost",
        ])
    func nobody(text: String) throws {
        let decoded = try decode(ReportDraft().with("events.client.client_id", .string(text)))

        #expect(decoded.report.events.first?.client.clientID == text)
        #expect(decoded.isStorableAsReceived)
    }

    @Test(
        "are not mistaken for a service account",
        arguments: ["bob@xgserviceaccount.com", "bob@iam.gserviceaccount.com.evil.example"])
    func lookAlike(text: String) throws {
        #expect(try decode(ReportDraft().with("events.client.client_id", .string(text))).strippedValues == 1)
    }

    @Test(
        "are taken out of every text that a client or a device may choose",
        arguments: [
            "events.client.client_id", "events.client.redirect_uri", "events.provider.path", "events.scopes",
            "events.resource", "events.result.granted_scopes", "events.request.response_type",
            "events.request.response_mode", "events.request.prompt", "events.request.access_type", "device.id",
            "browser.name",
        ])
    func everywhere(field: String) throws {
        let text = CanonicalJSON.string((field == "events.provider.path" ? "/" : "x:/") + "cb/bob.canary@gmail.com")
        let isList = ["events.scopes", "events.resource", "events.result.granted_scopes"].contains(field)

        let decoded = try decode(ReportDraft().with(field, isList ? [text] : text))

        let kept = String(decoding: ReportEncoder.text(of: decoded.report), as: UTF8.self)
        #expect(decoded.rejected.isEmpty)
        #expect(!kept.contains("canary"))
        #expect(kept.contains("cb/@gmail.com"))
        #expect(decoded.strippedValues == 1)
    }

    @Test("are counted once in an address that loses its query too")
    func once() throws {
        let draft = ReportDraft().with("events.client.redirect_uri", "https://a.com/u/bob@gmail.com/cb?x=1")

        let decoded = try decode(draft)

        #expect(decoded.report.events.first?.client.redirectURI == "https://a.com/u/@gmail.com/cb")
        #expect(decoded.strippedValues == 1)
    }
}
