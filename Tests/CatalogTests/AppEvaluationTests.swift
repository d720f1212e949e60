import Grants
import Testing

@testable import Catalog

@Suite("How well apps are recognised")
struct AppEvaluationTests {
    private static let rows = """
        kind,value,app,vendor,ai
        domain,claude.ai,Claude,Anthropic,yes
        domain,aiven.io,Aiven,Aiven,no
        name,Zorbium Books,Zorbium,Zorbium,no
        client_id,never-seen-before,Nobody,Nobody,yes

        """

    @Test("is measured with look-up over all rows, and without over those that show a name or a host")
    func metrics() throws {
        let rows = try AppEvaluation.Row.decode(CSV(Array(Self.rows.utf8)))
        let evaluation = AppEvaluation(
            rows, answers: AppAnswers(catalog: try ShippedCatalog.read()), examples: Self.examples, threshold: 0)
        let metrics = Dictionary(
            evaluation.metrics.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

        #expect(metrics["ai_precision"] == .init(name: "ai_precision", value: 1, count: 1))
        #expect(metrics["ai_recall"] == .init(name: "ai_recall", value: 0.5, count: 2))
        #expect(metrics["share_unknown"] == .init(name: "share_unknown", value: 0.5, count: 4))
        #expect(metrics["learned_ai_recall"]?.count == 1)
        #expect(metrics["learned_share_unknown"]?.count == 3)
        #expect(metrics["learned_name_share_unknown"]?.count == 1)
    }

    @Test("judges a row by a model that has not seen its maker")
    func unseenMaker() throws {
        // Only the maker's own example holds the word: a model that has not seen it can not know.
        var examples = Self.examples
        examples += ["Qxqx One", "Qxqx Two"].compactMap {
            TrainingExample(kind: .name, value: $0, isAI: true, app: $0, vendor: "Qxqx", source: "own")
        }
        let row = AppEvaluation.Row(kind: .name, value: "Qxqx", isAI: true, app: "", vendor: "")
        let own = AppEvaluation.Row(kind: .name, value: "Qxqx", isAI: true, app: "", vendor: "Qxqx")
        let stranger = AppEvaluation.Row(kind: .name, value: "Qxqx Three", isAI: true, app: "", vendor: "Other")
        let answers = AppAnswers(catalog: try ShippedCatalog.read())
        func recall(_ row: AppEvaluation.Row) -> Double? {
            AppEvaluation([row], answers: answers, examples: examples, threshold: 0).metrics
                .first { $0.name == "learned_ai_recall" }?.value
        }

        #expect(recall(own) == 0)
        #expect(recall(row) == 0)
        #expect(recall(stranger) == 1)
    }

    @Test(
        "is not measured by rows that say nothing",
        arguments: [
            ("kind,value,ai\nplanet,mars,no\n", KnownApp.Failure.badValue(row: 2, column: "kind")),
            ("kind,value,ai\nname,a,no\nname,b,perhaps\n", .badValue(row: 3, column: "ai")),
        ])
    func badRows(text: String, failure: KnownApp.Failure) {
        #expect(throws: failure) { try AppEvaluation.Row.decode(CSV(Array(text.utf8))) }
    }

    private static let examples = (1...40).flatMap { number in
        [("Tool\(number) AI", true), ("Shop\(number) Books", false)].compactMap { name, isAI in
            TrainingExample(kind: .name, value: name, isAI: isAI, app: name, vendor: "", source: "own")
        }
    }
}
