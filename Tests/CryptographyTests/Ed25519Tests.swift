import Cryptography
import Testing

@Suite("Ed25519")
struct Ed25519Tests {
    /// One of RFC 8032 §7.1.
    struct Vector: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var privateKey: String
        var publicKey: String
        var message: String
        var signature: String
    }

    static let vectors = [
        Vector(
            testDescription: "TEST 1",
            privateKey: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            message: "",
            signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        Vector(
            testDescription: "TEST 2",
            privateKey: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            message: "72",
            signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        Vector(
            testDescription: "TEST 3",
            privateKey: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            message: "af82",
            signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    ]

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap { $0.hexDigitValue.map { UInt8($0) } }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    @Test("gives the known answers", arguments: vectors)
    func knownAnswers(vector: Vector) throws {
        let key = try Ed25519.PrivateKey(rawRepresentation: Self.bytes(vector.privateKey))
        let message = Self.bytes(vector.message)

        let signature = try key.signature(for: message)

        #expect(signature.hexadecimal == vector.signature)
        #expect(try key.publicKey.rawRepresentation.hexadecimal == vector.publicKey)
        #expect(try key.rawRepresentation.hexadecimal == vector.privateKey)
        let reader = try Ed25519.PublicKey(rawRepresentation: Self.bytes(vector.publicKey))
        #expect(reader.isValid(signature, for: message))
    }

    @Test("refuses a signature with any one bit turned, over another message, or by another key")
    func tampered() throws {
        let key = try Ed25519.PrivateKey()
        let publicKey = try key.publicKey
        let message = Array("entry 12".utf8)
        let signature = try key.signature(for: message)
        #expect(publicKey.isValid(signature, for: message))

        for bit in 0..<signature.count * 8 {
            var tampered = signature
            tampered[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!publicKey.isValid(tampered, for: message), "bit \(bit)")
        }
        #expect(!publicKey.isValid(signature, for: Array("entry 13".utf8)))
        #expect(!publicKey.isValid(signature, for: []))
        #expect(try !Ed25519.PrivateKey().publicKey.isValid(signature, for: message))
    }

    @Test("refuses a signature of another length", arguments: [0, 1, 32, 63, 65, 128])
    func signatureLength(count: Int) throws {
        let key = try Ed25519.PrivateKey()
        let signature = try key.signature(for: [1])
        let other = Array((signature + signature + signature).prefix(count))

        #expect(try !key.publicKey.isValid(other, for: [1]))
    }

    @Test("reads no key of another length", arguments: [0, 1, 31, 33, 64])
    func keyLength(count: Int) throws {
        let bytes = [UInt8](repeating: 7, count: count)

        #expect(throws: CryptographyError.self) { try Ed25519.PrivateKey(rawRepresentation: bytes) }
        #expect(throws: CryptographyError.self) { try Ed25519.PublicKey(rawRepresentation: bytes) }
    }

    @Test("checks nothing with bytes that are no point of the curve")
    func noPoint() throws {
        let key = try Ed25519.PublicKey(rawRepresentation: [UInt8](repeating: 0xFF, count: 32))

        #expect(!key.isValid([UInt8](repeating: 1, count: 64), for: [1]))
    }

    @Test("makes another key each time, which survives being written and read")
    func generated() throws {
        let keys = try (0..<20).map { _ in try Ed25519.PrivateKey() }
        #expect(Set(try keys.map { try $0.rawRepresentation }).count == keys.count)

        for key in keys {
            let again = try Ed25519.PrivateKey(rawRepresentation: key.rawRepresentation)
            #expect(try again.signature(for: [1, 2, 3]) == key.signature(for: [1, 2, 3]))
        }
    }

    @Test("signs and checks with one key from many threads at once")
    func threads() async throws {
        let key = try Ed25519.PrivateKey()
        let publicKey = try key.publicKey

        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<64 {
                group.addTask {
                    let message = [UInt8](repeating: UInt8(number), count: 100)
                    return publicKey.isValid(try key.signature(for: message), for: message)
                }
            }
            for try await isValid in group { #expect(isValid) }
        }
    }
}
