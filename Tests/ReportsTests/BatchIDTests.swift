import Cryptography
import Grants
import Reports
import Testing

@Suite("Batch id")
struct BatchIDTests {
    private static let ids = ["b0000000-0000-4000-8000-000000000000", "a0000000-0000-4000-8000-000000000000"]
    private static let draft = ReportDraft(events: ids.map { ReportDraft.event($0) })

    private static func hash(_ text: String) -> String {
        SHA256.hash(Array(text.utf8)).hexadecimal
    }

    @Test("is the hash of the sorted ids, one a line, whatever their order")
    func form() {
        #expect(BatchID.of(Self.ids) == Self.hash("\(Self.ids[1])\n\(Self.ids[0])"))
        #expect(BatchID.of(Self.ids) == BatchID.of(Self.ids.reversed()))
    }

    @Test("is taken with any of the separators the format leaves open", arguments: ["\n", "", ","])
    func separators(separator: String) throws {
        let id = Self.hash(Self.ids.sorted().joined(separator: separator))

        #expect(try decode(Self.draft.with("batch_id", .string(id))).report.events.count == 2)
    }

    @Test("is taken over ids in capitals")
    func capitals() throws {
        let id = ReportDraft.eventID.uppercased()
        let draft = ReportDraft(events: [ReportDraft.event(id)])

        #expect(try decode(draft.with("batch_id", .string(Self.hash(id)))).report.events.count == 1)
        #expect(try decode(draft.with("batch_id", .string(Self.hash(id.lowercased())))).report.events.count == 1)
    }

    @Test("is refused over other ids, fewer ids or unsorted ids")
    func mismatch() throws {
        for text in [ReportDraft.eventID, Self.ids[0], Self.ids.joined(separator: "\n")] {
            let body = Self.draft.with("batch_id", .string(Self.hash(text))).text

            #expect(try refusal(of: body)?.code == .batchIDMismatch)
        }
    }

    @Test("can not be checked when an event has no id, which rejects that event alone")
    func unreadable() throws {
        var draft = Self.draft
        draft.set("events.event_id", nil)

        let decoded = try decode(draft.with("batch_id", .string(Self.hash("anything"))))

        #expect(decoded.rejected.map(\.reason) == [.fieldMissing])
        #expect(decoded.report.events.count == 1)
    }
}
