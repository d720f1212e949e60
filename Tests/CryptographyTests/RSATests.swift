import Cryptography
import Testing

@Suite("RSA")
struct RSATests {
    /// RFC 7515 §A.2.1.
    static let message = Array(
        ("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0"
            + "cnVlfQ").utf8)

    static let rs256 =
        "702e218943e88fd11eb5d82dbf7845f34106ae1b81fff7731116add1717d83656d420afd3c96eedd73a2663e5166687b"
        + "000b87226e0187ed1073f945e582adfcef16d85a798ee8c66ddb3db8975b17d09402beedd5d9d97007108db28160d5f8"
        + "040ca7445762b81fbe7ff9d92e0ae76f24f25b33bbe6f44ae61eb1040acb20044d3ef9128ed40130795bd4bd3b41eeca"
        + "d066ab651981fde48df77f372dc38b9fafdd3befb18b5da3cc3c2eb02f9e3a41d612caad15911273a05f23b9e838faaf"
        + "849d698429ef5a1e88798236c3d40e604522a544c8f27a7a2db80663d16cf7caea56de405cb2215a45b2c25566b55ac1"
        + "a748a070dfc8a32a469543d019eefb47"

    /// By another implementation (Python's cryptography), as PSS signatures differ each time.
    static let ps256 =
        "2f596cb169d214b696b4f1aebb595b7d6cc48125f0a0a2a0beddfd8e142e73d80681bd75e1ca9f1d070271c568294647"
        + "ab337eb40cb25220837d3f6450df8702d7147731b43dcc257d143e960c9c24e09b300dfe4a967155ca8111ae29a7fc56"
        + "fa01d43473db4d1347d11bca1aeef55b7505c2c706a9ab3e1fa0ec28a0bdc2324eb0e46164ccbc8ab1cb19e5a27be1b3"
        + "56d196bf9e8b2ef6266a3006f4257c6f57328e298389910f3902ca9d6b0571be26cd9e5124fb38817eec06adf94733e0"
        + "51074a4899fd7d6441c95b50eaccf57ebf232baa0a57369fbd46c4ce90c1b9aa5d08063bfd931334f6a0fefbbaa1b764"
        + "ec54d6303706b103214e894cba3f9ecb"

    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = hexadecimal.compactMap { $0.hexDigitValue.map { UInt8($0) } }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private static func privateKey(_ pem: String = RSAKeys.rfc7515) throws -> RSA.PrivateKey {
        try RSA.PrivateKey(pem: Array(pem.utf8))
    }

    private static var publicKey: RSA.PublicKey {
        get throws { try RSA.PublicKey(pem: Array(RSAKeys.rfc7515Public.utf8)) }
    }

    @Test("gives the known answer of RFC 7515")
    func knownAnswer() throws {
        let signature = try Self.privateKey().signature(for: Self.message, by: .rs256)

        #expect(signature.hexadecimal == Self.rs256)
    }

    @Test("accepts signatures that others made", arguments: [(RSA.Algorithm.rs256, rs256), (.ps256, ps256)])
    func others(algorithm: RSA.Algorithm, signature: String) throws {
        let key = try Self.publicKey
        let signature = Self.bytes(signature)

        #expect(key.isValid(signature, for: Self.message, by: algorithm))
        #expect(!key.isValid(signature, for: Self.message, by: algorithm == .rs256 ? .ps256 : .rs256))
        #expect(!key.isValid(signature, for: Self.message + [0], by: algorithm))
        #expect(!key.isValid(Array(signature.dropLast()), for: Self.message, by: algorithm))
        #expect(!key.isValid([], for: Self.message, by: algorithm))
        for bit in stride(from: 0, to: signature.count * 8, by: 97) {
            var turned = signature
            turned[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(!key.isValid(turned, for: Self.message, by: algorithm))
        }
    }

    @Test("what is signed is valid", arguments: RSA.Algorithm.allCases)
    func roundTrip(algorithm: RSA.Algorithm) throws {
        let message = try randomBytes(1_000)

        let signature = try Self.privateKey().signature(for: message, by: algorithm)

        #expect(signature.count == 256)
        #expect(try Self.publicKey.isValid(signature, for: message, by: algorithm))
    }

    @Test(
        "refuses what is no RSA key of 2048 bits in plain PEM",
        arguments: [
            "", "no key", RSAKeys.short, RSAKeys.ellipticCurve, RSAKeys.encrypted, RSAKeys.rfc7515Public,
            RSAKeys.certificate, String(RSAKeys.rfc7515.dropLast(200)), String(repeating: "A", count: 100_000),
        ])
    func refused(pem: String) throws {
        #expect(throws: CryptographyError.self) { try Self.privateKey(pem) }
        // The queue of errors is empty again: the next key is read.
        _ = try Self.privateKey()
    }

    @Test("a certificate's thumbprint is the one others give, and it knows its key")
    func certificate() throws {
        let certificate = try Certificate(pem: Array(RSAKeys.certificate.utf8))

        #expect(certificate.thumbprint.hexadecimal == RSAKeys.thumbprint)
        #expect(certificate.belongs(to: try Self.privateKey()))
        #expect(throws: CryptographyError.self) { try Certificate(pem: Array(RSAKeys.rfc7515.utf8)) }
        #expect(throws: CryptographyError.self) { try Certificate(pem: []) }
    }
}
