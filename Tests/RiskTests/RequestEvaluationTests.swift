import Catalog
import Foundation
import Testing

@testable import Risk

@Suite("Evaluating the reading of URLs")
struct RequestEvaluationTests {
    private static let slack = "https://slack.com/oauth/v2/authorize"

    /// Right in all, wrong in all, known to no catalogue, unreadable, and a weak label.
    private static let lines = """
        {"url":"\(slack)?client_id=c&redirect_uri=https%3A%2F%2Fclaude.ai%2Fcb&scope=a&user_scope=b","ai":"yes",\
        "ai_label_strength":"strong","expected":{"provider":"slack","client_id":"c",\
        "redirect_uri":"https://claude.ai/cb","scopes":["a"],"user_scopes":["b"],"grant_kind":"data"}}
        {"url":"https://github.com/login/oauth/authorize?client_id=c&redirect_uri=https://claude.ai/cb","ai":"no",\
        "ai_label_strength":"strong","expected":{"provider":"slack","client_id":"d","redirect_uri":null,\
        "scopes":["x"],"grant_kind":"identity_only"}}

        {"url":"https://nobody.example/authorize?client_id=c&scope=openid","ai":"yes","ai_label_strength":"strong",\
        "expected":{"provider":"nobody","client_id":"c","scopes":["openid"],"grant_kind":"identity_only"}}
        {"url":"no url","ai":"yes","ai_label_strength":"strong",\
        "expected":{"provider":"github","client_id":"c","grant_kind":"no_scope"}}
        {"url":"https://github.com/login/oauth/authorize?client_id=c","ai":"yes","ai_label_strength":"weak",\
        "expected":{"provider":null,"client_id":"c","grant_kind":"no_scope"}}
        """

    @Test("counts what is right, what is wrong, and among how many")
    func metrics() throws {
        let catalog = try CatalogSnapshot.shipped()
        let rows = try LabelledRequest.decode(Data(Self.lines.utf8))

        let evaluation = RequestEvaluation(
            rows, explainer: RequestExplainer(catalog: catalog, model: try .shipped()), providers: catalog.providers)

        let expected: [(String, Double, Int)] = [
            ("client_id_exact", 0.6, 5), ("redirect_uri_exact", 0.6, 5), ("scopes_exact", 0.6, 5),
            ("all_exact", 0.6, 5),
            ("provider_accuracy", 1.0 / 3, 3), ("provider_wrong", 2, 5), ("provider_not_in_catalogue", 1, 4),
            ("grant_kind_accuracy", 0.6, 5), ("ai_precision", 0.5, 2), ("ai_recall", 1.0 / 3, 3),
            ("ai_unknown_share", 0.5, 4), ("sign_in_only_raised", 1, 2), ("unreadable", 1, 5),
        ]
        #expect(evaluation.metrics.map(\.name) == expected.map(\.0))
        for (metric, (name, value, count)) in zip(evaluation.metrics, expected) {
            #expect(abs(metric.value - value) < 1e-9, "\(name)")
            #expect(metric.count == count, "\(name)")
        }
    }

    @Test("leaves out what it has no rows for")
    func empty() throws {
        let catalog = try CatalogSnapshot.shipped()
        let rows = try LabelledRequest.decode(
            Data(#"{"url":"https://github.com/login/oauth/authorize","expected":{"grant_kind":"no_scope"}}"#.utf8))

        let evaluation = RequestEvaluation(
            rows, explainer: RequestExplainer(catalog: catalog, model: try .shipped()), providers: catalog.providers)

        #expect(!evaluation.metrics.contains { $0.name.hasPrefix("ai_") || $0.name == "sign_in_only_raised" })
    }

    @Test(
        "names the line that it cannot read",
        arguments: [
            ("{}", 1), ("\n[]", 2), ("\n\n{\"url\":\"x\"}", 3),
            ("{\"url\":\"x\",\"expected\":{\"grant_kind\":\"some\"}}", 1), ("{\"url\":\"x\"", 1),
        ])
    func badLine(text: String, number: Int) {
        #expect(throws: LabelledRequest.BadLine(number: number)) { try LabelledRequest.decode(Data(text.utf8)) }
    }
}
