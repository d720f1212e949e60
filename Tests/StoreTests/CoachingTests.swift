import Grants
import StoreTesting
import Testing

@testable import Store

@Suite("Coaching", .eachEngine)
struct CoachingTests {
    private static func report(_ event: UInt64, minute: Int64, _ coaching: AuthorizationEvent.Coaching?) throws
        -> GrantReport
    {
        var report = try Sighting(event).with { $0.minute = minute }.report()
        report.events[0].coaching = coaching
        return report
    }

    private static func grant(_ world: World) async throws -> GrantView {
        try #require(try await world.store.grants(ListRequest()).rows.first)
    }

    @Test("a grant shows the newest answer, whatever order the answers come in")
    func newest() async throws {
        try await withWorld { world in
            let first = AuthorizationEvent.Coaching(wasShown: true, choice: .left)
            let last = AuthorizationEvent.Coaching(wasShown: true, choice: .proceeded, reason: "until Friday")

            try await world.admit(Self.report(1, minute: -30, first))
            try await world.analyse()
            #expect(try await Self.grant(world).coaching?.answer == first)
            try await world.admit(Self.report(2, minute: -10, last))
            try await world.admit(Self.report(3, minute: -5, nil))
            try await world.analyse()
            try await world.admit(Self.report(4, minute: -20, first))
            try await world.analyse()

            let grant = try await Self.grant(world)
            #expect(grant.sightings == 4)
            #expect(grant.coaching?.answer == last)
            #expect(grant.coaching?.at == World.start.advanced(byMilliseconds: -9 * 60_000))
            let proceeded = try await world.store.grants(ListRequest(filters: ["coaching": ["continue"]])).rows
            #expect(proceeded.count == 1)
            #expect(try await world.store.grants(ListRequest(filters: ["coaching": ["left"]])).rows.isEmpty)
        }
    }

    @Test("an erasure takes the person's words, and leaves the choice")
    func erased() async throws {
        try await withWorld { world in
            let answer = AuthorizationEvent.Coaching(wasShown: true, choice: .proceeded, reason: "for my own mail")
            try await world.admit(Self.report(1, minute: -30, answer))
            try await world.analyse()

            _ = try await world.store.erasePerson(
                address: Sighting(1).person, reportsNaming: { _ in true }, by: Author(person: World.operator),
                now: World.start)

            let coaching = try await Self.grant(world).coaching
            #expect(coaching?.answer == .init(wasShown: true, choice: .proceeded))
        }
    }
}
