import APIModel
import ArgumentParser
import Catalog
import Foundation
import Grants
import Risk

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what an authorization URL would grant, to whom, and how risky that is. Works offline.",
        discussion: """
            With --batch, reads JSON Lines with id and url and writes exactly one line for each, in order; bad \
            lines give an error object and exit 0.
            """)

    @Argument(help: "An authorization URL.")
    var url: String?
    @Option(help: "A file of JSON Lines, or - for standard input.")
    var batch: String?
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (self.url == nil) != (self.batch == nil) else {
            throw ValidationError("Give one URL, or --batch FILE.")
        }
    }

    func run() throws {
        let explainer = RequestExplainer(catalog: try .shipped(), model: try .shipped())
        if let batch {
            var lines = try ExplainBatch(explainer: explainer)
            return try lines.run(batch)
        }
        guard let url else { return }
        let explanation: Explanation
        do {
            explanation = try explainer.explanation(of: url)
        } catch {
            throw CommandFailure(.failed, "\(error.rawValue): this is no authorization request")
        }
        if self.json {
            var line: [UInt8] = []
            ExplainedLine.append(explanation, id: .null, to: &line)
            line.append(UInt8(ascii: "\n"))
            return Output.bytes(line)
        }
        Self.print(explanation, explainer.assessment(of: explanation))
    }

    private static func print(_ explanation: Explanation, _ assessment: Assessment) {
        let app = explanation.client.app
        Output.line(
            "\(assessment.severity.rawValue.uppercased()) \(assessment.score)  \(Output.safe(app.name)) asks for access to \(Output.safe(explanation.client.resource.name))"
        )
        Output.line("AI: \(app.aiClass.ai) (\(app.aiClass.rawValue)) · kind: \(explanation.access.kind.rawValue)")
        FindingPage.contributions(
            assessment.contributions.map {
                ContributionBody(signal: $0.signal.rawValue, points: $0.points, label: $0.label, detail: $0.detail)
            }, score: assessment.score)
        FindingPage.scopes(
            explanation.access.scopes?.map {
                ScopeBody(
                    scope: $0.scope, access: $0.access.rawValue, dataClass: $0.dataClass.rawValue,
                    sensitivity: $0.sensitivity.rawValue, basis: $0.basis.rawValue, description: $0.description)
            })
        FindingPage.evidence(
            explanation.evidence.map {
                EvidenceBody(field: $0.field, rule: $0.rule, confidence: $0.confidence, detail: $0.detail)
            })
    }
}
