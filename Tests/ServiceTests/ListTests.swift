import Foundation
import Grants
import Testing

@Suite("Lists, end to end")
struct ListTests {
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
