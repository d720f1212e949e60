import Foundation
import Governance
import Grants
import Risk
import Store
import StoreTesting
import Testing

@Suite("Findings", .eachEngine)
struct FindingTests {
    private static let more = Sighting(2).with { $0.scopes = [Sighting.mail, Sighting.calendar] }
    private static let another = Sighting(2).with { $0.person = "chiara.conti@example.com" }

    @Test(
        "a flow that gave nothing, or only a sign-in, opens none",
        arguments: [
            { $0.outcome = .denied }, { $0.outcome = .abandoned }, { $0.outcome = .error },
            { $0.scopes = ["openid", "email", "profile"] },
        ] as [@Sendable (inout Sighting) -> Void])
    func quiet(change: @Sendable (inout Sighting) -> Void) async throws {
        try await withWorld { world in
            let outcome = try await world.see(Sighting(1).with(change))

            #expect(outcome.stored == 1)
            #expect(outcome.findingsOpened == 0)
            #expect(try await world.findings().isEmpty)
            #expect(try await world.actions().isEmpty)
            #expect(try await world.store.grants(ListRequest()).rows.count == 1)
        }
    }

    @Test("a refusal followed by a consent opens one, with the scopes of the consent alone")
    func deniedThenGranted() async throws {
        try await withWorld { world in
            try await world.see(
                Sighting(1).with {
                    $0.outcome = .denied
                    $0.scopes = [Sighting.contacts]
                })

            try await world.see(Sighting(2))

            let finding = try #require(try await world.findings().first)
            #expect(finding.connection.access.scopes?.map(\.scope) == [Sighting.mail])
            #expect(finding.connection.people == 1)
            let grant = try #require(try await world.store.grants(ListRequest()).rows.first)
            #expect(grant.access.scopes?.map(\.scope) == [Sighting.mail])
            #expect(grant.sightings == 2)
        }
    }

    @Test(
        "what a person decided holds or ends as its status says",
        arguments: [
            (.resolved, Sighting(2), .open, true, "finding.regress"),
            (.resolved, more, .open, true, "finding.regress"),
            (.acknowledged, Sighting(2), .acknowledged, false, nil),
            (.acknowledged, more, .open, false, "finding.reopen"),
            (.acknowledged, another, .open, false, "finding.reopen"),
            (.falsePositive, Sighting(2), .falsePositive, false, nil),
            (.falsePositive, another, .open, false, "finding.reopen"),
            (.snoozed, Sighting(2), .snoozed, false, nil),
            (.snoozed, more, .snoozed, false, nil),
        ] as [(FindingStatus, Sighting, FindingStatus, Bool, String?)])
    func lifecycle(
        decided: FindingStatus, sighting: Sighting, expected: FindingStatus, isRegressed: Bool, entry: String?
    ) async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let number = try #require(try await world.findings().first?.number)
            try await world.store.moveFinding(
                number, to: decided, reason: "decided", until: World.start.advanced(byMilliseconds: 86_400_000),
                by: World.operator, judge: world.judge, now: World.start)
            let before = try await world.store.logHead().sequence

            try await world.see(sighting, now: World.start.advanced(byMilliseconds: 1000))

            let finding = try #require(try await world.store.finding(number))
            #expect(finding.status == expected)
            #expect(finding.isRegressed == isRegressed)
            #expect(finding.statusReason == (expected == .open ? nil : "decided"))
            let types = try await world.logTypes(after: before)
            #expect(types.filter { $0 == "finding.regress" || $0 == "finding.reopen" } == (entry.map { [$0] } ?? []))
            #expect(try await world.findings().count == 1)
        }
    }

    @Test("a resolved one is not woken by a refusal")
    func refusalAfterResolution() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let number = try #require(try await world.findings().first?.number)
            try await world.store.moveFinding(
                number, to: .resolved, reason: "gone", until: nil, by: World.operator, judge: world.judge,
                now: World.start)

            try await world.see(Sighting(2).with { $0.outcome = .denied })

            #expect(try await world.store.finding(number)?.status == .resolved)
        }
    }

    @Test("a snoozed one wakes at its end and not before")
    func wakes() async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let number = try #require(try await world.findings().first?.number)
            let end = World.start.advanced(byMilliseconds: 60_000)
            try await world.store.moveFinding(
                number, to: .snoozed, reason: "later", until: end, by: World.operator, judge: world.judge,
                now: World.start)

            #expect(try await world.store.wakeSnoozed(judge: world.judge, now: end.advanced(byMilliseconds: -1)) == 0)
            #expect(try await world.store.finding(number)?.status == .snoozed)
            #expect(try await world.store.wakeSnoozed(judge: world.judge, now: end) == 1)
            #expect(try await world.store.wakeSnoozed(judge: world.judge, now: end) == 0)

            let finding = try #require(try await world.store.finding(number))
            #expect(finding.status == .open)
            #expect(finding.snoozedUntil == nil)
            #expect(finding.statusReason == nil)
            #expect(try await world.logTypes().last == "finding.wake")
        }
    }

    @Test("every move the lifecycle lacks is a conflict that changes nothing", arguments: FindingStatus.allCases)
    func illegalMoves(from: FindingStatus) async throws {
        try await withWorld { world in
            try await world.see(Sighting(1))
            let number = try #require(try await world.findings().first?.number)
            if from != .open {
                try await world.store.moveFinding(
                    number, to: from, reason: "first", until: nil, by: World.operator, judge: world.judge,
                    now: World.start)
            }
            let log = try await world.log()

            for next in FindingStatus.allCases where !from.mayBecome(next) {
                let error = await #expect(throws: StoreError.self) {
                    try await world.store.moveFinding(
                        number, to: next, reason: "second", until: nil, by: World.operator, judge: world.judge,
                        now: World.start)
                }
                #expect(error?.code == .conflict)
            }

            #expect(try await world.store.finding(number)?.status == from)
            #expect(try await world.log() == log)
        }
    }

    @Test("a move of a finding that nobody knows is not found")
    func unknown() async throws {
        try await withWorld { world in
            let error = await #expect(throws: StoreError.self) {
                try await world.store.moveFinding(
                    99, to: .resolved, reason: "gone", until: nil, by: World.operator, judge: world.judge,
                    now: World.start)
            }

            #expect(error?.code == .notFound)
        }
    }

    @Test("a redirect host that a known id never had counts, whatever was refused before it")
    func drift() async throws {
        try await withWorld { world in
            let elsewhere = "https://api.fireflies.ai/oauth/google/callback"
            try await world.see(Sighting(1))
            try await world.see(
                Sighting(2).with {
                    $0.outcome = .denied
                    $0.redirectURI = elsewhere
                })
            let before = try #require(try await world.findings().first?.assessment)

            try await world.see(Sighting(3).with { $0.redirectURI = elsewhere })

            let after = try #require(try await world.findings().first?.assessment)
            #expect(!before.has(.redirectDrift))
            #expect(after.has(.redirectDrift))
        }
    }
}
