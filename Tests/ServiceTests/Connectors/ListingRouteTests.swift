import Foundation
import Testing

@Suite("Listings from outside", .serialized)
struct ListingRouteTests {
    @Test("by command: waits for the end, and leaves nothing of its progress where errors are no terminal")
    func command() throws {
        let scene = try ConnectorScene(seed: "9x4x2")
        try scene.connect()

        let answer = try scene.commands.gnomon("connectors", "sync", "workspace")

        #expect(answer.status == 0)
        #expect(
            answer.errors == "lst_1 is complete: 18 grants seen, 0 ended.\nSee them with: gnomon grants standing\n")
        #expect(try scene.commands.rows("/v1/standing-grants?limit=100").count == 18)
        let listing = try #require(try scene.commands.rows("/v1/listings").first)
        #expect(listing["state"] as? String == "complete")
        #expect(listing["seen"] as? Int == 18)
    }

    @Test("two sources: what browsers saw is both, the rest confirmed; scopes asked for and granted differ")
    func sources() throws {
        let scene = try ConnectorScene(seed: "2x1x1")
        try scene.connect()
        let grants = try #require(try scene.fake.control("GET", "grants")["grants"] as? [[String: Any]])
        let client = try #require(grants.first?["client_id"] as? String)
        let drive = "https://www.googleapis.com/auth/drive"
        let calendar = "https://www.googleapis.com/auth/calendar"
        var maker = ReportMaker()
        maker.email = "ada@example.com"
        let report = maker.report([maker.event(client: client, scopes: [drive, calendar])])
        #expect(try scene.daemon.post(ReportMaker.bytes(report), token: scene.daemon.enrol()).status == 202)
        _ = try scene.daemon.waitUntilAnalysed()

        let begun = try scene.ask("POST", "/v1/connectors/cnr_1/listings", [:])
        #expect(begun.status == 202)
        let isComplete = try waitFor(seconds: 20) {
            try scene.commands.rows("/v1/listings").first?["state"] as? String == "complete"
        }
        #expect(isComplete)
        _ = try scene.daemon.waitUntilAnalysed()

        let standing = try scene.commands.rows("/v1/standing-grants")
        let seen = try #require(standing.first { $0["person"] as? String == "ada@example.com" })
        #expect(seen["source"] as? String == "both")
        #expect(seen["not_granted"] as? [String] == [calendar])
        #expect(seen["not_requested"] as? [String] == ["https://www.googleapis.com/auth/gmail.readonly"])
        let unseen = try #require(standing.first { $0["person"] as? String == "bela@example.com" })
        #expect(unseen["source"] as? String == "confirmed")
        #expect((unseen["not_granted"] as? [String])?.isEmpty == true)
        #expect(try scene.commands.rows("/v1/grants").count == 2)
    }

    @Test("a grant that is gone at the provider closes as lapsed; a listing that is refused closes nothing")
    func gone() throws {
        let scene = try ConnectorScene(seed: "2x1x1")
        try scene.connect()
        #expect(try scene.commands.gnomon("connectors", "sync", "workspace").status == 0)
        _ = try scene.daemon.waitUntilAnalysed()
        let grants = try #require(try scene.fake.control("GET", "grants")["grants"] as? [[String: Any]])
        try scene.fake.control("DELETE", "grants/\(try #require(grants.first?["id"] as? String))")
        try scene.fake.control("POST", "faults", "{\"kind\":\"forbidden\",\"path\":\"users\",\"times\":1000}")

        let refused = try scene.commands.gnomon("connectors", "sync", "workspace")
        #expect(refused.status == 1)
        #expect(refused.errors.contains("forbidden"))
        #expect(try scene.commands.rows("/v1/standing-grants?state=gone").isEmpty)

        try scene.fake.control("DELETE", "faults")
        let answer = try scene.commands.gnomon("connectors", "sync", "workspace", "--json")
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.output.contains("\"gone\" : 1"), "\(answer.output)")
        #expect(try scene.commands.rows("/v1/standing-grants?state=gone").count == 1)
        #expect(try ActionScene(scene.daemon).logTypes().contains("grant.lapse"))
        #expect(try scene.ask("POST", "/v1/connectors/cnr_7/listings", [:]).code == "not_found")
    }
}
