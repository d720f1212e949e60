import Governance
import Grants
import Risk
import SQL
import StoreTesting
import Testing

@testable import Store

@Suite("Approving an action", .eachEngine)
struct ApprovalTests {
    @Test("an approval schedules the action with a job for each grant, and the log says so")
    func approved() async throws {
        try await withScene(people: ["a@example.com", "b@example.com"]) { scene in
            let before = try await scene.store.logHead().sequence

            #expect(try await scene.approve(expected: 2) == .scheduled)

            let jobs = try await scene.jobs()
            #expect(jobs.map(\.state) == [.scheduled, .scheduled])
            #expect(jobs.map(\.address).map { $0 ?? "" }.sorted() == ["a@example.com", "b@example.com"])
            #expect(jobs.allSatisfy { $0.kind == .revoke && $0.scheduledAt == RemediationScene.after(30_000) })
            #expect(try await scene.world.logTypes(after: before) == ["action.approve", "action.schedule"])
            #expect(try await scene.store.nextRemediationTime() == RemediationScene.after(30_000))
        }
    }

    @Test("nothing begins before the grace period is over; undo in it takes everything back")
    func undone() async throws {
        try await withScene { scene in
            try await scene.approve()
            #expect(try await scene.start(at: 29_999) == 0)
            #expect(try await scene.work(at: 29_999) == 0)

            try await scene.store.cancelAction(1, try scene.decision("bo"), now: RemediationScene.after(29_999))

            #expect(try await scene.state() == .cancelled)
            #expect(try await scene.job().state == .cancelled)
            #expect(try await scene.start() == 0)
            #expect(try await scene.work() == 0)
        }
    }

    @Test("undo comes too late once the action has begun, and approving twice is refused")
    func tooLate() async throws {
        try await withScene { scene in
            try await scene.approve()
            try await scene.refused(.actionMoveIllegal) { try await scene.approve(by: "bo") }
            try await scene.start()

            try await scene.refused(.actionMoveIllegal) {
                try await scene.store.cancelAction(1, try scene.decision("bo"), now: RemediationScene.after(30_001))
            }

            #expect(try await scene.state() == .running)
        }
    }

    @Test("a critical finding needs two persons, the second of whom is neither the first nor local-admin")
    func fourEyes() async throws {
        try await withScene { scene in
            try scene.set(.critical)
            #expect(try await scene.approve(by: "ada") == .approved)
            #expect(try await scene.jobs().isEmpty)
            #expect(try await scene.start() == 0)
            try await scene.refused(.samePerson) { try await scene.approve(by: "ada") }
            try await scene.refused(.localAdminIsNoSecond) { try await scene.approve(by: "local-admin") }

            #expect(try await scene.approve(by: "bo") == .scheduled)

            #expect(try await scene.start() == 1)
            #expect(try await scene.world.logTypes().contains("action.approve_second"))
        }
    }

    @Test("nobody approves what they proposed")
    func ownProposal() async throws {
        try await withScene { scene in
            let action = try await scene.store.propose(
                .revoke, for: 1, try scene.decision("ada"), judge: scene.judge, now: RemediationScene.start)
            #expect(try await scene.state(of: 1) == .cancelled)

            try await scene.refused(.samePerson) { try await scene.approve(action, by: "ada") }

            #expect(try await scene.approve(action, by: "bo") == .scheduled)
        }
    }

    @Test("a person's proposal stays when the policy would propose something else")
    func personsProposal() async throws {
        try await withScene { scene in
            let action = try await scene.store.propose(
                .block, for: 1, try scene.decision("ada"), judge: scene.judge, now: RemediationScene.start)

            try await scene.see(Sighting(9).with { $0.scopes = [Sighting.mail, Sighting.calendar] })

            #expect(try await scene.state(of: action) == .proposed)
            #expect(try await scene.world.actions().filter { $0.state == .proposed }.map(\.kind) == [.block])
        }
    }

    @Test("an action on more grants than one person may end needs two")
    func many() async throws {
        try await withScene(people: (1...26).map { "p\($0)@example.com" }) { scene in
            try scene.set(.low)

            #expect(try await scene.approve(by: "ada") == .approved)
            #expect(try await scene.approve(by: "bo") == .scheduled)

            #expect(try await scene.jobs().count == 26)
        }
    }

    @Test("what is not there, not carried out, about nothing or about another number is refused by name")
    func refusals() async throws {
        try await withScene { scene in
            try await scene.refused(.notFound) { try await scene.approve(99) }
            try await scene.refused(.expectedCountDiffers) { try await scene.approve(expected: 2) }
            try scene.world.raw {
                try $0.execute(
                    "INSERT INTO grant_ends SELECT org_no, grant_no, ?, 'lapsed' FROM grants",
                    [RemediationScene.start.milliseconds])
            }
            try await scene.refused(.actionEmpty) { try await scene.approve() }
            try scene.world.raw { try $0.execute("DELETE FROM grant_ends") }
            let review = try await scene.store.propose(
                .review, for: 1, try scene.decision("ada"), judge: scene.judge, now: RemediationScene.start)
            try await scene.refused(.actionUnsupported) { try await scene.approve(review, by: "bo") }
            try await scene.store.endReview(review, try scene.decision("bo"), now: RemediationScene.start)
            #expect(try await scene.state(of: review) == .reviewed)
        }
    }

    @Test("grants that came between two approvals are not ended by the second")
    func changedBetween() async throws {
        try await withScene { scene in
            try scene.set(.critical)
            try await scene.approve(by: "ada")
            try await scene.see(Sighting(9).with { $0.person = "new@example.com" })
            try scene.set(.critical)

            try await scene.refused(.actionChanged) { try await scene.approve(by: "bo") }
        }
    }

    @Test("a rejection keeps the policy quiet")
    func rejected() async throws {
        try await withScene { scene in
            try await scene.store.reject(
                1, try scene.decision("ada"), until: RemediationScene.after(60_000), now: RemediationScene.start)
            try await scene.see(Sighting(9).with { $0.person = "new@example.com" }, now: RemediationScene.after(59_999))
            #expect(try await scene.world.actions().map(\.state) == [.rejected])
        }
    }

    @Test("when a rejection has ended the policy proposes again, once, without anything being seen")
    func rejectionEnds() async throws {
        try await withScene { scene in
            try await scene.store.reject(
                1, try scene.decision("ada"), until: RemediationScene.after(60_000), now: RemediationScene.start)
            for (at, states) in [
                (59_999, [ActionState.rejected]), (60_000, [.rejected, .proposed]), (61_000, [.rejected, .proposed]),
            ] as [(Int64, [ActionState])] {
                _ = try await scene.store.wakeSnoozed(judge: scene.judge, now: RemediationScene.after(at))
                #expect(try await scene.world.actions().map(\.state) == states)
            }

            // A rejection without an end never ends.
            try await scene.store.reject(
                2, try scene.decision("ada"), until: nil, now: RemediationScene.after(62_000))
            _ = try await scene.store.wakeSnoozed(judge: scene.judge, now: RemediationScene.after(99_000_000_000))
            #expect(try await scene.world.actions().map(\.state) == [.rejected, .rejected])
        }
    }

    @Test(
        "a finding that a person ends takes its scheduled action with it",
        arguments: [FindingStatus.acknowledged, .falsePositive, .resolved])
    func findingEnded(status: FindingStatus) async throws {
        try await withScene { scene in
            try await scene.approve()

            try await scene.store.moveFinding(
                1, to: status, reason: "known", until: nil, by: World.operator, judge: scene.judge,
                now: RemediationScene.after(1))

            #expect(try await scene.state() == .cancelled)
            #expect(try await scene.job().state == .cancelled)
            #expect(try await scene.start() == 0)
        }
    }
}
