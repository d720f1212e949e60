import Grants
import Testing

@Suite("Mail address")
struct MailAddressTests {
    @Test(
        "reads an address in lower case, and what is only a domain",
        arguments: [
            ("ben.okafor@example.com", "ben.okafor", "example.com"), ("Ben@EXAMPLE.com", "ben", "example.com"),
            ("a+tag@sub.example.com", "a+tag", "sub.example.com"), ("@example.com", "", "example.com"),
            ("o'neil@example.com", "o'neil", "example.com"), ("jürgen@bücher.example", "jürgen", "bücher.example"),
        ])
    func reads(text: String, local: String, domain: String) throws {
        let address = try #require(MailAddress(text))

        #expect(address.local == local)
        #expect(address.domain == domain)
        #expect(address.isDomainOnly == local.isEmpty)
    }

    @Test(
        "refuses everything else",
        arguments: [
            "", "@", "ben", "ben@", "ben@@example.com", "a@b@example.com", "ben @example.com", "ben@exam ple.com",
            "ben@.example.com", "ben@example.com.", "ben@example.com/x", "ben@example.com:25", "ben@<script>",
            "ben\n@example.com", "ben\u{7F}@example.com", String(repeating: "a", count: 250) + "@example.com",
        ])
    func refuses(text: String) {
        #expect(MailAddress(text) == nil)
    }

    @Test("forgets the person when reduced to its domain")
    func domainOnly() throws {
        let address = try #require(MailAddress("ben@example.com"))

        #expect(address.domainOnly.text == "@example.com")
        #expect(address.domainOnly == MailAddress("@example.com"))
    }

    @Test("writes what it reads back as the same address", arguments: ["ben@example.com", "@example.com", "A@B.c"])
    func roundTrip(text: String) throws {
        let address = try #require(MailAddress(text))

        #expect(MailAddress(address.text) == address)
    }
}
