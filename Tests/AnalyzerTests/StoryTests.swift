import Governance
import Grants
import Risk
import Store
import StoreTesting
import Testing

@Suite("The stories of the samples", .eachEngine)
struct StoryTests {
    /// Client, resource, what is proposed, whether it is an AI, how urgent.
    private static let findings: Set<[String]> = [
        ["Fireflies.ai", "Google", "register", "ai_native", "high"],
        ["ChatGPT", "Google", "register", "ai_native", "medium"],
        ["Visual Studio Code", "GitHub", "review", "ai_enabled", "high"],
        ["Cursor", "Slack", "register", "ai_native", "high"],
        ["Cursor", "Linear", "register", "ai_native", "medium"],
        ["AI agent client (product unknown)", "Notion MCP", "review", "ai_native", "medium"],
        ["ServiceFlow.ai", "Salesforce", "register", "ai_native", "high"],
        ["eM Client", "Microsoft", "revoke", "not_ai", "critical"],
        ["ChatGPT", "Microsoft", "revoke", "ai_native", "critical"],
        ["Claude", "Notion MCP", "register", "ai_native", "medium"],
        ["Claude", "Microsoft", "register", "ai_native", "high"],
        ["Airweave", "Atlassian", "revoke", "ai_native", "critical"],
        ["app.mailpilot.example via Nango", "Google", "revoke", "unknown", "high"],
        ["console.peopleagent.example via Composio", "Slack", "review", "unknown", "medium"],
        ["postplanner.example", "bsky.social", "review", "unknown", "medium"],
        ["Gemini CLI", "Google", "revoke", "ai_native", "critical"],
        ["ChatGPT", "notes.tools.example.com", "register", "ai_native", "medium"],
        ["Mistral Le Chat", "Slack", "register", "ai_native", "high"],
        ["Airweave", "Notion", "register", "ai_native", "medium"],
    ]

    /// Connections that open nothing: refused, abandoned, failed, unseen, or sign-ins alone.
    private static let quiet: Set<[String]> = [
        ["rclone", "Google", "attempted"], ["projview.azurewebsites.net", "Atlassian", "attempted"],
        ["Airweave", "Microsoft", "attempted"], ["expenses.example.com", "Microsoft", "observed"],
        ["dashboard.discordspark.com", "GitHub", "observed"], ["dashboard.discordspark.com", "Google", "observed"],
    ]

    @Test("each connection is judged as its story deserves")
    func stories() async throws {
        try await withWorld { world in
            for report in try SampleReports.all() { try await world.admit(report) }

            try await world.serving { await world.untilAnalysed() }

            let findings = Set(
                try await world.findings().map { finding in
                    [
                        finding.connection.client.name, finding.connection.resource.name,
                        finding.action?.kind.rawValue ?? "nothing", finding.connection.client.aiClass.rawValue,
                        finding.assessment.severity.rawValue,
                    ]
                })
            #expect(Self.findings.subtracting(findings).isEmpty)
            let connections = try await world.store.connections(ListRequest(limit: 500)).rows
            let quiet = Set(
                connections.filter { $0.findingNumber == nil }.map {
                    [$0.client.name, $0.resource.name, $0.liveness.name]
                })
            #expect(Self.quiet.subtracting(quiet).isEmpty)
        }
    }

    @Test("three people's grants of one app are one finding")
    func onePerConnection() async throws {
        try await withWorld { world in
            for report in try SampleReports.all() { try await world.admit(report) }

            try await world.serving { await world.untilAnalysed() }

            let drive = try await world.findings().filter {
                $0.connection.client.name == "ChatGPT" && $0.connection.resource.name == "Google"
            }
            #expect(drive.map(\.connection.people) == [3])
        }
    }

    @Test("every finding has a proposal with a rule and a reason, and a score that adds up")
    func explained() async throws {
        try await withWorld { world in
            for report in try SampleReports.all() { try await world.admit(report) }

            try await world.serving { await world.untilAnalysed() }

            for finding in try await world.findings() {
                #expect(finding.assessment.contributions.reduce(0) { $0 + $1.points } == finding.assessment.score)
                let action = try #require(finding.action)
                #expect(action.state == .proposed && !action.rule.isEmpty && !action.reason.isEmpty)
                #expect((action.kind == .review) == (action.dueAt != nil))
            }
        }
    }
}
