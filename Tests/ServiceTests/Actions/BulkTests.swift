import Foundation
import Testing

@Suite("Decisions in bulk")
struct BulkTests {
    private static func bulk(
        _ scene: ActionScene, _ more: [String: Any], by person: String = "bob"
    ) throws -> HTTPAnswer {
        let body: [String: Any] = ["filter": ["kind": "revoke"], "decision": "approve", "dry_run": true]
        return try scene.decide(person, "actions/bulk", body.merging(more) { $1 })
    }

    private static func scene() throws -> ActionScene {
        let scene = try ActionScene(clients: ["client-1", "client-2", "client-3"])
        for finding in ["fnd_1", "fnd_2", "fnd_3"] { _ = try scene.propose("revoke", for: finding) }
        return scene
    }

    @Test("decide exactly what the dry run found; a critical finding's action only gets its first approval")
    func run() throws {
        let scene = try Self.scene()
        try scene.execute("UPDATE findings SET severity = 'critical' WHERE finding_no = 2")
        let dry = try Self.bulk(scene, [:])
        #expect(dry.status == 200)
        #expect(dry.object["actions"] as? Int == 3)
        #expect(dry.object["grants"] as? Int == 3)
        #expect(dry.object["need_second"] as? Int == 1)
        #expect(try scene.rows("/v1/actions?state=proposed&kind=revoke").count == 3, "nothing is decided")
        let digest = try #require(dry.object["digest"] as? String)

        for wrong in [["expected": 2], ["expected": 3, "digest": String(digest.reversed())]] as [[String: Any]] {
            let answer = try Self.bulk(scene, wrong.merging(["dry_run": false]) { $1 })
            #expect(answer.code == "expected_count_differs")
        }
        let real = try Self.bulk(scene, ["dry_run": false, "expected": 3, "digest": digest])

        #expect(real.status == 200, "refused runs take nobody's turn")
        #expect(real.object["states"] as? [String: Int] == ["scheduled": 2, "approved": 1])
        #expect((real.object["refused"] as? [Any])?.isEmpty == true)
        let critical = try #require(try scene.rows("/v1/actions?finding=fnd_2&state=approved").first?["id"] as? String)
        #expect((try scene.action(critical)["approvals"] as? [Any])?.count == 1)

        let again = try Self.bulk(scene, ["dry_run": false, "expected": 0])
        #expect(again.code == "rate_limited")
        let wait = try #require(again.headers["retry-after"].flatMap { Int($0) })
        #expect((1...60).contains(wait))
        #expect(try Self.bulk(scene, ["dry_run": false, "expected": 0], by: "cleo").status == 200, "another person")
    }

    @Test("name what they leave as it is, and go on")
    func refused() throws {
        let scene = try Self.scene()
        _ = try scene.propose("revoke", for: "fnd_1", by: "bob")

        let answer = try Self.bulk(scene, ["dry_run": false, "expected": 3])

        #expect(answer.object["states"] as? [String: Int] == ["scheduled": 2])
        let refused = try #require(answer.object["refused"] as? [[String: String]])
        #expect(refused.map { $0["code"] } == ["same_person"])
    }

    @Test("reject by any filter of the list")
    func reject() throws {
        let scene = try Self.scene()
        let filter = ["client": "client-2", "state": "proposed"]
        let dry = try Self.bulk(scene, ["decision": "reject", "filter": filter])
        #expect(dry.object["actions"] as? Int == 1)
        #expect(dry.object["need_second"] as? Int == 0)

        let real = try Self.bulk(scene, ["decision": "reject", "filter": filter, "dry_run": false, "expected": 1])

        #expect(real.object["states"] as? [String: Int] == ["rejected": 1])
        #expect(try scene.rows("/v1/actions?finding=fnd_2&state=rejected").count == 1)
    }

    @Test("are refused with the field that is wrong")
    func wrong() throws {
        let scene = try ActionScene()
        for (body, code, field) in [
            (["dry_run": NSNull()], "parameter_invalid", "dry_run"),
            (["dry_run": false], "parameter_invalid", "expected"),
            (["decision": "cancel"], "parameter_invalid", "decision"), (["reason": ""], "parameter_invalid", "reason"),
            (["filter": ["state": "failed"]], "parameter_invalid", "state"),
            (["filter": ["colour": "red"]], "filter_unknown", "colour"),
            (["filter": ["kind": "erase"]], "parameter_invalid", "kind"),
            (["until": "yesterday"], "parameter_invalid", "until"), (["filter": NSNull()], "body_invalid", nil),
        ] as [([String: Any], String, String?)] {
            let answer = try Self.bulk(scene, body)
            #expect(answer.code == code, "\(body)")
            #expect(answer.object["field"] as? String == field, "\(body)")
        }
        #expect(try Self.bulk(scene, [:], by: "ada").code == "role_required")
    }
}
