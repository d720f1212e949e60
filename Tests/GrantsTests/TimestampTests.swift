import Grants
import SeededRandom
import Testing

@Suite("Timestamp")
struct TimestampTests {
    @Test(
        "reads RFC 3339 instants in UTC",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1), ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T12:00:00Z", 951_825_600_000), ("2020-01-01T00:00:00Z", 1_577_836_800_000),
            ("2026-11-24T08:00:00.000Z", 1_795_507_200_000), ("2026-11-24t08:00:00z", 1_795_507_200_000),
            ("2026-11-24T08:00:00+00:00", 1_795_507_200_000), ("2026-11-24T08:00:00.5Z", 1_795_507_200_500),
            ("2026-11-24T08:00:00.123456789Z", 1_795_507_200_123), ("9999-12-31T23:59:59Z", 253_402_300_799_000),
        ] as [(String, Int64)])
    func reads(text: String, milliseconds: Int64) {
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test(
        "refuses everything else",
        arguments: [
            "", "2026-11-24", "2026-11-24 08:00:00Z", "2026-11-24T08:00:00", "2026-11-24T08:00:00+01:00",
            "2026-11-24T08:00:00-00:00", "2026-11-24T08:00:60Z", "2026-11-24T24:00:00Z", "2026-11-24T08:60:00Z",
            "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
            "2026-04-31T00:00:00Z", "2026-04-00T00:00:00Z", "2026-11-24T08:00:00.Z", "2026-11-24T08:00:00,5Z",
            "2026-11-24T08:00:00.1234567890Z", "2026-11-24T08:00:00ZZ", "2026-11-24T08:00:00Z ",
            " 2026-11-24T08:00:00Z", "02026-11-24T08:00:00Z", "2026-1-24T008:00:00Z", "２026-11-24T08:00:00Z",
            "-026-11-24T08:00:00Z", "1795507200",
        ])
    func refuses(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("writes what it reads back as the same instant", arguments: [1, 2, 3, 4] as [UInt64])
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        // The years 0000 to 9999.
        for _ in 0..<2_000 {
            let instant = Timestamp(
                milliseconds: .random(in: -62_167_219_200_000...253_402_300_799_999, using: &random))

            #expect(Timestamp(instant.description) == instant, "\(instant.milliseconds)")
            #expect(instant.description.utf8.count == 24)
        }
    }

    @Test("writes texts that sort as the instants do")
    func order() {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<1_000 {
            let one = Timestamp(milliseconds: .random(in: 0...4_102_444_800_000, using: &random))
            let other = Timestamp(milliseconds: .random(in: 0...4_102_444_800_000, using: &random))

            #expect((one < other) == (one.description < other.description))
        }
    }

    @Test(
        "finds the start of its minute, before 1970 as well",
        arguments: [(0, 0), (59_999, 0), (60_000, 60_000), (60_001, 60_000), (-1, -60_000), (-60_000, -60_000)]
            as [(Int64, Int64)])
    func minute(milliseconds: Int64, start: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).startOfMinute.milliseconds == start)
    }
}
