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

    /// A text, the place that is at fault and words of what is said about it.
    static let faults: [(text: String, place: String, words: String)] = [
        ("", "", "is not JSON"), ("[]", "", "wrong type"), ("{}", "", "lacks format"),
        (text(format: "gnomon.policy/2"), "format", "must be gnomon.policy/1"),
        (text(version: ""), "version", "1 to 32"),
        (text(version: String(repeating: "x", count: 33)), "version", "1 to 32"),
        (text(rules: []), "rules", "at least one"),
        (text(rules: [rule("a", when: #"{"severity":["high"]}"#)]), "rules[0].when", "must be empty"),
        (text(rules: [rule("a"), rule("b"), rule("a")]), "rules[2].id", "earlier rule"),
        (text(rules: [rule("A")]), "rules[0].id", "lower-case"),
        (text(rules: [rule("b"), rule("a", extra: "")]), "rules[1]", "decider and within_days"),
        (text(rules: [rule("a", extra: #","decider":"analyst""#)]), "rules[0]", "decider and within_days"),
        (text(rules: [rule("a", extra: #","within_days":7"#)]), "rules[0]", "decider and within_days"),
        (text(rules: [rule("a", extra: #","decider":"analyst","within_days":0"#)]), "rules[0].within_days", "1 to 365"),
        (text(rules: [rule("a", extra: #","decider":"amdin","within_days":1"#)]), "rules[0].decider", "analyst"),
        (text(rules: [#"{"id":7,"when":{},"propose":"revoke","because":"x"}"#]), "rules[0].id", "wrong type"),
        (text(rules: [#"{"id":"a","when":{},"propose":"ban","because":"x"}"#]), "rules[0].propose", "revoke, register"),
        (text(rules: [#"{"id":"a","propose":"revoke","because":"x"}"#]), "rules[0]", "lacks when"),
        (text(rules: [#"{"id":"a","when":{},"propose":"revoke","because":""}"#]), "rules[0].because", "1 to 300"),
        (text(rules: [rule("a", when: #"{"signals":["sunshine"]}"#)]), "rules[0].when.signals[0]", "ai_native_client"),
        (text(rules: [rule("a", when: #"{"severity":["low","huge"]}"#)]), "rules[0].when.severity[1]", "critical"),
        (text(rules: [rule("a", when: #"{"ai_class":["robot"]}"#)]), "rules[0].when.ai_class[0]", "not_ai"),
        (text(rules: [rule("a", when: #"{"severity":[]}"#), rule("b")]), "rules[0].when.severity", "leave it out"),
        // Members that nobody would look at.
        (#"{"format":"gnomon.policy/1","version":"1","rules":[],"rule":[]}"#, "", "unknown member rule;"),
        (text(rules: [rule("a", extra: #","severity":["high"]"#)]), "rules[0]", "unknown member severity;"),
        (text(rules: [rule("a", when: #"{"severities":["high"]}"#)]), "rules[0].when", "unknown member severities;"),
        (text(rules: [rule("a", when: #"{"a\nb":1}"#)]), "rules[0].when", "has an unknown member;"),
    ]

    @Test("refuses a text that is no policy, with a sentence that names the place", arguments: faults)
    func refuses(text: String, place: String, words: String) throws {
        let failure = try #require(throws: Policy.Failure.self) { try Policy(json: Data(text.utf8)) }

        #expect(failure.place == place)
        #expect(failure.description.contains(words), "\(failure)")
        #expect(failure.description.hasPrefix(place.isEmpty ? "the policy " : "\(place) "))
    }

    @Test("has one hash for one content, however it is written")
    func contentHash() throws {
        let policy = try Policy(json: Data(Self.text().utf8))
        let spaced = try Policy(json: Data(Self.text().replacing(",", with: " ,\n ").utf8))
        let other = try Policy(json: Data(Self.text(rules: [Self.rule("b")]).utf8))

        #expect(try policy.contentHash() == spaced.contentHash())
        #expect(try policy.contentHash() != other.contentHash())
        #expect(try policy.contentHash().utf8.count == 64)
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

    private static func text(
        format: String = Policy.formatName, version: String = "1", rules: [String] = [rule("a")]
    ) -> String {
        #"{"format":"\#(format)","version":"\#(version)","rules":[\#(rules.joined(separator: ","))]}"#
    }

    private static func rule(
        _ id: String, when: String = "{}", extra: String = #","decider":"analyst","within_days":7"#
    ) -> String {
        #"{"id":"\#(id)","when":\#(when),"propose":"review","because":"x"\#(extra)}"#
    }
}
