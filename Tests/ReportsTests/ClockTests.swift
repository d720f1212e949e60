import Grants
import Reports
import Testing

@Suite("Clocks")
struct ClockTests {
    private static let now = ReportDraft.receivedAt
    private static let hour: Int64 = 3_600_000

    @Test(
        "corrects times when the clocks differ by more than two minutes",
        arguments: [
            (0, false), (120_000, false), (-120_000, false), (120_001, true), (-120_001, true), (86_400_000, true),
        ] as [(Int64, Bool)])
    func tolerance(skew: Int64, isCorrected: Bool) {
        let skew = ClockSkew(receivedAt: Self.now, sentAt: Self.now.advanced(byMilliseconds: -skew))
        let time = Timestamp(milliseconds: 1_000)

        #expect(skew.isCorrected == isCorrected)
        #expect(skew.corrected(time).milliseconds == 1_000 + (isCorrected ? skew.milliseconds : 0))
    }

    @Test(
        "judges the future after correction: a clock days ahead is no fault of its events",
        arguments: [2, 400] as [Int64])
    func clockAhead(days: Int64) throws {
        let ahead = Self.now.advanced(byMilliseconds: days * 24 * Self.hour)
        let draft = ReportDraft().with("sent_at", .string(ahead.description))
            .with("events.started_at", .string(ahead.description)).with("events.ended_at", .string(ahead.description))

        #expect(try decode(draft).rejected.isEmpty)
    }

    @Test("judges the past after correction: a clock of 1970 is no fault of its events")
    func clockBehind() throws {
        let draft = ReportDraft().with("sent_at", "1970-01-01T00:10:00.000Z")
            .with("events.started_at", "1970-01-01T00:05:00.000Z").with("events.ended_at", "1970-01-01T00:06:00.000Z")

        #expect(try decode(draft).rejected.isEmpty)
    }

    @Test(
        "allows 24 hours ahead and not a millisecond more",
        arguments: [(24 * 3_600_000, nil), (24 * 3_600_000 + 1, .timeInFuture)] as [(Int64, Rejection?)])
    func future(ahead: Int64, reason: Rejection?) throws {
        let end = Self.now.advanced(byMilliseconds: ahead)

        let decoded = try decode(ReportDraft().with("events.ended_at", .string(end.description)))

        #expect(decoded.rejected.first?.reason == reason)
    }

    @Test(
        "allows events from 2020 on",
        arguments: [("2020-01-01T00:00:00.000Z", nil), ("2019-12-31T23:59:59.999Z", .timeTooOld)]
            as [(String, Rejection?)])
    func past(start: String, reason: Rejection?) throws {
        let decoded = try decode(ReportDraft().with("events.started_at", .string(start)))

        #expect(decoded.rejected.first?.reason == reason)
    }

    @Test("keeps the sensor's own times in the report")
    func keepsTimes() throws {
        let draft = ReportDraft().with("sent_at", "2026-11-24T07:00:00.000Z")

        let decoded = try decode(draft)

        #expect(decoded.report.events.first?.startedAt.description == "2026-11-24T07:58:00.000Z")
        #expect(decoded.report.sentAt.description == "2026-11-24T07:00:00.000Z")
    }
}
