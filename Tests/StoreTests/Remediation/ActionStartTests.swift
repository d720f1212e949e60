import Governance
import Grants
import Risk
import SQL
import StoreTesting
import Testing

@testable import Store

@Suite("Looking again before an action begins", .eachEngine)
struct ActionStartTests {
    /// What may have happened between the approval and the start, and what the log says of it.
    enum Event: String, CaseIterable {
        case lostRole = "approver_lost_role"
        case newGrant = "grants_changed"
        case widerScopes
        case expired = "approval_expired"

        var cause: String { self == .widerScopes ? "grants_changed" : self.rawValue }
    }

    @Test("what is no longer as it was approved goes back to proposed, with its jobs", arguments: Event.allCases)
    func goesBack(event: Event) async throws {
        try await withScene { scene in
            try await scene.approve()
            switch event {
            case .lostRole:
                try await scene.store.revokeAPIToken(
                    number: try scene.token(of: "ada"), by: Author(system: "test"), now: RemediationScene.start)
            case .newGrant: try await scene.see(Sighting(9).with { $0.person = "new@example.com" })
            case .widerScopes: try await scene.see(Sighting(9).with { $0.scopes = [Sighting.mail, Sighting.calendar] })
            case .expired: break
            }

            #expect(try await scene.start(at: event == .expired ? 604_800_000 : 30_000) == 0)

            #expect(try await scene.state() == .proposed)
            #expect(try await scene.jobs().map(\.state) == [.cancelled])
            let entry = try #require(try await scene.world.log().last)
            #expect(entry.type == "action.return")
            #expect(String(decoding: entry.bytes, as: UTF8.self).contains(#""because":"\#(event.cause)""#))
            // It can be approved again, and the earlier word counts no more.
            let later = event == .expired ? 604_800_001 as Int64 : 30_001
            #expect(try await scene.approve(by: "bo", at: later) == .scheduled)
            #expect(try await scene.start(at: later + 30_000) == 1)
        }
    }

    @Test("one of two approvers who lost their role is enough", arguments: ["ada", "bo"])
    func secondLost(name: String) async throws {
        try await withScene { scene in
            try scene.set(.critical)
            try await scene.approve(by: "ada")
            try await scene.approve(by: "bo")
            try scene.world.raw {
                try $0.execute(
                    "UPDATE api_tokens SET roles = 'viewer' WHERE person_no = ?", [try scene.number(of: name)])
            }

            #expect(try await scene.start() == 0)
            #expect(try await scene.state() == .proposed)
        }
    }

    @Test("an approval that waits for a second person ends after seven days")
    func secondNeverCame() async throws {
        try await withScene { scene in
            try scene.set(.critical)
            try await scene.approve()
            let rules = scene.terms.rules
            #expect(try await scene.store.expireApprovals(rules: rules, now: RemediationScene.after(604_799_999)) == 0)

            #expect(try await scene.store.expireApprovals(rules: rules, now: RemediationScene.after(604_800_000)) == 1)

            #expect(try await scene.state() == .expired)
            try await scene.refused(.actionMoveIllegal) { try await scene.approve(by: "bo") }
            _ = try await scene.store.wakeSnoozed(judge: scene.judge, now: RemediationScene.after(604_800_001))
            #expect(try await scene.world.actions().map(\.state) == [.expired, .proposed])
        }
    }

    @Test("nothing begins and nothing is called while the policy is frozen; what was called is read back")
    func frozen() async throws {
        try await withScene(people: ["a@example.com", "b@example.com"]) { scene in
            try await scene.begin()
            let claims = try await scene.store.claimJobs(
                of: scene.connector, limit: 1, now: RemediationScene.after(30_000))
            try await scene.store.finishAttempt(
                scene.record(of: claims[0], .init(), RemediationScene.after(30_000)), judge: scene.judge,
                now: RemediationScene.after(30_000))
            try await scene.store.setFrozen(true, by: Author(system: "test"), now: RemediationScene.after(30_000))

            #expect(try await scene.work() == 1)
            #expect(try await scene.work() == 0)
            #expect(try await scene.store.nextRemediationTime() == nil)
            #expect(try await scene.store.frozenSince() == RemediationScene.after(30_000))

            try await scene.store.setFrozen(false, by: Author(system: "test"), now: RemediationScene.after(40_000))
            #expect(try await scene.work(at: 40_000) == 2)
            #expect(try await scene.state() == .verified)
        }
    }

    @Test("a frozen policy starts nothing, and is no reason to look again at once")
    func frozenStart() async throws {
        try await withScene { scene in
            try await scene.approve()
            try await scene.store.setFrozen(true, by: Author(system: "test"), now: RemediationScene.start)

            #expect(try await scene.start() == 0)
            #expect(try await scene.store.nextRemediationTime() == nil)

            try await scene.store.setFrozen(false, by: Author(system: "test"), now: RemediationScene.start)
            #expect(try await scene.start() == 1)
        }
    }
}
