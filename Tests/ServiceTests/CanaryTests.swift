import Foundation
import Testing

@Suite("What may never be stored")
struct CanaryTests {
    private static let canary = "CANARY7f3a"
    private static let secret = "ghp_\(canary)0123456789abcdefghij"

    @Test("A secret planted in every text field, in unknown fields and in rejected events reaches no file")
    func planted() throws {
        let daemon = try DaemonProcess()
        let token = try daemon.enrol()
        let maker = ReportMaker()

        for path in Self.textPaths {
            var event = maker.event()
            Self.plant(Self.secret, at: path, in: &event)
            _ = try daemon.post(ReportMaker.bytes(maker.report([event, maker.event()])), token: token)
        }
        for path in [
            ["plugin", "version"], ["browser", "name"], ["subject", "email"], ["device", "id"], ["batch_id"],
        ] {
            var report = maker.report([maker.event()])
            Self.plant(Self.secret, at: path, in: &report)
            _ = try daemon.post(ReportMaker.bytes(report), token: token)
        }
        for suffix in ["?code=\(Self.canary)", "#access_token=\(Self.canary)", "?state=\(Self.canary)&code=x"] {
            var event = maker.event()
            Self.plant("https://client-1.example.net/callback\(suffix)", at: ["client", "redirect_uri"], in: &event)
            _ = try daemon.post(ReportMaker.bytes(maker.report([event])), token: token)
        }
        var unknown = maker.report([maker.event()])
        unknown["extra"] = Self.canary
        unknown["events"] = [maker.event().merging(["note": Self.canary]) { $1 }]
        unknown["batch_id"] = nil
        let events = try #require(unknown["events"] as? [[String: Any]])
        unknown["batch_id"] = maker.report(events)["batch_id"]
        #expect(try daemon.post(ReportMaker.bytes(unknown), token: token).status == 202)
        for (path, text) in Self.namedPersons {
            var event = maker.event()
            Self.plant(text, at: path, in: &event)
            let answer = try daemon.post(ReportMaker.bytes(maker.report([event])), token: token)
            #expect(answer.object["accepted"] as? Int == 1, "\(path)")
        }
        for words in [
            "my key is \(Self.secret)", "ask \(Self.canary)@gmail.com",
            "https://a.example/\(Self.canary)?x=\(Self.canary)",
            "code=\(Self.canary)",
        ] {
            var event = maker.event()
            event["coaching"] = ["shown": true, "choice": "continue", "reason": words]
            let answer = try daemon.post(ReportMaker.bytes(maker.report([event])), token: token)
            #expect(answer.object["accepted"] as? Int == 1, "\(words)")
        }
        var device = maker.report([maker.event()])
        device["device"] = ["id": "\(Self.canary)@gmail.com", "source": "policy"]
        #expect(try daemon.post(ReportMaker.bytes(device), token: token).status == 202)
        var foreign = maker
        foreign.email = "\(Self.canary.lowercased())@gmail.com"
        #expect(try daemon.post(ReportMaker.bytes(foreign.report([foreign.event()])), token: token).status == 202)

        _ = try daemon.waitUntilAnalysed()
        #expect(Self.files(in: daemon.folder, containing: Self.canary).isEmpty)
        #expect(!Self.files(in: daemon.folder, containing: "client-1").isEmpty, "the search finds what is stored")
        daemon.kill(SIGTERM)
        #expect(Self.files(in: daemon.folder, containing: Self.canary).isEmpty)
        #expect(Self.files(in: daemon.folder, containing: token).isEmpty, "the token is stored only as a hash")
    }

    /// Places where a client app may name a person.
    private static let namedPersons: [([String], String)] = [
        (["client", "client_id"], "\(canary)@gmail.com"), (["client", "client_id"], "\(canary)%40example.com"),
        (["client", "redirect_uri"], "https://client-1.example.net/u/\(canary)@gmail.com/callback"),
        (["client", "redirect_uri"], "https://client-1.example.net/u/\(canary)%2540gmail.com"),
        (["provider", "path"], "/\(canary)@gmail.com/authorize"),
        (["request", "prompt"], "\(canary)@gmail.com"), (["scopes"], "mail:\(canary)@example.com"),
        (["resource"], "https://mcp.example.com/\(canary)@gmail.com"),
    ]

    /// Every text of an event.
    private static let textPaths: [[String]] = [
        ["event_id"], ["kind"], ["outcome"], ["confidence"], ["evidence"], ["started_at"], ["ended_at"], ["surface"],
        ["provider", "origin"], ["provider", "path"], ["client", "client_id"], ["client", "redirect_uri"],
        ["client", "redirect_class"], ["client", "initiator_origin"], ["request", "response_type"],
        ["request", "response_mode"], ["request", "prompt"], ["request", "access_type"], ["request", "pkce"],
        ["request", "params_source"], ["scopes"], ["resource"], ["result", "kinds"], ["result", "error"],
        ["result", "iss"], ["result", "granted_scopes"], ["login_hint", "hmac"], ["login_hint", "domain"],
        ["coaching", "choice"],
    ]

    private static func plant(_ text: String, at path: [String], in object: inout [String: Any]) {
        guard let key = path.first else { return }
        if path.count == 1 {
            object[key] = object[key] is [Any] ? [text] : text
        } else {
            var inner = object[key] as? [String: Any] ?? [:]
            self.plant(text, at: Array(path.dropFirst()), in: &inner)
            object[key] = inner
        }
    }

    /// Names of files that hold the text in any letter case, inflated gzip included.
    private static func files(in folder: URL, containing text: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { name in
            let data = FileManager.default.contents(atPath: folder.appendingPathComponent(name).path) ?? Data()
            let lower = String(decoding: data, as: UTF8.self).lowercased()
            return lower.contains(text.lowercased())
        }
    }
}
