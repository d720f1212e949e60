import ArgumentParser
import Catalog
import Foundation
import Risk

struct EvaluateURLs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "urls", abstract: "Measure how well authorization URLs are read. Works offline.",
        discussion: """
            Reads JSON Lines: each an object with url, ai (yes, no or unknown), ai_label_strength (strong or weak) and \
            expected with provider, client_id, redirect_uri, scopes, user_scopes and grant_kind. Prints one JSON \
            object. provider_wrong, provider_not_in_catalogue, sign_in_only_raised and unreadable are numbers of \
            rows, all others shares; ai_… count strong labels only; metrics without rows are left out.
            """)

    @Argument(help: "A file of JSON Lines.")
    var file: String

    func run() throws {
        guard let text = FileManager.default.contents(atPath: self.file) else {
            throw CommandFailure(.failed, "cannot read \(self.file)")
        }
        let rows: [LabelledRequest]
        do {
            rows = try LabelledRequest.decode(text)
        } catch {
            throw CommandFailure(
                .failed,
                "\(self.file): line_invalid: line \(error.number) is no object with url and expected.grant_kind; see gnomon evaluate urls --help"
            )
        }
        let catalog = try CatalogSnapshot.shipped()
        let evaluation = RequestEvaluation(
            rows, explainer: RequestExplainer(catalog: catalog, model: try .shipped()), providers: catalog.providers)
        try Output.json(
            EvaluationReport(
                file: self.file, rows: rows.count,
                metrics: evaluation.metrics.map { ($0.name, $0.value, $0.count) }))
    }
}
