import Foundation
import Grants
import StoreTesting
import Testing

@Suite("The life of a finding, end to end", .bothEngines)
struct LifecycleTests {
    private static let files = ["https://www.googleapis.com/auth/drive"]
    private static let filesAndMail = files + ["https://mail.google.com/"]

    @Test("A resolved finding that is seen again regresses; an acknowledged one waits for something new")
    func regressAndReopen() throws {
        let daemon = try DaemonProcess()
        let token = try daemon.enrol()
        let maker = ReportMaker()
        try Self.send(maker, [maker.event(scopes: Self.files)], token, daemon)
        #expect(try Self.finding(daemon)["status"] as? String == "open")

        #expect((try Self.finding(daemon)["action"] as? [String: Any])?["state"] as? String == "proposed")

        try Self.move("resolved", daemon)
        #expect((try Self.finding(daemon)["action"] as? [String: Any])?["state"] as? String == "cancelled")
        try Self.send(maker, [maker.event(scopes: Self.files)], token, daemon)
        let again = try Self.finding(daemon)
        #expect(again["status"] as? String == "open")
        #expect(again["regressed"] as? Bool == true)
        #expect((again["action"] as? [String: Any])?["state"] as? String == "proposed")

        try Self.move("acknowledged", daemon)
        try Self.send(maker, [maker.event(scopes: Self.files)], token, daemon)
        #expect(try Self.finding(daemon)["status"] as? String == "acknowledged", "a mere sighting")
        try Self.send(maker, [maker.event(scopes: Self.filesAndMail)], token, daemon)
        #expect(try Self.finding(daemon)["status"] as? String == "open", "more scopes")

        try Self.move("false_positive", daemon)
        var other = ReportMaker()
        other.email = "ben@example.com"
        try Self.send(other, [other.event(scopes: Self.files)], token, daemon)
        let reopened = try Self.finding(daemon)
        #expect(reopened["status"] as? String == "open", "another person")
        #expect(reopened["people"] as? Int == 2)

        let types = try Self.logTypes(daemon)
        for type in [
            "grant.observe", "finding.open", "action.propose", "finding.resolve", "action.cancel", "finding.regress",
            "finding.acknowledge", "finding.reopen", "finding.mark_false_positive",
        ] {
            #expect(types.contains(type), "\(type)")
        }
    }

    @Test(
        "Denied, abandoned, failed and sign-in flows open no finding",
        arguments: [
            ("denied", files), ("abandoned", files), ("error", files), ("granted", ["openid", "email", "profile"]),
        ])
    func quiet(outcome: String, scopes: [String]) throws {
        let daemon = try DaemonProcess()
        let token = try daemon.enrol()
        let maker = ReportMaker()

        try Self.send(maker, [maker.event(outcome: outcome, scopes: scopes)], token, daemon)

        #expect(try Self.findings(daemon).isEmpty)
        let grants = try #require(try daemon.json("/v1/grants?state=any")["data"] as? [[String: Any]])
        #expect(grants.count == 1)
        #expect(grants[0]["outcome"] as? String == outcome)
        #expect((try daemon.json("/v1/grants")["data"] as? [Any])?.count == (outcome == "granted" ? 1 : 0))
    }

    @Test("A sighting that only moves last_seen writes no log entry; more scopes write one")
    func logOnlyWhatChanges() throws {
        let daemon = try DaemonProcess()
        let token = try daemon.enrol()
        let maker = ReportMaker()
        try Self.send(maker, [maker.event(scopes: Self.files)], token, daemon)
        let before = try Self.logTypes(daemon)

        try Self.send(maker, [maker.event(scopes: Self.files)], token, daemon)
        #expect(try Self.logTypes(daemon) == before)

        try Self.send(maker, [maker.event(scopes: Self.filesAndMail)], token, daemon)
        let after = try Self.logTypes(daemon)
        #expect(after.filter { $0 == "grant.observe" }.count == before.filter { $0 == "grant.observe" }.count + 1)
    }

    @Test("Reports out of order give the same end state as ordered ones")
    func order() throws {
        let maker = ReportMaker()
        let times = (1...6).map { maker.sentAt.advanced(byMilliseconds: -Int64($0) * 3_600_000) }
        let events = times.enumerated().map { index, time in
            maker.event(scopes: index % 2 == 0 ? Self.files : Self.filesAndMail, at: time)
        }
        func state(_ order: [Int]) throws -> [String] {
            let daemon = try DaemonProcess()
            let token = try daemon.enrol()
            for index in order { try Self.send(maker, [events[index]], token, daemon) }
            let grant = try #require((try daemon.json("/v1/grants")["data"] as? [[String: Any]])?.first)
            let finding = try Self.finding(daemon)
            let scopes = try #require(grant["scopes"] as? [[String: Any]]).compactMap { $0["scope"] as? String }
            return scopes + ["first_seen", "last_seen", "sightings"].map { "\($0)=\(grant[$0] ?? "")" }
                + ["score", "people", "first_seen", "last_seen"].map { "\($0)=\(finding[$0] ?? "")" }
        }

        let ordered = try state([5, 4, 3, 2, 1, 0])
        #expect(try state([0, 1, 2, 3, 4, 5]) == ordered)
        #expect(try state([3, 0, 5, 1, 4, 2]) == ordered)
    }

    @Test("Erasing a person leaves no address in any file and a valid log")
    func erase() throws {
        let daemon = try DaemonProcess()
        let token = try daemon.enrol()
        var maker = ReportMaker()
        maker.email = "zoe.unmistakable@example.com"
        try Self.send(maker, [maker.event(scopes: Self.files)], token, daemon)

        let body = Data("{\"address\":\"zoe.unmistakable@example.com\"}".utf8)
        let exported = try daemon.call("POST", "/v1/people/export", token: daemon.adminToken(), body: body)
        #expect((exported.object["grants"] as? [Any])?.count == 1)
        #expect(try daemon.call("POST", "/v1/people/erase", token: daemon.adminToken(), body: body).status == 200)

        let grants = try #require(try daemon.json("/v1/grants")["data"] as? [[String: Any]])
        #expect((grants[0]["person"] as? [String: Any])?["address"] == nil)
        #expect(try daemon.call("POST", "/v1/people/export", token: daemon.adminToken(), body: body).status == 404)
        daemon.kill(SIGTERM)
        #expect(try LogCommandTests.verify(daemon).status == 0)
    }

    @Test("Erasing a person whose reports still wait finds and empties them")
    func eraseWaiting() throws {
        let daemon = try DaemonProcess(arguments: ["--roles", "collector,api"])
        let token = try daemon.enrol()
        var maker = ReportMaker()
        maker.email = "zoe.unmistakable@example.com"
        #expect(try daemon.post(ReportMaker.bytes(maker.report([maker.event()])), token: token).status == 202)

        let body = Data("{\"address\":\"Zoe.Unmistakable@example.com\"}".utf8)
        let erased = try daemon.call("POST", "/v1/people/erase", token: daemon.adminToken(), body: body)

        #expect(erased.status == 200)
        #expect(erased.object["reports"] as? Int == 1)
        let status = try daemon.json("/v1/status")
        #expect(status["set_aside_events"] as? Int == 1)
        #expect(status["balanced"] as? Bool == true)
        #expect(try daemon.call("POST", "/v1/people/erase", token: daemon.adminToken(), body: body).status == 404)
    }

    @Test("Pages of a list join to the whole list, each row once")
    func paging() throws {
        let daemon = try DaemonProcess()
        let token = try daemon.enrol()
        let maker = ReportMaker()
        try Self.send(maker, (0..<25).map { maker.event(client: "client-\($0)") }, token, daemon)

        for sort in ["-score", "client", "-last_seen", "people"] {
            var ids: [String] = []
            var path = "/v1/findings?limit=4&sort=\(sort)"
            while true {
                let answer = try daemon.call("GET", path, token: daemon.adminToken())
                ids += try #require(answer.object["data"] as? [[String: Any]]).compactMap { $0["id"] as? String }
                guard let link = answer.headers["link"] else { break }
                path = String(link.dropFirst().prefix { $0 != ">" })
            }
            #expect(ids.count == 25 && Set(ids).count == 25, "\(sort)")
        }
        for (query, code) in [
            ("foo=1", "filter_unknown"), ("sort=foo", "sort_unknown"), ("cursor=zz", "cursor_invalid"),
            ("limit=0", "parameter_invalid"), ("min_score=x", "parameter_invalid"),
        ] {
            let answer = try daemon.call("GET", "/v1/findings?\(query)", token: daemon.adminToken())
            #expect(answer.status == 400 && answer.code == code, "\(query)")
        }
    }

    // MARK: - Steps

    private static func send(
        _ maker: ReportMaker, _ events: [[String: Any]], _ token: String, _ daemon: DaemonProcess
    ) throws {
        #expect(try daemon.post(ReportMaker.bytes(maker.report(events)), token: token).status == 202)
        _ = try daemon.waitUntilAnalysed()
    }

    private static func findings(_ daemon: DaemonProcess) throws -> [[String: Any]] {
        try #require(try daemon.json("/v1/findings")["data"] as? [[String: Any]])
    }

    private static func finding(_ daemon: DaemonProcess) throws -> [String: Any] {
        try #require(try self.findings(daemon).first)
    }

    private static func move(_ status: String, _ daemon: DaemonProcess) throws {
        let id = try #require(try self.finding(daemon)["id"] as? String)
        let answer = try daemon.call(
            "POST", "/v1/findings/\(id)/status", token: daemon.adminToken(),
            body: Data("{\"status\":\"\(status)\",\"reason\":\"a test\"}".utf8))
        #expect(answer.status == 200)
    }

    private static func logTypes(_ daemon: DaemonProcess) throws -> [String] {
        try #require(try daemon.json("/v1/log?limit=500")["data"] as? [[String: Any]]).compactMap {
            $0["type"] as? String
        }
    }
}
