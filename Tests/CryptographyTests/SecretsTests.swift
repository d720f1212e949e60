import Cryptography
import Testing

@Suite("Random bytes")
struct RandomBytesTests {
    @Test("are as many as asked for", arguments: [0, 1, 16, 32, 4096])
    func count(count: Int) throws {
        #expect(try randomBytes(count).count == count)
    }

    @Test("do not come twice")
    func distinct() throws {
        let draws = try (0..<1000).map { _ in try randomBytes(16) }

        #expect(Set(draws).count == draws.count)
    }
}

@Suite("Secrets")
struct ConstantTimeTests {
    @Test(
        "are compared whole",
        arguments: [
            ([], [], true), ([1, 2, 3], [1, 2, 3], true), ([1, 2, 3], [1, 2, 4], false),
            ([0, 2, 3], [1, 2, 3], false),
            ([1, 2], [1, 2, 3], false), ([1, 2, 3], [], false), ([0x80], [0], false),
        ] as [([UInt8], [UInt8], Bool)])
    func comparison(left: [UInt8], right: [UInt8], isEqual: Bool) {
        #expect(isEqualInConstantTime(left, right) == isEqual)
    }
}
