import Grants
import Risk
import Testing

@Suite("The order in which an analyst puts grants")
struct AnalystOrderTests {
    /// Facts and the severities an analyst would accept for them.
    struct Rank: Sendable, CustomTestStringConvertible {
        var title: String
        var draft: FactsDraft
        var severity: ClosedRange<Severity>

        init(_ title: String, _ severity: ClosedRange<Severity>, _ draft: FactsDraft) {
            self.title = title
            self.draft = draft
            self.severity = severity
        }

        init(_ title: String, _ severity: Severity, _ draft: FactsDraft) {
            self.init(title, severity...severity, draft)
        }

        var testDescription: String { self.title }
    }

    /// Most urgent first.
    static let ranks: [Rank] = critical + high + medium + low + info

    private static let critical = [
        Rank(
            "app known from mailbox attacks, mail", .critical,
            FactsDraft(aiClass: .notAI, traits: .abused, scopes: [.mailWrite, .offline], people: 1)),
        Rank(
            "unknown client, tenant-wide consent to all mail and files", .critical,
            FactsDraft(scopes: [.mailWrite, .driveWrite, .offline], marks: .adminConsent)),
        Rank(
            "agent on loopback that administers repositories", .critical,
            FactsDraft(
                aiClass: .aiNative, traits: .agentShaped, scopes: [.repoAdmin, .offline], people: 1, marks: .loopback,
                providerID: "github")),
        Rank(
            "AI notetaker that writes mail, files and calendar", .critical,
            FactsDraft(
                aiClass: .aiNative, traits: .notetaker, scopes: [.mailWrite, .driveWrite, .calendarWrite, .offline])),
        Rank(
            "unknown client, full drive and mail, offline", .critical,
            FactsDraft(scopes: [.mailWrite, .driveWrite, .offline], people: 1)),
        Rank(
            "AI assistant that sends mail, offline", .critical,
            FactsDraft(aiClass: .aiNative, scopes: [.mailWrite, .offline])),
        Rank(
            "allowed AI assistant that sends mail, offline, answering on loopback", .critical,
            FactsDraft(
                aiClass: .aiNative, traits: [.sanctioned, .proven], scopes: [.mailWrite, .offline], marks: .loopback)),
        Rank(
            "AI assistant of an allowed name that sends mail, offline", .critical,
            FactsDraft(aiClass: .aiNative, traits: .sanctioned, scopes: [.mailWrite, .offline])),
    ]

    private static let high = [
        Rank(
            "broker with write access to mail", .high ... .critical,
            FactsDraft(traits: .broker, scopes: [.mailWrite])),
        Rank("unknown client that writes mail", .high, FactsDraft(scopes: [.mailWrite])),
        Rank(
            "AI notetaker, reads mail and writes calendar", .high,
            FactsDraft(aiClass: .aiNative, traits: .notetaker, scopes: [.mailRead, .calendarWrite, .offline])),
        Rank(
            "known id with a foreign redirect host, reads calendar", .high,
            FactsDraft(
                aiClass: .aiNative, traits: .identityReused, scopes: [.calendarRead], marks: .identityReused)),
        Rank(
            "unknown client reads mail, offline, private account", .high,
            FactsDraft(scopes: [.mailRead, .offline], people: 1, marks: .unmanagedAccount)),
        Rank(
            "Claude reads mail, offline, many people", .high,
            FactsDraft(aiClass: .aiNative, traits: .proven, scopes: [.mailRead, .offline], people: 40)),
        Rank(
            "allowed AI assistant that sends mail, offline", .high,
            FactsDraft(aiClass: .aiNative, traits: [.sanctioned, .proven], scopes: [.mailWrite, .offline])),
    ]

    private static let medium = [
        Rank("broker reads mail", .medium, FactsDraft(traits: .broker, scopes: [.mailRead])),
        Rank(
            "Claude reads the drive, offline", .medium,
            FactsDraft(aiClass: .aiNative, traits: .proven, scopes: [.driveRead, .offline])),
        Rank(
            "agent at a server nobody knows, scopes unseen", .medium,
            FactsDraft(aiClass: .aiNative, traits: .agentShaped, scopes: nil, marks: .loopback, providerID: nil)),
        Rank("unknown client reads mail", .medium, FactsDraft(scopes: [.mailRead])),
        Rank(
            "AI assistant reads repositories", .medium,
            FactsDraft(aiClass: .aiNative, scopes: [.repoRead], providerID: "github")),
        Rank(
            "AI assistant reads chats", .medium,
            FactsDraft(aiClass: .aiNative, scopes: [.chatRead], providerID: "slack")),
        Rank("unknown client at an unknown provider, scopes pushed", .medium, FactsDraft(scopes: nil, providerID: nil)),
        Rank("unknown client reads the drive", .medium, FactsDraft(scopes: [.driveRead])),
        Rank(
            "AI assistant, scopes unseen", .medium, FactsDraft(aiClass: .aiNative, traits: .proven, scopes: [])),
        Rank("unknown client, scopes unseen", .medium, FactsDraft(scopes: nil)),
    ]

    private static let low = [
        Rank(
            "ChatGPT on the files opened with it, offline", .low,
            FactsDraft(aiClass: .aiNative, traits: .proven, scopes: [.fileOfApp, .offline])),
        Rank(
            "known CRM sync that is no AI, writes contacts", .low,
            FactsDraft(aiClass: .notAI, scopes: [.crmWrite, .offline], people: 5)),
        Rank(
            "Copilot of the resource's own vendor reads mail", .low,
            FactsDraft(
                aiClass: .aiNative, traits: [.firstParty, .proven], scopes: [.mailRead], people: 5,
                providerID: "microsoft")),
        Rank(
            "an ordinary product with AI features reads the drive", .low,
            FactsDraft(aiClass: .aiEnabled, scopes: [.driveRead])),
        Rank(
            "allowed AI assistant reads mail", .low,
            FactsDraft(aiClass: .aiNative, traits: [.sanctioned, .proven], scopes: [.mailRead])),
        Rank(
            "AI assistant reads issues", .low,
            FactsDraft(aiClass: .aiNative, scopes: [.issuesRead], providerID: "atlassian")),
        Rank("unknown client reads a calendar", .low, FactsDraft(scopes: [.calendarRead])),
    ]

    private static let info = [
        Rank(
            "known product that is no AI reads the calendar", .info,
            FactsDraft(aiClass: .notAI, scopes: [.calendarRead])),
        Rank("AI assistant, sign-in alone", .info, FactsDraft(aiClass: .aiNative, scopes: [.signIn])),
        Rank("unknown client, sign-in alone", .info, FactsDraft(scopes: [.signIn])),
        Rank(
            "first-party product, sign-in alone", .info,
            FactsDraft(aiClass: .notAI, traits: [.firstParty, .proven], scopes: [.signIn])),
        Rank(
            "AI assistant, mail, denied", .info,
            FactsDraft(aiClass: .aiNative, scopes: [.mailWrite, .offline], liveness: .attempted)),
        Rank(
            "unknown client, everything, abandoned", .info,
            FactsDraft(scopes: [.mailWrite, .driveWrite], liveness: .attempted)),
    ]

    @Test("each has the severity an analyst would give it", arguments: ranks)
    func severity(rank: Rank) throws {
        let assessment = RiskAnalyser(model: try RiskModel.shipped()).assessment(of: rank.draft.facts)

        #expect(rank.severity.contains(assessment.severity), "\(assessment.score) points")
    }

    @Test("no grant scores above one that an analyst puts before it")
    func order() throws {
        let analyser = RiskAnalyser(model: try RiskModel.shipped())
        let scores = Self.ranks.map { analyser.assessment(of: $0.draft.facts).score }

        #expect(Self.ranks.count >= 30)
        for index in 1..<scores.count {
            #expect(
                scores[index] <= scores[index - 1],
                "\(Self.ranks[index].title) \(scores[index]) above \(Self.ranks[index - 1].title) \(scores[index - 1])")
        }
    }

    @Test("each severity lies clearly apart from the one below: ten points between their middles at least")
    func gaps() throws {
        let analyser = RiskAnalyser(model: try RiskModel.shipped())
        let middles = [Self.critical, Self.high, Self.medium, Self.low, Self.info].map { group in
            let scores = group.map { analyser.assessment(of: $0.draft.facts).score }.sorted()
            return scores[scores.count / 2]
        }

        for index in 1..<middles.count { #expect(middles[index - 1] - middles[index] >= 10, "\(middles)") }
    }

    @Test("a grant whose scopes are not visible is at least medium for an unknown client")
    func unseen() throws {
        let analyser = RiskAnalyser(model: try RiskModel.shipped())

        #expect(analyser.assessment(of: FactsDraft(scopes: nil).facts).severity >= .medium)
        #expect(analyser.assessment(of: FactsDraft(scopes: []).facts).severity >= .medium)
    }

    @Test("a grant whose end was not seen scores below one that was seen, and above nothing")
    func unconfirmed() throws {
        let analyser = RiskAnalyser(model: try RiskModel.shipped())
        let seen = analyser.assessment(of: FactsDraft(aiClass: .aiNative, scopes: [.mailRead]).facts)
        let unseen = analyser.assessment(
            of: FactsDraft(aiClass: .aiNative, scopes: [.mailRead], liveness: .unconfirmed).facts)

        #expect(unseen.score < seen.score)
        #expect(unseen.severity >= .low)
    }
}
