import Foundation
import Governance
import Grants
import Store
import StoreTesting
import Testing

@Suite("Proposed actions", .eachEngine)
struct ProposedActionTests {
    private static func policy(_ propose: String, version: String) -> Data {
        Data(
            """
            {"format": "gnomon.policy/1", "version": "\(version)", "rules": [
              {"id": "all_\(propose)", "when": {}, "propose": "\(propose)", "decider": "admin", "within_days": 2,
               "because": "Because."}]}
            """.utf8)
    }

    @Test("a new policy cancels the old proposals of open findings and makes new ones, once")
    func applied() async throws {
        try await withWorld { world in
            for report in try SampleReports.all() { try await world.admit(report) }
            try await world.analyse()
            let open = try await world.findings()
            let old = try await world.actions().filter { $0.state == .proposed }
            #expect(old.count == open.count)
            var judge = world.judge
            let text = String(decoding: Self.policy("review", version: "2"), as: UTF8.self)
            judge.policy = try Policy(json: Data(text.utf8))

            let changed = try await world.store.applyPolicy(judge, text: text, by: World.operator, now: World.start)

            #expect(changed == open.count)
            let actions = try await world.actions()
            let proposed = actions.filter { $0.state == .proposed }
            #expect(Set(proposed.map(\.findingNumber)) == Set(open.map(\.number)))
            #expect(proposed.count == open.count)
            #expect(proposed.allSatisfy { $0.rule == "all_review" && $0.policyVersion == "2" && $0.dueAt != nil })
            #expect(actions.filter { $0.state == .cancelled }.map(\.number).sorted() == old.map(\.number).sorted())
            #expect(try await world.store.applyPolicy(judge, text: text, by: World.operator, now: World.start) == 0)
            #expect(try await world.actions().count == actions.count)
            #expect(try await world.store.policyText() == text)
        }
    }

    @Test("a version names one content for ever; the policy in force applied again changes nothing")
    func versions() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            try await world.apply(Self.policy("review", version: "2"))
            let log = try await world.log()

            try await world.apply(Self.policy("review", version: "2"))
            #expect(try await world.log() == log)
            for version in ["2", world.judge.policy.version] {
                let error = await #expect(throws: StoreError.self) {
                    try await world.apply(Self.policy("revoke", version: version))
                }
                #expect(error?.code == .conflict)
                #expect(error?.detail.contains(version) == true)
            }
            #expect(try await world.log() == log)

            // An earlier policy may come back.
            try await world.apply(Self.policy("revoke", version: "3"))
            try await world.apply(Self.policy("review", version: "2"))
            #expect(try await world.actions().last?.rule == "all_review")
            let entry = try #require(try await world.log().last { $0.type == "policy.apply" })
            let text = String(decoding: entry.bytes, as: UTF8.self)
            let hash = try Policy(json: Self.policy("review", version: "2")).contentHash()
            #expect(text.contains("\"facts\":{\"content\":\"\(hash)\",\"version\":\"2\"}"))
        }
    }

    @Test("what a policy changed is seen by the next sighting")
    func afterwards() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            var judge = world.judge
            judge.policy = try Policy(json: Self.policy("revoke", version: "2"))
            try await world.apply(Self.policy("revoke", version: "2"))

            try await world.admit(Sighting(2).with { $0.scopes = [Sighting.mail, Sighting.calendar] }.report())
            let slice = try await world.store.inboxSlice(events: 10)
            _ = try await world.store.apply(slice.map(world.analysed), judge: judge, now: World.start)

            #expect(try await world.actions().filter { $0.state == .proposed }.map(\.rule) == ["all_revoke"])
        }
    }
    // MARK: - Ends and beginnings

    @Test(
        "what is proposed ends with its finding, in the same transaction",
        arguments: [FindingStatus.resolved, .falsePositive, .acknowledged])
    func ended(status: FindingStatus) async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let before = try await world.store.logHead().sequence

            try await world.move(1, to: status)

            #expect(try await world.actions().map(\.state) == [.cancelled])
            let entries = try await world.log().filter { $0.sequence > before }
            #expect(entries.count == 2)
            let cancel = try #require(entries.last)
            #expect(cancel.type == "action.cancel")
            let text = String(decoding: cancel.bytes, as: UTF8.self)
            #expect(text.contains(#""because":"finding_ended""#))
            #expect(text.contains(#""actor":"person:\#(World.operator)""#))
            #expect(text.contains(#""targets":["action:1","finding:1"]"#))
            #expect(try await world.store.finding(1)?.action?.state == .cancelled)
        }
    }

    @Test(
        "a finding that a person opens again is judged by the policy in force, not by the one it ended under",
        arguments: [FindingStatus.resolved, .falsePositive, .acknowledged, .snoozed])
    func reopened(status: FindingStatus) async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            try await world.move(1, to: status)
            try await world.apply(Self.policy("register", version: "2"))

            // The caller's judge is a change behind.
            try await world.move(1, to: .open)

            #expect(try await world.actions().map(\.state) == [.cancelled, .proposed])
            #expect(try await world.actions().last?.rule == "all_register")
            #expect(try await world.logTypes().suffix(status == .snoozed ? 3 : 2).first == "finding.reopen")
            #expect(try await world.logTypes().last == "action.propose")
        }
    }

    @Test(
        "a finding that a sighting opens again has a proposal again",
        arguments: [FindingStatus.resolved, .acknowledged])
    func seenAgain(status: FindingStatus) async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            try await world.move(1, to: status)

            try await world.see(Sighting(2).with { $0.person = "chiara.conti@example.com" })

            #expect(try await world.store.finding(1)?.status == .open)
            #expect(try await world.actions().map(\.state) == [.cancelled, .proposed])
        }
    }

    @Test("a snoozed finding keeps its proposal, and wakes to the policy in force")
    func woken() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let end = try await world.move(1, to: .snoozed)
            try await world.apply(Self.policy("review", version: "2"))
            #expect(try await world.actions().map(\.state) == [.proposed])

            #expect(try await world.store.wakeSnoozed(judge: world.judge, now: end) == 1)

            #expect(try await world.actions().map(\.state) == [.cancelled, .proposed])
            #expect(try await world.actions().last?.rule == "all_review")
            #expect(
                try await world.logTypes().suffix(3) == ["finding.wake", "action.cancel", "action.propose"])
        }
    }

    @Test("a finding that wakes under the policy it slept under keeps its proposal")
    func wokenUnchanged() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let end = try await world.move(1, to: .snoozed)

            #expect(try await world.store.wakeSnoozed(judge: world.judge, now: end) == 1)

            #expect(try await world.actions().map(\.state) == [.proposed])
            #expect(try await world.logTypes().last == "finding.wake")
        }
    }
}

extension World {
    /// Decides as person 7.
    ///
    /// - Returns: when a snooze ends.
    @discardableResult
    fileprivate func move(_ finding: Int64, to status: FindingStatus) async throws -> Timestamp {
        let end = World.start.advanced(byMilliseconds: 60_000)
        try await self.store.moveFinding(
            finding, to: status, reason: "decided", until: status == .snoozed ? end : nil, by: World.operator,
            judge: self.judge,
            now: World.start)
        return end
    }

    fileprivate func apply(_ policy: Data) async throws {
        var judge = self.judge
        judge.policy = try Policy(json: policy)
        _ = try await self.store.applyPolicy(
            judge, text: String(decoding: policy, as: UTF8.self), by: World.operator, now: World.start)
    }
}
