import Foundation
import Grants
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
        ("actions", "kind", "revoke"), ("actions", "state", "needs_user"),
    ]

    @Test("A filter of a closed set refuses what is not in it, and names what is")
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

    @Test("A grant names its client and resource as its connection does, also in an export")
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
