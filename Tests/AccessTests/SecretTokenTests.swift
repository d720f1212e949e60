import Access
import Testing

@Suite("Secret tokens")
struct SecretTokenTests {
    @Test(
        "carry their kind and 256 random bits in base64url",
        arguments: [(SecretToken.Kind.enrolment, "gnm_enr_"), (.api, "gnm_api_"), (.sensor, "gnm_sns_")])
    func form(kind: SecretToken.Kind, prefix: String) throws {
        let tokens = try (0..<50).map { _ in try SecretToken(kind).secret }

        #expect(Set(tokens).count == 50)
        for token in tokens {
            #expect(token.hasPrefix(prefix))
            #expect(token.utf8.count == 8 + 43)
            #expect(token.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        }
    }

    @Test("are kept as the SHA-256 of the secret")
    func hash() throws {
        let token = try SecretToken(.api)

        #expect(token.hash == SecretToken.hash(of: token.secret))
        #expect(SecretToken.hash(of: "abc").prefix(4) == [0xBA, 0x78, 0x16, 0xBF])
        #expect(SecretToken.hash(of: "abc").count == 32)
    }
}
