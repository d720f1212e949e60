import Cryptography
import Testing

/// A known answer, in hexadecimal: test cases 13 to 16 of the specification of GCM that was submitted to NIST (McGrew and
/// Viega, 2005, appendix B).
struct SealVector: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var key: String
    var nonce: String
    var message: String
    var additional: String
    var sealed: String
}

private let vectors = [
    SealVector(
        testDescription: "case 13: nothing", key: String(repeating: "00", count: 32),
        nonce: String(repeating: "00", count: 12), message: "", additional: "",
        sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
    SealVector(
        testDescription: "case 14: a block of zeros", key: String(repeating: "00", count: 32),
        nonce: String(repeating: "00", count: 12), message: String(repeating: "00", count: 16), additional: "",
        sealed: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
    SealVector(
        testDescription: "case 15: four blocks",
        key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", nonce: "cafebabefacedbaddecaf888",
        message: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
        additional: "",
        sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
            + "b094dac5d93471bdec1a502270e3cc6c"),
    SealVector(
        testDescription: "case 16: with additional data",
        key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", nonce: "cafebabefacedbaddecaf888",
        message: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        additional: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            + "76fc6ece0f4e1768cddf8853bb2d551b"),
]

@Suite("AES-256-GCM")
struct AES256GCMTests {
    static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap { $0.hexDigitValue.map { UInt8($0) } }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    @Test("gives the known answers", arguments: vectors)
    func knownAnswers(vector: SealVector) throws {
        let key = SecretBytes(Self.bytes(vector.key))
        let message = SecretBytes(Self.bytes(vector.message))
        let nonce = Self.bytes(vector.nonce)
        let additional = Self.bytes(vector.additional)

        let sealed = try AES256GCM.seal(message, key: key, nonce: nonce, additional: additional)
        let opened = try AES256GCM.open(sealed, key: key, nonce: nonce, additional: additional)

        #expect(sealed.hexadecimal == vector.sealed)
        #expect(opened == message)
    }

    @Test("opens nothing that has any one bit turned: in ciphertext, tag, key, nonce or additional data")
    func tampered() throws {
        let key = [UInt8](repeating: 7, count: 32)
        let nonce = [UInt8](repeating: 9, count: 12)
        let additional = Array("record 1".utf8)
        let sealed = try AES256GCM.seal(
            SecretBytes(Array("a secret".utf8)), key: SecretBytes(key), nonce: nonce, additional: additional)
        let parts = [sealed, key, nonce, additional]

        for (part, bytes) in parts.enumerated() {
            for bit in 0..<bytes.count * 8 {
                var turned = parts
                turned[part][bit / 8] ^= 1 << UInt8(bit % 8)
                let opened = try AES256GCM.open(
                    turned[0], key: SecretBytes(turned[1]), nonce: turned[2], additional: turned[3])
                #expect(opened == nil, "part \(part), bit \(bit)")
            }
        }
    }

    @Test("opens nothing that is cut short or longer", arguments: [0, 1, 15, 16, 23, 25, 40])
    func lengths(count: Int) throws {
        let key = SecretBytes([UInt8](repeating: 7, count: 32))
        let nonce = [UInt8](repeating: 9, count: 12)
        let sealed = try AES256GCM.seal(SecretBytes(Array("a secret".utf8)), key: key, nonce: nonce, additional: [])
        #expect(sealed.count == 24)

        let other = Array((sealed + sealed).prefix(count))

        #expect(try AES256GCM.open(other, key: key, nonce: nonce, additional: []) == nil)
    }
}

@Suite("HMAC-SHA-256")
struct HMACSHA256Tests {
    @Test(
        "gives the known answers of RFC 4231 §4",
        arguments: [
            (
                String(repeating: "0b", count: 20), "4869205468657265",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                String(repeating: "aa", count: 131),
                "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b6579204669727374",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ])
    func knownAnswers(key: String, message: String, code: String) {
        let key = SecretBytes(AES256GCMTests.bytes(key))

        #expect(HMACSHA256.code(for: AES256GCMTests.bytes(message), key: key).hexadecimal == code)
    }
}

@Suite("Secret bytes")
struct SecretBytesTests {
    @Test("show themselves in no text")
    func hidden() {
        struct Holder { let secret = SecretBytes(Array("canary".utf8)) }
        var dumped = ""
        dump(Holder(), to: &dumped)

        #expect(!(dumped + "\(Holder()) \(String(reflecting: Holder().secret))").contains("canary"))
        #expect("\(Holder().secret)" == "(secret)")
    }

    @Test(
        "are compared whole",
        arguments: [([], [], true), ([1], [1], true), ([1], [2], false), ([1], [1, 2], false), ([], [1], false)]
            as [([UInt8], [UInt8], Bool)])
    func comparison(left: [UInt8], right: [UInt8], isEqual: Bool) {
        #expect((SecretBytes(left) == SecretBytes(right)) == isEqual)
    }

    @Test("come from chance as many as asked for, and never twice")
    func random() throws {
        let secrets = try (0..<100).map { _ in try SecretBytes(randomCount: 32) }

        #expect(secrets.allSatisfy { $0.count == 32 })
        #expect(Set(secrets.map { $0.withBytes { Array($0) } }).count == secrets.count)
    }
}
