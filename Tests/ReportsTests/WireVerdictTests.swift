import Foundation
import Grants
import Reports
import Testing

/// `scripts/lib/wire_verdicts.py` asked the published schema; here the decoder is asked. `scripts/test` checks that
/// the table is the schema's present word.
@Suite("The decoder and the published schema agree")
struct WireVerdictTests {
    /// One field of the right report, spoiled.
    struct Case: Decodable {
        var path: String
        var change: String
        /// The value as JSON text; `nil` when the field is left out.
        var json: String?
        var valid: Bool

        var title: String { "\(self.path): \(self.change)" }

        /// The batch id is taken over the ids that the draft knows, so a text goes in as one.
        var draft: ReportDraft {
            guard let json = self.json else { return ReportDraft().with(self.path, nil) }
            let text = try? JSONDecoder().decode(String.self, from: Data(json.utf8))
            return text.map { ReportDraft().with(self.path, .string($0)) } ?? ReportDraft().withRaw(self.path, json)
        }
    }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("WireVerdicts")

    private static func cases() throws -> [Case] {
        try String(contentsOf: self.folder.appendingPathComponent("verdicts.jsonl"), encoding: .utf8)
            .split(separator: "\n").map { try JSONDecoder().decode(Case.self, from: Data($0.utf8)) }
    }

    @Test("on the report that the table spoils")
    func base() throws {
        let report = try Data(contentsOf: Self.folder.appendingPathComponent("report.json"))

        #expect(String(decoding: report, as: UTF8.self) == String(decoding: ReportDraft().text, as: UTF8.self) + "\n")
    }

    @Test("on every field, left out, emptied, lengthened and spoiled")
    func fields() throws {
        let cases = try Self.cases()

        for spoiled in cases {
            #expect(try Self.isTaken(spoiled.draft) == spoiled.valid, "\(spoiled.title)")
        }
        #expect(cases.count > 900)
        #expect(cases.contains { $0.valid } && cases.contains { !$0.valid })
    }

    /// Whether the whole report is admitted with its event.
    private static func isTaken(_ draft: ReportDraft) throws -> Bool {
        do {
            return try decode(draft).rejected.isEmpty
        } catch is ReportRefusal {
            return false
        }
    }
}
