import Foundation
import Governance
import Grants
import Store
import StoreTesting
import Testing

@Suite("Actions, end to end", .bothEngines)
struct ActionTests {
    @Test("One proposes, another approves, the grace period lets it be undone, and the log names each step")
    func undone() throws {
        let scene = try ActionScene(people: ["ana@example.com", "ben@example.com"])
        let id = try scene.propose("revoke")
        #expect(try scene.action(id)["subjects"] as? Int == 2)
        #expect((try scene.action(id)["proposed_by"] as? [String: String])?["name"] == "ada")

        let approved = try scene.decide("bob", "actions/\(id)/approve", ["expected": 2])

        #expect(approved.status == 200)
        #expect(approved.object["state"] as? String == "scheduled")
        let start = try #require((approved.object["starts_at"] as? String).flatMap(Timestamp.init))
        #expect(start > WallClock.system.now())
        #expect((approved.object["progress"] as? [String: Any])?["total"] as? Int == 2)
        let approvals = try #require(approved.object["approvals"] as? [[String: Any]])
        #expect((approvals.first?["person"] as? [String: String])?["name"] == "bob")
        #expect(approvals.first?["reason"] as? String == "a test")
        let jobs = try scene.rows(try #require(approved.object["jobs"] as? String))
        #expect(jobs.map { $0["state"] as? String } == ["scheduled", "scheduled"])
        #expect(Set(jobs.compactMap { $0["person"] as? String }) == ["ana@example.com", "ben@example.com"])

        let cancelled = try scene.decide("bob", "actions/\(id)/cancel")
        #expect(cancelled.object["state"] as? String == "cancelled")
        #expect((cancelled.object["decision"] as? [String: Any])?["reason"] as? String == "a test")
        #expect(try scene.rows("/v1/jobs?action=\(id)&state=cancelled").count == 2)
        let types = try scene.logTypes()
        for type in ["action.propose", "action.approve", "action.schedule", "action.cancel"] {
            #expect(types.contains(type), "\(type)")
        }
    }

    @Test("What one person may not decide alone waits for a second one, who is another person")
    func fourEyes() throws {
        let scene = try ActionScene()
        let id = try scene.propose("block", by: "bob")

        #expect(try scene.decide("bob", "actions/\(id)/approve").code == "same_person")
        let first = try scene.decide("cleo", "actions/\(id)/approve")
        #expect(first.object["state"] as? String == "approved")
        #expect((first.object["needs_second"] as? String)?.isEmpty == false)
        #expect(first.object["approval_expires_at"] != nil)
        #expect(first.object["starts_at"] == nil)
        #expect(try scene.decide("cleo", "actions/\(id)/approve").code == "same_person")
        #expect(try scene.decide("bob", "actions/\(id)/approve").code == "same_person")
        #expect(try scene.decide(nil, "actions/\(id)/approve").code == "local_admin_is_no_second")
        #expect(try scene.action(id)["state"] as? String == "approved")

        let answer = try scene.daemon.call(
            "POST", "/v1/tokens", token: scene.daemon.adminToken(),
            body: Data("{\"name\":\"dora\",\"person\":\"dora\",\"roles\":[\"admin\"]}".utf8))
        let second = try scene.daemon.call(
            "POST", "/v1/actions/\(id)/approve", token: answer.object["secret"] as? String,
            body: Data("{\"reason\":\"seen\"}".utf8))
        #expect(second.object["state"] as? String == "scheduled")
        #expect((second.object["approvals"] as? [Any])?.count == 2)
    }

    @Test("Many grants and a critical finding need two persons, as the settings say", arguments: [true, false])
    func second(isCritical: Bool) throws {
        let scene = try ActionScene(
            people: ["ana@example.com", "ben@example.com"],
            environment: isCritical ? [:] : ["GNOMON_APPROVAL_GRANTS_OF_ONE_PERSON": "1", "GNOMON_APPROVAL_DAYS": "1"])
        if isCritical { try scene.execute("UPDATE findings SET severity = 'critical'") }
        let id = try scene.propose("revoke")

        let first = try scene.decide("bob", "actions/\(id)/approve")

        #expect(first.object["state"] as? String == "approved")
        let why = try #require(first.object["needs_second"] as? String)
        #expect(why.contains(isCritical ? "critical" : "2 grants"))
        let end = try #require((first.object["approval_expires_at"] as? String).flatMap(Timestamp.init))
        let days = (end.milliseconds - WallClock.system.now().milliseconds) / 86_400_000
        #expect(days == (isCritical ? 6 : 0))
        #expect(try scene.decide("cleo", "actions/\(id)/approve").object["state"] as? String == "scheduled")
    }

    @Test("A rejection needs a reason and may have an end")
    func rejected() throws {
        let scene = try ActionScene()
        let id = try #require(try scene.rows("/v1/actions?state=proposed").first?["id"] as? String)
        for (body, field) in [
            (["reason": ""], "reason"), ([:], "reason"), (["reason": String(repeating: "x", count: 501)], "reason"),
            (["until": "2020-01-01T00:00:00Z"], "until"), (["until": "soon"], "until"),
        ] as [([String: Any], String)] {
            let base: [String: Any] = field == "until" ? ["reason": "no"] : [:]
            let answer = try scene.ask(
                "bob", "POST", "/v1/actions/\(id)/reject", base.merging(body) { $1 })
            #expect(answer.code == "parameter_invalid")
            #expect(answer.object["field"] as? String == field)
        }

        let rejected = try scene.decide("bob", "actions/\(id)/reject", ["until": "2099-01-01T00:00:00Z"])

        #expect(rejected.object["state"] as? String == "rejected")
        #expect((rejected.object["decision"] as? [String: Any])?["until"] as? String == "2099-01-01T00:00:00.000Z")
        #expect(try scene.rows("/v1/actions?state=proposed").isEmpty)
    }

    @Test("An approval that finds no second one expires and counts no more")
    func expired() async throws {
        var scene = try ActionScene()
        let id = try scene.propose("block")
        try scene.decide("bob", "actions/\(id)/approve")

        scene = try await scene.restarted { store, _ in
            let later = WallClock.system.now().advanced(byMilliseconds: 8 * 86_400_000)
            let expired = try await store.expireApprovals(rules: ActionScene.terms.rules, now: later)
            #expect(expired == 1)
        }

        let action = try scene.action(id)
        #expect(action["state"] as? String == "expired")
        let approvals = try #require(action["approvals"] as? [[String: Any]])
        #expect(approvals.allSatisfy { $0["withdrawn_at"] is String })
        #expect(try scene.decide("cleo", "actions/\(id)/approve").code == "action_move_illegal")
    }

    /// A state that is reached by decisions alone, a decision that it does not allow, and the code of the answer.
    static let illegal: [(state: String, verb: String, code: String)] = [
        ("proposed", "resume", "action_move_illegal"), ("proposed", "review", "action_unsupported"),
        ("scheduled", "approve", "action_move_illegal"), ("scheduled", "reject", "action_move_illegal"),
        ("scheduled", "resume", "action_move_illegal"), ("scheduled", "review", "action_unsupported"),
        ("cancelled", "approve", "action_move_illegal"), ("cancelled", "reject", "action_move_illegal"),
        ("cancelled", "cancel", "action_move_illegal"), ("cancelled", "resume", "action_move_illegal"),
        ("rejected", "approve", "action_move_illegal"), ("rejected", "reject", "action_move_illegal"),
        ("rejected", "cancel", "action_move_illegal"), ("rejected", "resume", "action_move_illegal"),
    ]

    @Test("Every move that a state does not have is refused by name and changes nothing")
    func illegalMoves() throws {
        let scene = try ActionScene()
        for (state, path) in [("proposed", []), ("rejected", ["reject"]), ("scheduled", ["approve"])]
            + [("cancelled", ["approve", "cancel"])] as [(String, [String])]
        {
            let id = try scene.propose("revoke")
            for verb in path { #expect(try scene.decide("bob", "actions/\(id)/\(verb)").status == 200) }
            for move in Self.illegal where move.state == state {
                let answer = try scene.decide("bob", "actions/\(id)/\(move.verb)")
                #expect(answer.code == move.code, "\(state) \(move.verb)")
                #expect((answer.object["detail"] as? String)?.contains(id) == true)
            }
            #expect(try scene.action(id)["state"] as? String == state)
            if state == "scheduled" { try scene.decide("bob", "actions/\(id)/cancel") }
        }
        let review = try scene.propose("review")
        #expect(try scene.decide("bob", "actions/\(review)/approve").code == "action_unsupported")
        #expect(try scene.decide("ada", "actions/\(review)/review").object["state"] as? String == "reviewed")
        #expect(try scene.decide("ada", "actions/\(review)/review").code == "action_move_illegal")
    }

    @Test("Undoing comes too late once a call may have been made")
    func tooLate() async throws {
        var scene = try ActionScene()
        let id = try scene.scheduled()
        scene = try await scene.carriedOut(.needsMapping)

        #expect(try scene.action(id)["state"] as? String == "needs_mapping")
        let job = try #require(try scene.rows("/v1/jobs?action=\(id)").first?["id"] as? String)
        #expect(try scene.decide("bob", "jobs/\(job)/cancel").code == "job_move_illegal")
        let resumed = try scene.decide("bob", "actions/\(id)/resume")
        #expect(resumed.object["state"] as? String == "scheduled")
        #expect(try scene.rows("/v1/jobs?action=\(id)").count == 2)
    }

    @Test("While the policy is frozen everybody sees it; turning the switch twice is one entry of the log")
    func frozen() throws {
        let scene = try ActionScene()
        let id = try scene.scheduled()

        #expect(try scene.ask("bob", "POST", "/v1/policy/freeze").object["frozen_since"] is String)
        let since = try scene.ask("bob", "POST", "/v1/policy/freeze").object["frozen_since"] as? String

        #expect(try scene.daemon.json("/v1/status")["frozen_since"] as? String == since)
        #expect(try scene.action(id)["frozen_since"] as? String == since)
        #expect(try scene.ask("ada", "POST", "/v1/policy/unfreeze").code == "role_required")
        #expect(try scene.ask("cleo", "POST", "/v1/policy/unfreeze").object["frozen_since"] is NSNull)
        #expect(try scene.daemon.json("/v1/status")["frozen_since"] == nil)
        let types = try scene.logTypes()
        #expect(types.filter { $0.hasPrefix("policy.") } == ["policy.unfreeze", "policy.freeze"])
    }
}
