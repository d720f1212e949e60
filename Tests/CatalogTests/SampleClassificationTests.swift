import Catalog
import Foundation
import Grants
import Reports
import Testing

@Suite("Sample reports, classified")
struct SampleClassificationTests {
    /// What one event of a sample is about.
    struct Case: Sendable, CustomTestStringConvertible {
        var sample: String
        var event: Int
        var app: String
        var resource: String?
        var aiClass: AIClass
        var kind: GrantKind

        init(_ sample: String, _ event: Int, _ app: String, at resource: String?, _ aiClass: AIClass, _ kind: GrantKind)
        {
            self.sample = sample
            self.event = event
            self.app = app
            self.resource = resource
            self.aiClass = aiClass
            self.kind = kind
        }

        var testDescription: String { "\(self.sample) #\(self.event)" }
    }

    static let cases = [
        Case("01-monday-sign-ins", 0, "dashboard.discordspark.com", at: "google", .unknown, .identityOnly),
        Case("02-notetaker-mail-and-calendar", 0, "Fireflies.ai", at: "google", .aiNative, .data),
        Case("03-chatgpt-google-drive-first", 0, "ChatGPT", at: "google", .aiNative, .data),
        Case("05-cursor-slack-and-linear", 0, "Cursor", at: "slack", .aiNative, .data),
        Case("05-cursor-slack-and-linear", 1, "Cursor", at: "linear", .aiNative, .noScope),
        Case(
            "06-claude-code-notion-and-atlassian", 0, "AI agent client (product unknown)", at: "notionmcp", .aiNative,
            .noScope),
        Case("08-mail-client-known-from-abuse", 0, "eM Client", at: "microsoft", .notAI, .data),
        Case("11-microsoft-copilot-renewals", 1, "Copilot App", at: "microsoft", .aiNative, .data),
        Case("12-claude-notion-by-metadata-url", 0, "Claude", at: "notionmcp", .aiNative, .noScope),
        Case("14-search-agent-on-jira", 0, "Airweave", at: "atlassian", .aiNative, .data),
        Case("17-broker-on-slack-and-pushed-request", 1, "postplanner.example", at: nil, .unknown, .noScope),
        Case("18-command-line-agents", 0, "Gemini CLI", at: "google", .aiNative, .data),
        Case("19-connector-on-own-server", 0, "ChatGPT", at: nil, .aiNative, .data),
        Case("21-form-post-sign-in", 0, "expenses.example.com", at: "microsoft", .unknown, .identityOnly),
        Case("22-meeting-room-device-code", 0, "Unknown client", at: "microsoft", .unknown, .noScope),
        Case("25-le-chat-on-slack", 0, "Mistral", at: "slack", .aiNative, .data),
    ]

    @Test("are about the app, resource and access that a reader sees", arguments: cases)
    func classifies(case: Case) throws {
        let grants = try Self.grants(of: `case`.sample)
        let grant = grants[`case`.event]

        #expect(grant.client.app.name.contains(`case`.app))
        #expect(grant.client.resource.providerID == `case`.resource)
        #expect(grant.client.app.aiClass == `case`.aiClass)
        #expect(grant.access.kind == `case`.kind)
    }

    @Test("give each conclusion with its rule and a confidence between 0 and 1")
    func evidence() throws {
        for case let sample in Set(Self.cases.map(\.sample)) {
            for grant in try Self.grants(of: sample) {
                let fields = Set(grant.client.evidence.map(\.field))
                #expect(fields.subtracting(["ai_use"]) == ["client_app", "resource_app"])
                #expect(fields.contains("ai_use") || grant.client.app.aiClass != .aiNative)
                #expect(grant.client.evidence.allSatisfy { (0...1).contains($0.confidence) && !$0.rule.isEmpty })
            }
        }
    }

    private static func grants(of sample: String) throws -> [ClassifiedGrant] {
        let folder = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let bytes = try Array(Data(contentsOf: folder.appendingPathComponent("samples/reports/\(sample).json")))
        let decoder = try ReportDecoder(rules: AdmissionRules(managedDomains: ["example.com"]))
        let december = Timestamp(milliseconds: 1_796_083_200_000)
        let report = try bytes.withUnsafeBufferPointer {
            try decoder.decode($0, isGzip: false, receivedAt: december).report.report
        }
        let normaliser = Normaliser(catalog: try ShippedCatalog.read())
        return report.events.map { normaliser.grant(of: $0) }
    }
}
