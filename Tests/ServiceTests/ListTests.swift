import Foundation
import Grants
import Store
import StoreTesting
import Testing

@Suite("Lists, end to end")
struct ListTests {
    /// A filter with one value that it knows, and its list.
    static let closedFilters: [(list: String, filter: String, value: String)] = [
        ("findings", "severity", "critical"), ("findings", "status", "false_positive"),
        ("findings", "action", "review"), ("findings", "regressed", "true"), ("findings", "ai", "unknown"),
        ("findings", "ai_class", "not_ai"), ("findings", "access", "write"), ("findings", "grant_kind", "no_scope"),
        ("findings", "sensitivity", "high"), ("findings", "data_class", "source_code"),
        ("connections", "state", "any"), ("connections", "grant_kind", "data"),
        ("grants", "outcome", "abandoned"), ("grants", "managed", "false"), ("grants", "state", "attempted"),
        ("apps", "role", "client"), ("apps", "ai_class", "ai_native"), ("apps", "ai", "no"),
        ("actions", "kind", "revoke"), ("actions", "state", "needs_user"), ("actions", "severity", "high"),
        ("jobs", "state", "discarded"), ("jobs", "outcome", "manual_pending"), ("jobs", "kind", "block"),
    ]

    @Test("A filter of a closed set refuses what is not in it, and names what is", .bothEngines)
    func closedSets() throws {
        let scene = CommandScene(try DaemonProcess())
        for (list, filter, value) in Self.closedFilters {
            #expect(try scene.ask("GET", "/v1/\(list)?\(filter)=\(value)").status == 200, "\(list) \(filter)")
            for wrong in ["bogus", value.uppercased(), "\(value),bogus", ""] {
                let answer = try scene.ask("GET", "/v1/\(list)?\(filter)=\(wrong)")
                #expect(answer.status == 400, "\(list) \(filter) \(wrong)")
                #expect(answer.code == "parameter_invalid")
                #expect(answer.object["field"] as? String == filter)
                let detail = try #require(answer.object["detail"] as? String)
                #expect(detail.contains(value), "\(detail)")
            }
        }
        let command = try scene.gnomon("findings", "list", "--severity", "enormous")
        #expect(command.status == 64)
        #expect(command.errors.contains("severity") && command.errors.contains("one of: info, low"))
        #expect(try scene.gnomon("findings", "list", "--filter", "colour=red").status == 64)
        #expect(try scene.gnomon("findings", "list", "--sort", "colour").status == 64)
    }

    @Test("HEAD is answered as GET is, without a body")
    func head() throws {
        let daemon = try DaemonProcess()
        for (path, token) in [
            ("/v1/health/live", nil), ("/v1/health/ready", nil), ("/metrics", nil), ("/v1/findings", nil),
            ("/v1/findings", try daemon.adminToken()), ("/v1/findings?colour=red", try daemon.adminToken()),
        ] as [(String, String?)] {
            let get = try daemon.call("GET", path, token: token)
            let head = try daemon.call("HEAD", path, token: token)

            #expect(head.status == get.status, "\(path)")
            #expect(head.headers["content-type"] == get.headers["content-type"])
            #expect(head.body.isEmpty && !get.body.isEmpty)
        }
        let refused = try daemon.call("HEAD", "/v1/reports", token: nil)
        #expect(refused.status == 405 && refused.headers["allow"] == "POST")
        #expect(try daemon.call("PATCH", "/v1/findings", token: nil).headers["allow"] == "GET, HEAD")
    }

    @Test("The lists of tokens, which are always whole, take no parameter", arguments: ["tokens", "enrolment-tokens"])
    func tokenParameters(list: String) throws {
        let scene = CommandScene(try DaemonProcess())
        #expect(try scene.ask("GET", "/v1/\(list)").status == 200)
        for query in ["colour=red", "limit=1", "cursor=x"] {
            #expect(try scene.ask("GET", "/v1/\(list)?\(query)").code == "filter_unknown", "\(query)")
        }
    }

    /// The commands that list, with what each list can be asked for.
    static let offers: [(command: String, offer: ListOffer)] = [
        ("findings", .findings), ("connections", .connections), ("grants", .grants), ("apps", .apps),
        ("actions", .actions), ("jobs", .jobs), ("log", .log),
    ]

    @Test("Help names every filter with what it takes, and every order")
    func help() throws {
        for (command, offer) in Self.offers {
            let text = try run([command, "list", "--help"]).output
            let lines = text.split(separator: "\n").map { $0.split(separator: " ", maxSplits: 1).map(String.init) }
            for (name, expected) in offer.filters {
                let line = try #require(lines.first { $0.first == name }, "\(command) \(name)")
                #expect(line.last?.contains(expected.prefix(12)) == true, "\(command) \(name)")
            }
            let words = Set(text.split { !$0.isLetter && $0 != "_" && $0 != "-" })
            for sort in offer.sorts { #expect(words.contains(sort[...]), "\(command) \(sort)") }
        }
    }

    @Test("A pipe and JSON get the whole list, a terminal a page that says how to see more", .bothEngines)
    func whole() throws {
        let scene = CommandScene(try DaemonProcess())
        let maker = ReportMaker()
        let token = try scene.daemon.enrol()
        for group in 0..<6 {
            let events = (0..<100).map { maker.event(client: "client-\(group)-\($0)") }
            #expect(try scene.daemon.post(ReportMaker.bytes(maker.report(events)), token: token).status == 202)
        }
        _ = try scene.daemon.waitUntilAnalysed()
        func lines(_ text: String) -> Int { text.split(separator: "\n").count }

        let piped = try scene.gnomon("grants", "list")
        #expect(lines(piped.output) == 600)
        #expect(piped.errors.isEmpty)
        let json = try JSONSerialization.jsonObject(
            with: Data(try scene.gnomon("grants", "list", "--json").output.utf8))
        #expect((json as? [[String: Any]])?.count == 600)
        #expect(try lines(scene.gnomon("grants", "list", "--limit", "503").output) == 503)
        let table = try scene.gnomon(["grants", "list"], environment: ["GNOMON_FORCE_TABLE": "1"])
        #expect(lines(table.output) == 51)
        #expect(table.errors.contains("There is more: --limit"))
        let asked = try scene.gnomon(["grants", "list", "--limit", "7"], environment: ["GNOMON_FORCE_TABLE": "1"])
        #expect(lines(asked.output) == 8)
        #expect(asked.errors.isEmpty)
    }

    @Test("A table is no wider than the terminal, and names the columns it has no room for", arguments: [30, 60, 90])
    func narrow(width: Int) throws {
        let scene = CommandScene(try DaemonProcess(arguments: ActionScene.idle))
        let maker = ReportMaker()
        let event = maker.event(client: "a-client-with-a-name-that-needs-some-room")
        #expect(
            try scene.daemon.post(ReportMaker.bytes(maker.report([event])), token: scene.daemon.enrol()).status == 202)
        _ = try scene.daemon.waitUntilAnalysed()
        _ = try ActionScene(scene.daemon).scheduled()

        for (command, _) in Self.offers {
            let answer = try scene.gnomon(
                [command, "list"], environment: ["GNOMON_FORCE_TABLE": "1", "COLUMNS": "\(width)"])
            #expect(answer.status == 0)
            let widths = answer.output.split(separator: "\n").map(\.count)
            #expect(widths.count > 1 && widths.allSatisfy { $0 <= width }, "\(command): \(answer.output)")
            if width == 30 { #expect(answer.errors.contains("Too narrow for"), "\(command)") }
        }
    }

    @Test("A grant names its client and resource as its connection does, also in an export", .bothEngines)
    func grantApps() throws {
        let scene = CommandScene(try DaemonProcess())
        let maker = ReportMaker()
        #expect(
            try scene.daemon.post(ReportMaker.bytes(maker.report([maker.event()])), token: scene.daemon.enrol()).status
                == 202)
        _ = try scene.daemon.waitUntilAnalysed()
        let connection = try #require(try scene.rows("/v1/connections").first)

        let grants =
            try scene.rows("/v1/grants")
            + #require(
                try scene.ask("POST", "/v1/people/export", "{\"address\":\"\(maker.email)\"}").object["grants"]
                    as? [[String: Any]])

        #expect(grants.count == 2)
        for grant in grants {
            for role in ["client", "resource"] {
                let app = try #require(grant[role] as? [String: String])
                #expect(app == connection[role] as? [String: String])
                #expect(app.keys.sorted() == ["ai", "ai_class", "category", "id", "name"])
                #expect(app.values.allSatisfy { !$0.isEmpty }, "\(app)")
            }
        }
    }
}
