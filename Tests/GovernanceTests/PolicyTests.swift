import Foundation
import Governance
import Grants
import Risk
import SeededRandom
import Testing

@Suite("Policy")
struct PolicyTests {
    @Test(
        "proposes what its first matching rule says",
        arguments: [
            ([.abusedApp, .tenantWideConsent], 97, .notAI, "abused_client", .revoke),
            ([.abusedApp, .firstParty], 97, .aiNative, "abused_client", .revoke),
            ([.identityReused, .firstParty], 65, .aiNative, "reused_identity", .revoke),
            ([.tenantWideConsent, .aiNativeClient], 94, .aiNative, "tenant_wide", .review),
            ([.firstParty, .aiNativeClient], 34, .aiNative, "first_party", .review),
            ([.aiNativeClient, .agentShaped], 90, .aiNative, "ai_critical", .revoke),
            ([.aiNativeClient, .agentShaped], 52, .aiNative, "agent_unknown_product", .review),
            ([.aiNativeClient], 79, .aiNative, "ai_known", .register),
            ([.unknownClient, .broker], 80, .unknown, "unknown_high", .revoke),
            ([.unknownClient], 60, .unknown, "unknown_high", .revoke),
            ([.unknownClient, .broker], 59, .unknown, "broker", .review),
            ([.aiEnabledClient, .broker], 59, .aiEnabled, "broker", .review),
            ([.unknownClient], 40, .unknown, "unknown_client", .review),
            ([.knownNotAI], 34, .notAI, "otherwise", .review), ([], 0, .aiEnabled, "otherwise", .review),
        ] as [([Signal], Int, AIClass, String, ActionKind)])
    func firstMatch(signals: [Signal], score: Int, aiClass: AIClass, rule: String, kind: ActionKind) throws {
        let proposal = try Policy.shipped().proposal(for: Self.assessment(score, signals), aiClass: aiClass)

        #expect(proposal?.rule == rule)
        #expect(proposal?.kind == kind)
    }

    @Test("says who decides a review and by when, why, and by which version")
    func terms() throws {
        let policy = try Policy.shipped()

        let proposal = try #require(policy.proposal(for: Self.assessment(94, [.tenantWideConsent]), aiClass: .unknown))

        #expect(proposal.decider == "admin")
        #expect(proposal.withinDays == 1)
        #expect(!proposal.reason.isEmpty)
        #expect(proposal.policyVersion == policy.version)
    }

    @Test("proposes something for every assessment")
    func total() throws {
        let policy = try Policy.shipped()
        var random = SeededGenerator(seed: 3)

        for score in 0...100 {
            for aiClass in AIClass.allCases {
                let signals = Signal.allCases.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }

                #expect(policy.proposal(for: Self.assessment(score, signals), aiClass: aiClass) != nil)
            }
        }
    }

    @Test(
        "refuses a text that is no policy, and says where",
        arguments: [
            ("", .unreadable("the document")), ("[]", .unreadable("the document")),
            (text(format: "gnomon.policy/2"), .format("gnomon.policy/2")),
            (text(rules: [rule("a", when: #"{"severity":["high"]}"#)]), .noCatchAll), (text(rules: []), .noCatchAll),
            (text(rules: [rule("a"), rule("a")]), .repeatedRule("a")),
            (text(rules: [rule("a", extra: "")]), .reviewWithoutTerms("a")),
            (text(rules: [rule("a", extra: #","decider":"analyst""#)]), .reviewWithoutTerms("a")),
            (text(rules: [rule("a", extra: #","within_days":7"#)]), .reviewWithoutTerms("a")),
            (text(rules: [rule("a", extra: #","decider":"analyst","within_days":0"#)]), .reviewWithoutTerms("a")),
        ] as [(String, Policy.Failure)])
    func refuses(text: String, failure: Policy.Failure) {
        #expect(throws: failure) { try Policy(json: Data(text.utf8)) }
    }

    @Test(
        "refuses words it does not know",
        arguments: [#"{"signals":["sunshine"]}"#, #"{"severity":["huge"]}"#, #"{"ai_class":["robot"]}"#])
    func unknownWords(when: String) throws {
        let text = Self.text(rules: [Self.rule("a", when: when), Self.rule("b")])

        #expect {
            try Policy(json: Data(text.utf8))
        } throws: { error in
            if case .unreadable(let place) = error as? Policy.Failure { place.contains("rules") } else { false }
        }
    }

    @Test("is written and read back equal")
    func roundTrip() throws {
        let policy = try Policy.shipped()

        #expect(try Policy(json: JSONEncoder().encode(policy)) == policy)
    }

    // MARK: - Makers

    private static func assessment(_ score: Int, _ signals: [Signal]) -> Assessment {
        let json = """
            {"score":\(score),"silent":[],"model_version":"1","contributions":[\(signals.map {
                #"{"signal":"\#($0.rawValue)","points":1,"label":"x","detail":"x"}"#
            }.joined(separator: ","))]}
            """
        do {
            return try JSONDecoder().decode(Assessment.self, from: Data(json.utf8))
        } catch {
            fatalError("the test's own assessment: \(error)")
        }
    }

    private static func text(format: String = Policy.formatName, rules: [String] = [rule("a")]) -> String {
        #"{"format":"\#(format)","version":"1","rules":[\#(rules.joined(separator: ","))]}"#
    }

    private static func rule(
        _ id: String, when: String = "{}", extra: String = #","decider":"analyst","within_days":7"#
    ) -> String {
        #"{"id":"\#(id)","when":\#(when),"propose":"review","because":"x"\#(extra)}"#
    }
}
