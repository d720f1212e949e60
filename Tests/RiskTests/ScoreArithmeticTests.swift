import Grants
import Risk
import SeededRandom
import Testing

@Suite("How a score adds up")
struct ScoreArithmeticTests {
    @Test("contributions add up to the score, within 0 to 100, whatever the facts", arguments: 0..<5)
    func addsUp(part: Int) throws {
        let analyser = RiskAnalyser(model: try RiskModel.shipped())
        var random = SeededGenerator(seed: UInt64(part))

        for _ in 0..<2_000 {
            let draft = FactsDraft.random(using: &random)
            let assessment = analyser.assessment(of: draft.facts)

            #expect(assessment.contributions.reduce(0) { $0 + $1.points } == assessment.score, "\(draft)")
            #expect((0...100).contains(assessment.score))
            #expect(Severity(score: assessment.score) == assessment.severity)
        }
    }

    @Test("every signal of the model either contributed or is named as silent")
    func complete() throws {
        let model = try RiskModel.shipped()
        let analyser = RiskAnalyser(model: model)
        var random = SeededGenerator(seed: 5)

        for _ in 0..<1_000 {
            let assessment = analyser.assessment(of: FactsDraft.random(using: &random).facts)
            let named = assessment.contributions.map(\.signal) + assessment.silent

            #expect(Set(named).count == named.count)
            #expect(Set(named) == Set(model.signals.map(\.id) + model.limits.map(\.id)))
        }
    }

    @Test("a judgement has the score and the signals of the assessment in words", arguments: 10..<13)
    func judgement(seed: Int) throws {
        let analyser = RiskAnalyser(model: try RiskModel.shipped())
        let scoring = Set(
            analyser.model.signals.filter { $0.points != 0 }.map(\.id) + analyser.model.limits.map(\.id))
        var random = SeededGenerator(seed: UInt64(seed))

        for _ in 0..<1_000 {
            var draft = FactsDraft.random(using: &random)
            draft.people = 0
            let facts = draft.facts
            let client = ClientProfile(
                app: facts.app, resource: facts.resource, clientID: "", redirect: "", redirectHost: "",
                redirectClass: .unknown, isAdminConsent: false, evidence: [])

            let judgement = analyser.judgement(
                of: client, facts.access, marks: facts.marks, liveness: facts.liveness)
            let assessment = analyser.assessment(of: facts)

            #expect(judgement.score == assessment.score, "\(draft)")
            #expect(scoring.filter(judgement.fired.contains) == Set(assessment.contributions.map(\.signal)))
        }
    }

    @Test("each signal has a bit of its own")
    func positions() {
        #expect(Set(Signal.allCases.map { SignalSet([$0]) }).count == Signal.allCases.count)
        for signal in Signal.allCases {
            let others = SignalSet(Signal.allCases.filter { $0 != signal })
            #expect(!others.contains(signal) && SignalSet(Signal.allCases).contains(signal))
        }
    }

    @Test("equal facts give equal assessments")
    func deterministic() throws {
        let model = try RiskModel.shipped()
        var random = SeededGenerator(seed: 6)

        for _ in 0..<500 {
            let draft = FactsDraft.random(using: &random)

            #expect(
                RiskAnalyser(model: model).assessment(of: draft.facts)
                    == RiskAnalyser(model: model).assessment(of: draft.facts))
        }
    }

    @Test("an unknown client with a live grant is never shown as safe")
    func unknownIsNeverSafe() throws {
        let analyser = RiskAnalyser(model: try RiskModel.shipped())
        var random = SeededGenerator(seed: 7)

        for _ in 0..<4_000 {
            var draft = FactsDraft.random(using: &random)
            draft.aiClass = .unknown
            draft.liveness = .observed
            draft.traits.subtract([.firstParty, .proven, .sanctioned])
            guard ScopeProfile(scopes: draft.scopes).kind != .identityOnly else { continue }

            let assessment = analyser.assessment(of: draft.facts)

            #expect(assessment.severity > .info, "\(draft)")
            #expect(analyser.decision(on: draft.facts, assessment) == .open)
        }
    }

    @Test("sign-in alone and attempts never rise above informational and open nothing")
    func neverAboveInfo() throws {
        let analyser = RiskAnalyser(model: try RiskModel.shipped())
        var random = SeededGenerator(seed: 8)

        for round in 0..<4_000 {
            var draft = FactsDraft.random(using: &random)
            if round.isMultiple(of: 2) {
                draft.liveness = .attempted
            } else {
                draft.scopes = [.signIn]
                draft.marks.subtract([.adminConsent, .hiddenScopes, .identityReused])
                draft.traits.subtract([.abused, .identityReused])
            }

            let assessment = analyser.assessment(of: draft.facts)

            #expect(assessment.severity == .info, "\(draft)")
            #expect(analyser.decision(on: draft.facts, assessment) == .quiet)
        }
    }

    @Test("more access never lowers a score")
    func monotonous() throws {
        let analyser = RiskAnalyser(model: try RiskModel.shipped())
        let ladder: [[ClassifiedScope]] = [
            [.signIn], [.fileOfApp], [.calendarRead], [.driveRead], [.mailRead],
            [.mailRead, .calendarRead, .driveRead],
            [.mailWrite], [.mailWrite, .driveWrite, .calendarWrite],
        ]
        for aiClass in AIClass.allCases {
            let scores = ladder.map {
                analyser.assessment(of: FactsDraft(aiClass: aiClass, scopes: $0).facts).score
            }

            #expect(scores == scores.sorted(), "\(aiClass)")
        }
    }

    @Test(
        "severity follows the score",
        arguments: [
            (0, .info), (19, .info), (20, .low), (39, .low), (40, .medium), (59, .medium), (60, .high), (79, .high),
            (80, .critical), (100, .critical),
        ] as [(Int, Severity)])
    func severity(score: Int, severity: Severity) {
        #expect(Severity(score: score) == severity)
        #expect(severity.leastScore <= score)
    }
}

extension FactsDraft {
    fileprivate static func random(using random: inout SeededGenerator) -> FactsDraft {
        func scope() -> ClassifiedScope {
            .of(
                Access.allCases.randomElement(using: &random) ?? .read,
                DataClass.allCases.randomElement(using: &random) ?? .other,
                Sensitivity.allCases.randomElement(using: &random) ?? .medium,
                ScopeBasis.allCases.randomElement(using: &random) ?? .unknown)
        }
        return FactsDraft(
            aiClass: AIClass.allCases.randomElement(using: &random) ?? .unknown,
            traits: AppIdentity.Traits(rawValue: .random(in: 0..<256, using: &random)),
            scopes: Int.random(in: 0..<6, using: &random) == 0
                ? nil : (0..<Int.random(in: 0..<6, using: &random)).map { _ in scope() },
            people: [0, 1, 2, 9, 10, 400].randomElement(using: &random) ?? 1,
            liveness: [.attempted, .unconfirmed, .observed].randomElement(using: &random) ?? .observed,
            marks: ConnectionFacts.Marks(rawValue: .random(in: 0..<256, using: &random)),
            providerID: Bool.random(using: &random) ? nil : "google",
            resourceCategory: Bool.random(using: &random) ? "ai-assistant" : "productivity")
    }
}
