import Governance
import Grants
import Risk
import SQL
import StoreTesting
import Testing

@testable import Store

/// One consent of the drift tests: minute, scopes, outcome.
private struct Consent: Sendable, CustomTestStringConvertible {
    var minute: Int64
    var scopes: [String]?
    var outcome = AuthorizationEvent.Outcome.granted

    var testDescription: String { "\(self.minute): \(self.scopes?.count ?? -1) \(self.outcome.rawValue)" }

    func sighting(_ event: UInt64) -> Sighting {
        Sighting(event).with {
            $0.minute = self.minute
            $0.scopes = self.scopes
            $0.outcome = self.outcome
        }
    }
}

/// Looks at worlds that got the sightings as they stand and backwards, one by one and in one batch.
private func inEitherOrder(_ sightings: [Sighting], _ look: (World) async throws -> Void) async throws {
    for order in [sightings, sightings.reversed()] {
        for isOneBatch in [true, false] {
            try await withWorld { world in
                for sighting in order {
                    try await world.admit(try sighting.report())
                    if !isOneBatch { try await world.analyse() }
                }
                try await world.analyse()
                try await look(world)
            }
        }
    }
}

@Suite("Drift of scopes", .eachEngine)
struct ScopeDriftTests {
    private static let mail = Sighting.mail
    private static let both = [Sighting.mail, Sighting.calendar]

    @Test(
        "fires where a grant holds more than at first, in whatever order its consents are reported",
        arguments: [
            ([.init(minute: -60, scopes: [mail])], false),
            ([.init(minute: -60, scopes: [mail]), .init(minute: -50, scopes: [mail])], false),
            ([.init(minute: -60, scopes: [mail]), .init(minute: -50, scopes: both)], true),
            ([.init(minute: -60, scopes: [mail]), .init(minute: -50, scopes: [Sighting.contacts])], true),
            // Less the second time, and all of it again.
            (
                [
                    .init(minute: -60, scopes: both), .init(minute: -50, scopes: [mail]),
                    .init(minute: -40, scopes: both),
                ], false
            ),
            // Two consents of one minute are both the first.
            ([.init(minute: -60, scopes: [mail]), .init(minute: -60, scopes: both)], false),
            ([.init(minute: -60, scopes: ["openid"]), .init(minute: -50, scopes: ["openid", mail])], true),
            ([.init(minute: -60, scopes: [mail]), .init(minute: -50, scopes: [mail, "openid"])], false),
            // What was not visible is not less.
            ([.init(minute: -60, scopes: nil), .init(minute: -50, scopes: both)], false),
            // A refusal gave nothing.
            ([.init(minute: -60, scopes: [mail], outcome: .denied), .init(minute: -50, scopes: both)], false),
            ([.init(minute: -60, scopes: [mail]), .init(minute: -50, scopes: both, outcome: .denied)], false),
            ([.init(minute: -60, scopes: [mail]), .init(minute: -50, scopes: both, outcome: .unknown)], true),
        ] as [([Consent], Bool)])
    private func fires(consents: [Consent], drifts: Bool) async throws {
        let sightings = consents.enumerated().map { $1.sighting(UInt64($0) + 1) }
        try await inEitherOrder(sightings) { world in
            let finding = try await world.findings().first
            #expect(finding?.assessment.has(.scopeDrift) == drifts)
            let broken = try Store.check(at: world.location).verdicts.filter {
                !$0.isSound && ($0.name.hasPrefix("grants.") || $0.name.hasPrefix("connections."))
            }
            #expect(broken.isEmpty, "\(broken.map(\.examples))")
        }
    }

    @Test("is taken back where an earlier consent to all of it is reported late, unless another person's grant grew")
    func takenBack() async throws {
        for isAnotherGrown in [false, true] {
            try await withWorld { world in
                let first = Consent(minute: -90, scopes: Self.both).sighting(9)
                try await world.see(Consent(minute: -60, scopes: [Self.mail]).sighting(1))
                try await world.see(Consent(minute: -50, scopes: Self.both).sighting(2))
                if isAnotherGrown {
                    for (event, scopes) in [(3, [Self.mail]), (4, Self.both)] as [(UInt64, [String])] {
                        try await world.see(
                            Consent(minute: Int64(event), scopes: scopes).sighting(event)
                                .with { $0.person = "chiara.conti@example.com" })
                    }
                }
                #expect(try await world.findings().first?.assessment.has(.scopeDrift) == true)

                try await world.see(first)

                #expect(try await world.findings().first?.assessment.has(.scopeDrift) == isAnotherGrown)
            }
        }
    }

    @Test("counts what a grant of an earlier version held as its first")
    func earlierVersion() async throws {
        try await withWorld { world in
            try await world.see(Consent(minute: -60, scopes: [Self.mail]).sighting(1))
            try world.raw { try $0.execute("UPDATE grants SET first_set_no = NULL, first_live_at = NULL") }
            await world.store.close()
            let restarted = try world.restarted()

            try await restarted.see(Consent(minute: -90, scopes: Self.both).sighting(2))

            #expect(try await restarted.findings().first?.assessment.has(.scopeDrift) == true)
            await restarted.store.close()
        }
    }

    @Test("adds points, but does not open a finding")
    func points() throws {
        let analyser = RiskAnalyser(model: try .shipped())
        let weight = try #require(analyser.model.signals.first { $0.id == .scopeDrift }?.points)
        #expect(weight > 0)
        var model = analyser.model
        let facts = ConnectionFacts(
            app: AppIdentity(
                key: "k", name: "App", vendor: "", category: "", aiClass: .notAI, traits: [], rule: "domain",
                confidence: 1),
            resource: ResourceIdentity(key: "google", name: "Google", providerID: "google", category: "identity"),
            access: ScopeProfile(scopes: [
                ClassifiedScope(
                    scope: "calendar", access: .read, dataClass: .calendar, sensitivity: .medium, basis: .exact)
            ]), people: 2, liveness: .observed, marks: .scopeDrift)
        let score = analyser.assessment(of: facts).score
        model.openAt = score

        let strict = RiskAnalyser(model: model)

        #expect(strict.decision(on: facts, strict.assessment(of: facts)) == .quiet)
        model.openAt = score - weight
        let mild = RiskAnalyser(model: model)
        #expect(mild.decision(on: facts, mild.assessment(of: facts)) == .open)
    }
}

@Suite("Drift of the publisher", .eachEngine)
struct PublisherDriftTests {
    private static func stranger(_ event: UInt64, at host: String) -> Sighting {
        Sighting(event).with {
            $0.clientID = "nobody-knows-this"
            $0.redirectURI = "https://\(host)/callback"
        }
    }

    private static let one = "app.fireflies.ai"
    private static let other = "login.second-maker.test"

    private func marked(in world: World) async throws -> [String] {
        try await world.findings().filter { $0.assessment.has(.publisherDrift) }.map(\.connection.client.name).sorted()
    }

    @Test(
        "marks both connections that share a client id, whoever came first", arguments: [Self.other, "otter.ai"])
    func both(host: String) async throws {
        let pair = [Self.stranger(1, at: Self.one), Self.stranger(2, at: host)]
        try await inEitherOrder(pair) { world in
            let marked = try await self.marked(in: world)
            #expect(marked.count == 2)
        }
    }

    @Test("needs one id, one resource and grants that may stand on both sides")
    func apart() async throws {
        let others: [@Sendable (inout Sighting) -> Void] = [
            { $0.clientID = "another-id" }, { $0.outcome = .denied },
        ]
        for change in others {
            try await withWorld { world in
                try await world.see(Self.stranger(1, at: Self.one))
                try await world.see(Self.stranger(2, at: Self.other).with(change))

                #expect(try await self.marked(in: world).isEmpty)
            }
        }
    }

    @Test("a finding that is over is marked and stays over")
    func over() async throws {
        try await withWorld { world in
            try await world.see(Self.stranger(1, at: Self.one))
            let finding = try #require(try await world.findings().first)
            try await world.store.moveFinding(
                finding.number, to: .resolved, reason: "gone", until: nil, by: World.operator, judge: world.judge,
                now: World.start)

            try await world.see(Self.stranger(2, at: Self.other))

            #expect(try await world.store.finding(finding.number)?.status == .resolved)
            let marks = try world.raw { try $0.column(Int.self, "SELECT marks FROM connections") }
            #expect(marks.allSatisfy { ConnectionFacts.Marks(rawValue: $0).contains(.publisherDrift) })
        }
    }

    @Test("acknowledged findings come back when another publisher uses the id")
    func comesBack() async throws {
        try await withWorld { world in
            try await world.see(Self.stranger(1, at: Self.one))
            let finding = try #require(try await world.findings().first)
            try await world.store.moveFinding(
                finding.number, to: .acknowledged, reason: "wanted", until: nil, by: World.operator,
                judge: world.judge, now: World.start)

            try await world.see(Self.stranger(2, at: Self.other))

            #expect(try await world.store.finding(finding.number)?.status == .open)
        }
    }
}
