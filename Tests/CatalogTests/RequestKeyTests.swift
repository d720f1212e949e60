import Testing

@testable import Catalog

@Suite("What an answer depends on")
struct RequestKeyTests {
    static func key(_ url: String) -> RequestKey? {
        var url = url
        return url.withUTF8 { RequestKey($0) }
    }

    @Test(
        "is all of a URL but what is new each time",
        arguments: [
            ("https://a.example/o?client_id=1&state=x&scope=s", "https://a.example/o?client_id=1&state=yyy&scope=s"),
            ("https://a.example/o?client_id=1&code_challenge=x", "https://a.example/o?client_id=1&code_challenge=%41"),
            ("https://a.example/o?state=1&client_id=1", "https://a.example/o?state=2&client_id=1"),
            ("HTTPS://a.example/o?x=1&state=%26scope%3Db&r=2", "HTTPS://a.example/o?x=1&state=2&r=2"),
        ])
    func equal(url: String, other: String) throws {
        let key = try #require(Self.key(url))
        let otherKey = try #require(Self.key(other))
        let reader = AuthorizationRequestReader(providers: try ShippedCatalog.read().providers)
        let read = try reader.read(url)
        let otherRead = try reader.read(other)

        #expect(key == otherKey)
        #expect(key.hash == otherKey.hash)
        #expect(read == otherRead)
    }

    @Test(
        "is also whether there is a value, and every other value",
        arguments: [
            ("https://a.example/o?client_id=1&code_challenge=x", "https://a.example/o?client_id=1&code_challenge="),
            ("https://a.example/o?client_id=1&code_challenge=x", "https://a.example/o?client_id=1"),
            ("https://a.example/o?x=1&nonce=1", "https://a.example/o?x=1&nonce=2"),
            ("https://a.example/o?x=1&my_state=1", "https://a.example/o?x=1&my_state=2"),
            // Part of a redirect URI that nobody encoded.
            (
                "https://a.example/o?redirect_uri=https://b.example?state=1",
                "https://a.example/o?redirect_uri=https://b.example?state=2"
            ),
            // Not in a query.
            ("https://a.example/o&state=1?x=1", "https://a.example/o&state=2?x=1"),
        ])
    func different(url: String, other: String) throws {
        let key = try #require(Self.key(url))
        let otherKey = try #require(Self.key(other))

        #expect(key != otherKey)
    }

    @Test(
        "is not told of a URL in which a value may be more than that",
        arguments: [
            "", " https://a.example/o?x=1&state=1", "\"https://a.example/o?x=1&state=1\"",
            "https://a.example/o?x=1&state=1\\u0026scope=b", "https://a.example/o?x=1&state=1#/o?scope=b",
            "https://a.example/o?x=1&state=1\tb", "https://a.example/o?x=1&code_challenge= ",
            "https://a.example/o?x=1&code_challenge= &y=1",
            "https://a.example/o?x=1&state=" + String(repeating: "a", count: 2_048),
        ])
    func none(url: String) {
        #expect(Self.key(url) == nil)
    }
}

@Suite("Answers given already")
struct GivenAnswersTests {
    @Test("are kept from the second time on, each for its own request")
    func keeps() throws {
        let key = try #require(RequestKeyTests.key("https://a.example/o?client_id=1&state=1"))
        let otherKey = try #require(RequestKeyTests.key("https://a.example/o?client_id=2&state=1"))
        var given = GivenAnswers()

        given.keep(.init(head: [1], tail: [2]), for: key)
        let afterOnce = given.answer(to: key)
        given.keep(.init(head: [1], tail: [2]), for: key)
        let afterTwice = given.answer(to: key)
        let ofOther = given.answer(to: otherKey)

        #expect(afterOnce?.head == nil)
        #expect(afterTwice?.head == [1])
        #expect(afterTwice?.tail == [2])
        #expect(ofOther?.head == nil)
    }
}
