import Access
import Testing

@Suite("Secret tokens")
struct SecretTokenTests {
    @Test(
        "carry their kind and 256 random bits in base64url",
        arguments: [(SecretToken.Kind.enrolment, "gnm_enr_"), (.api, "gnm_api_")])
    func form(kind: SecretToken.Kind, prefix: String) {
        let tokens = (0..<50).map { _ in SecretToken(kind).secret }

        #expect(Set(tokens).count == 50)
        for token in tokens {
            #expect(token.hasPrefix(prefix))
            #expect(token.utf8.count == 8 + 43)
            #expect(token.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        }
    }

    @Test("are kept as the SHA-256 of the secret")
    func hash() {
        let token = SecretToken(.api)

        #expect(token.hash == SecretToken.hash(of: token.secret))
        #expect(SecretToken.hash(of: "abc").prefix(4) == [0xBA, 0x78, 0x16, 0xBF])
        #expect(SecretToken.hash(of: "abc").count == 32)
    }

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
