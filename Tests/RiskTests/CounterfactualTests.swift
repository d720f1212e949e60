import Grants
import Risk
import SeededRandom
import Testing

@Suite("What would lower a score")
struct CounterfactualTests {
    @Test("is each signal whose absence lowers it, with the score and severity that remain")
    func example() throws {
        let analyser = RiskAnalyser(model: try RiskModel.shipped())
        let facts = FactsDraft(aiClass: .aiNative, scopes: [.mailRead, .driveRead, .offline]).facts
        let assessment = analyser.assessment(of: facts)

        let lower = analyser.counterfactuals(of: assessment)

        #expect(assessment.has(.mailFilesOffline))
        #expect(
            lower.map(\.signal) == [.scopeHigh, .aiNativeClient, .mailAccess, .standingAccess, .mailFilesOffline])
        #expect(lower.map(\.score) == [31, 45, 55, 55, 58])
        #expect(lower.map(\.severity) == [.low, .medium, .medium, .medium, .medium])
    }

    @Test("leaves out what changes nothing, such as a part beneath a floor")
    func floor() throws {
        let analyser = RiskAnalyser(model: try RiskModel.shipped())
        let assessment = analyser.assessment(of: FactsDraft(scopes: [.calendarRead], marks: .adminConsent).facts)

        #expect(analyser.counterfactuals(of: assessment).map(\.signal) == [.tenantWideConsent])
    }

    @Test(
        "is an administrator's word only for an identity that the client can not choose",
        arguments: [
            ([.sanctioned, .proven], [], true), ([.sanctioned], [], false), ([.proven], [], false),
            ([.sanctioned, .proven], .loopback, false), ([.sanctioned, .proven], .redirectDrift, false),
            ([.sanctioned, .proven], .publisherDrift, false), ([.sanctioned, .proven], .scopeDrift, true),
            ([.sanctioned, .proven], .identityReused, false), ([.sanctioned, .proven, .identityReused], [], false),
        ] as [(AppIdentity.Traits, ConnectionFacts.Marks, Bool)])
    func sanction(traits: AppIdentity.Traits, marks: ConnectionFacts.Marks, lowers: Bool) throws {
        let analyser = RiskAnalyser(model: try RiskModel.shipped())

        let assessment = analyser.assessment(
            of: FactsDraft(aiClass: .aiNative, traits: traits, scopes: [.mailRead], marks: marks).facts)

        #expect(assessment.has(.sanctionedApp) == lowers)
    }

    @Test(
        "needs all of mail, files and absence",
        arguments: [
            ([.mailRead, .driveRead, .offline], true), ([.mailRead, .driveRead], false),
            ([.mailRead, .offline], false),
            ([.driveRead, .offline], false),
        ] as [([ClassifiedScope], Bool)])
    func combined(scopes: [ClassifiedScope], fires: Bool) throws {
        let assessment = RiskAnalyser(model: try RiskModel.shipped()).assessment(of: FactsDraft(scopes: scopes).facts)

        #expect(assessment.has(.mailFilesOffline) == fires)
    }
}
