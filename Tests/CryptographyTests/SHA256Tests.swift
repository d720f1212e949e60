import Cryptography
import Testing

@Suite("SHA-256")
struct SHA256Tests {
    /// FIPS 180-4's examples, as NIST publishes them.
    @Test(
        "gives the known answers",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
                    + "mnopqrstnopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
            ),
            (
                String(repeating: "a", count: 1_000_000),
                "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
            ),
        ])
    func knownAnswers(text: String, digest: String) {
        let bytes = Array(text.utf8)

        #expect(SHA256.hash(bytes).hexadecimal == digest)
        #expect(bytes.withUnsafeBytes { SHA256.hash($0) }.hexadecimal == digest)
    }

    @Test("is the same of bytes that come in pieces", arguments: [0, 1, 63, 64, 65, 1000])
    func pieces(size: Int) {
        let bytes = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let stream = SHA256Stream()

        stream.add(Array(bytes[..<size]))
        stream.add(Array(bytes[size...]))

        #expect(stream.finish() == SHA256.hash(bytes))
    }

    @Test("takes an empty buffer without an address")
    func noAddress() {
        #expect(SHA256.hash(UnsafeRawBufferPointer(start: nil, count: 0)) == SHA256.hash([]))
    }

    @Test("is the same from many threads at once")
    func threads() async {
        let texts = (0..<64).map { [UInt8](repeating: UInt8($0), count: 1000) }
        let alone = texts.map { SHA256.hash($0) }

        let together = await withTaskGroup(of: (Int, [UInt8]).self) { group in
            for (index, text) in texts.enumerated() { group.addTask { (index, SHA256.hash(text)) } }
            return await group.reduce(into: [Int: [UInt8]]()) { $0[$1.0] = $1.1 }
        }

        #expect(alone.indices.allSatisfy { together[$0] == alone[$0] })
    }
}

@Suite("Hexadecimal")
struct HexadecimalTests {
    @Test(
        "is two lower-case digits a byte",
        arguments: [([], ""), ([0], "00"), ([0x09, 0x0A, 0xF0, 0xFF], "090af0ff")] as [([UInt8], String)])
    func form(bytes: [UInt8], text: String) {
        #expect(bytes.hexadecimal == text)
        #expect(bytes[...].hexadecimal == text)
    }
}
