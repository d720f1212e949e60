import Grants
import Reports
import Testing

@Suite("Sample reports")
struct SampleReportTests {
    @Test("there are at least sixteen")
    func count() {
        #expect(SampleReports.names.count >= 16)
    }

    @Test("decode with nothing rejected, unknown, repeated or stripped", arguments: SampleReports.names)
    func decodes(name: String) throws {
        let december = Timestamp(milliseconds: 1_796_083_200_000)

        let decoded = try decode(SampleReports.bytes(name), at: december)

        #expect(decoded.rejected.isEmpty)
        #expect(decoded.unknownFields == 0)
        #expect(decoded.repeatedEvents == 0)
        #expect(!decoded.report.events.isEmpty)
    }

    @Test("read back equal after encoding", arguments: SampleReports.names)
    func roundTrip(name: String) throws {
        let december = Timestamp(milliseconds: 1_796_083_200_000)
        let report = try decode(SampleReports.bytes(name), at: december).report

        let again = try decode(ReportEncoder.text(of: report), at: december)

        #expect(again.report.events == report.events)
        #expect(again.isStorableAsReceived)
    }

    @Test("hold every outcome that a sensor can report")
    func outcomes() throws {
        let events = try SampleReports.names.flatMap { try decode(SampleReports.bytes($0)).report.events }

        #expect(Set(events.map(\.outcome)) == Set(AuthorizationEvent.Outcome.allCases))
        #expect(Set(events.map(\.eventID)).count == events.count)
    }
}
