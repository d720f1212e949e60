import Catalog
import Foundation
import Grants
import Testing

@Suite("How well scopes are understood")
struct ScopeEvaluationTests {
    /// The shipped rows whose labels are official or set by hand.
    private static func trustedRows() throws -> [ScopeEvaluation.Row] {
        let folder = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let csv = try CSV(Data(contentsOf: folder.appendingPathComponent("Sources/ShippedData/data/scopes.csv")))
        let basis = try csv.column("basis")
        return zip(csv.rows, try ScopeEvaluation.Row.decode(csv)).filter { $0.0[basis] != "rule" }.map(\.1)
    }

    /// The least agreement of scopes that are left out of the table, so that a change of words cannot undo it.
    @Test("does not fall, of rows left out of the table")
    func regression() throws {
        let rows = try Self.trustedRows()
        let evaluation = ScopeEvaluation(rows, catalog: try ShippedCatalog.read(), settings: [.rowLeftOut])
        let values = Dictionary(uniqueKeysWithValues: evaluation.metrics.map { ($0.name, $0.value) })

        #expect(rows.count > 1_700)
        #expect(try #require(values["row_left_out.access"]) >= 0.88)
        #expect(try #require(values["row_left_out.data_class"]) >= 0.85)
        #expect(try #require(values["row_left_out.sensitivity"]) >= 0.70)
        #expect(try #require(values["row_left_out.sensitivity_within_one_step"]) >= 0.98)
        #expect(try #require(values["row_left_out.official+rule.sensitivity_within_one_step"]) >= 0.99)
        #expect(values["row_left_out.critical_called_low"] == 0)
    }

    @Test("counts agreement by label, and names what was rated too low")
    func counts() throws {
        let csv = try CSV(
            Array(
                """
                provider,scope,access,data_class,sensitivity,label_basis
                nobody,files:read,read,files,high,curated
                nobody,tasks:read,read,projects,critical,curated
                nobody,tasks:write,read,crm,medium,guess
                """.utf8))

        let evaluation = ScopeEvaluation(
            try ScopeEvaluation.Row.decode(csv), catalog: try ShippedCatalog.read(), settings: [.grammarAlone])
        let metrics = Dictionary(uniqueKeysWithValues: evaluation.metrics.map { ($0.name, $0) })

        #expect(metrics["grammar_alone.access"]?.value == 2.0 / 3)
        #expect(metrics["grammar_alone.access"]?.count == 3)
        #expect(metrics["grammar_alone.curated.data_class"]?.value == 1)
        #expect(metrics["grammar_alone.curated.sensitivity"]?.value == 0.5)
        #expect(metrics["grammar_alone.curated.sensitivity_within_one_step"]?.value == 0.5)
        #expect(metrics["grammar_alone.guess.access"]?.value == 0)
        #expect(metrics["grammar_alone.critical_called_medium"]?.value == 1)
        #expect(metrics["grammar_alone.critical_called_low"]?.value == 0)
        #expect(evaluation.underrated.map(\.scope) == ["tasks:read"])
    }

    @Test(
        "names row and column of a label that is none",
        arguments: [
            ("rea,files,high", "access"), ("read,file,high", "data_class"), ("read,files,highest", "sensitivity"),
        ])
    func badLabel(label: String, column: String) throws {
        let csv = try CSV(Array("provider,scope,access,data_class,sensitivity\nx,y,\(label)\n".utf8))

        #expect(throws: KnownApp.Failure.badValue(row: 2, column: column)) { try ScopeEvaluation.Row.decode(csv) }
    }
}
