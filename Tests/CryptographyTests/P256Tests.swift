import Cryptography
import Testing

@Suite("P-256")
struct P256Tests {
    /// Key and signatures of RFC 6979 A.2.5, made with the nonces of SHA-256.
    private static let privateKey = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"
    private static let publicKey =
        "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
        + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"

    static let vectors = [
        (
            "sample",
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
        ),
        (
            "test",
            "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
                + "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
        ),
    ]

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap { $0.hexDigitValue.map { UInt8($0) } }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The vectors' key as RFC 5915 §3 writes it.
    private static let der =
        bytes("30770201010420\(privateKey)a00a06082a8648ce3d030107a14403420004") + bytes(publicKey).dropFirst()

    @Test("takes the signatures of RFC 6979, and only over their messages", arguments: vectors)
    func knownAnswers(message: String, signature: String) throws {
        let key = try P256.PublicKey(rawRepresentation: Self.bytes(Self.publicKey))

        #expect(key.isValid(Self.bytes(signature), for: Array(message.utf8)))
        #expect(!key.isValid(Self.bytes(signature), for: Array((message + ".").utf8)))
    }

    @Test("reads a private key, whose public key and bytes are the known ones, and signs with it")
    func readKey() throws {
        let key = try P256.PrivateKey(derRepresentation: Self.der)
        let message = Array("sample".utf8)

        let signatures = try (0..<2).map { _ in try key.signature(for: message) }

        #expect(try key.publicKey.rawRepresentation.hexadecimal == Self.publicKey)
        #expect(try key.derRepresentation == Self.der)
        #expect(signatures[0] != signatures[1])
        let reader = try P256.PublicKey(rawRepresentation: Self.bytes(Self.publicKey))
        #expect(signatures.allSatisfy { $0.count == 64 && reader.isValid($0, for: message) })
        #expect(reader.subjectPublicKeyInfo.count == 91)
    }

    @Test("a new key's signatures fit its public key, also after writing and reading, whatever their leading zeros")
    func newKey() throws {
        let made = try P256.PrivateKey()
        let key = try P256.PrivateKey(derRepresentation: made.derRepresentation)

        // One of r and s begins with a zero byte in about one of 128 signatures.
        for number in 0..<600 {
            let message = Array("message \(number)".utf8)
            #expect(try made.publicKey.isValid(key.signature(for: message), for: message))
        }
        #expect(try P256.PrivateKey().derRepresentation != made.derRepresentation)
    }

    @Test("refuses a signature with any one bit turned, of another length, or by another key")
    func tampered() throws {
        let key = try P256.PublicKey(rawRepresentation: Self.bytes(Self.publicKey))
        let message = Array("sample".utf8)
        let signature = Self.bytes(Self.vectors[0].1)

        for bit in 0..<512 {
            var other = signature
            other[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.isValid(other, for: message), "bit \(bit)")
        }
        #expect(!key.isValid(Array(signature.dropLast()), for: message))
        #expect(!key.isValid([], for: message))
        #expect(!(try P256.PrivateKey().publicKey.isValid(signature, for: message)))
    }

    @Test(
        "refuses r or s that are 0 or the order of the group",
        arguments: [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        ])
    func outOfRange(half: String) throws {
        let key = try P256.PublicKey(rawRepresentation: Self.bytes(Self.publicKey))
        let signature = Self.vectors[0].1

        #expect(!key.isValid(Self.bytes(half + signature.suffix(64)), for: Array("sample".utf8)))
        #expect(!key.isValid(Self.bytes(signature.prefix(64) + half), for: Array("sample".utf8)))
        #expect(!key.isValid(Self.bytes(half + half), for: Array("sample".utf8)))
    }

    @Test("refuses what is no key of the curve")
    func noKey() throws {
        var point = Self.bytes(Self.publicKey)
        point[64] ^= 1
        let ed25519 = Self.bytes("302e020100300506032b657004220420\(Self.privateKey)")

        #expect(throws: CryptographyError.self) { try P256.PublicKey(rawRepresentation: point) }
        #expect(throws: CryptographyError.self) { try P256.PublicKey(rawRepresentation: Array(point.dropLast())) }
        #expect(throws: CryptographyError.self) { try P256.PrivateKey(derRepresentation: []) }
        #expect(throws: CryptographyError.self) { try P256.PrivateKey(derRepresentation: Array(Self.der.dropLast())) }
        #expect(throws: CryptographyError.self) { try P256.PrivateKey(derRepresentation: ed25519) }
    }
}
