import Grants
import SeededRandom
import Testing

@Suite("UUID bits")
struct UUIDBitsTests {
    @Test(
        "reads the 36-character form in either case",
        arguments: [
            ("00000000-0000-0000-0000-000000000000", 0, 0),
            ("ffffffff-ffff-ffff-ffff-ffffffffffff", .max, .max),
            ("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", .max, .max),
            ("01234567-89ab-cdef-0123-456789ABCDEF", 0x0123_4567_89AB_CDEF, 0x0123_4567_89AB_CDEF),
        ] as [(String, UInt64, UInt64)])
    func reads(text: String, high: UInt64, low: UInt64) {
        #expect(UUIDBits(text) == UUIDBits(high: high, low: low))
    }

    @Test(
        "refuses everything else",
        arguments: [
            "", "0", "0123456789abcdef0123456789abcdef", "01234567-89ab-cdef-0123-456789abcde",
            "01234567-89ab-cdef-0123-456789abcdef0", "01234567-89ab-cdef-0123-456789abcdeg",
            "01234567_89ab_cdef_0123_456789abcdef", "{1234567-89ab-cdef-0123-456789abcde}",
            "0123456789-ab-cdef-0123-456789abcdef", "-1234567-89ab-cdef-0123-456789abcdef",
            "０1234567-89ab-cdef-0123-456789abc",
        ])
    func refuses(text: String) {
        #expect(UUIDBits(text) == nil)
    }

    @Test(
        "knows a random UUID by version and variant",
        arguments: [
            ("569a6987-11ec-40c7-88eb-04dc5294581a", true), ("569a6987-11ec-40c7-b8eb-04dc5294581a", true),
            ("569a6987-11ec-10c7-88eb-04dc5294581a", false), ("569a6987-11ec-70c7-88eb-04dc5294581a", false),
            ("569a6987-11ec-40c7-08eb-04dc5294581a", false), ("569a6987-11ec-40c7-c8eb-04dc5294581a", false),
            ("00000000-0000-0000-0000-000000000000", false),
        ])
    func random(text: String, isRandom: Bool) throws {
        #expect(try #require(UUIDBits(text)).isRandom == isRandom)
    }

    @Test("writes in lower case what it reads back as the same bits")
    func roundTrip() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let bits = UUIDBits(high: random.next(), low: random.next())

            #expect(UUIDBits(bits.description) == bits)
            #expect(UUIDBits(bits.description.uppercased()) == bits)
            #expect(bits.description == bits.description.lowercased())
        }
    }
}
