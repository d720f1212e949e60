import Reports
import Testing

@Suite("A search for an address")
struct AddressSearchTests {
    private static let search = AddressSearch("Ana@Example.com")

    private static func finds(_ text: String, _ search: AddressSearch = search) -> Bool {
        search.isNamed(in: Array(text.utf8), isGzip: false)
    }

    @Test(
        "finds it in any field and spelling",
        arguments: [
            #"{"subject":{"email":"ana@example.com"}}"#, #"{"x":"ANA@EXAMPLE.COM"}"#,
            #"{"x":"ana\u0040example.com"}"#, #"{"x":"\u0061\u006E\u0041@example\u002ecom"}"#,
            #"{"x":"https:\/\/app.example\/ana%40example.com\/callback"}"#, #"{"x":"mailto:ana@example.com?x"}"#,
            #"{"x":"<ana@example.com>"}"#, #"{"x":"Write to ana@example.com."}"#, #"{"x":"\nana@example.com"}"#,
            #"["joana@example.com","ana@example.com"]"#, "ana@example.com",
        ])
    func found(text: String) {
        #expect(Self.finds(text))
        #expect(Self.search.isNamed(in: GzipDeflater.deflate(Array(text.utf8)) ?? [], isGzip: true))
    }

    @Test(
        "does not find it in a longer one, or in parts",
        arguments: [
            "joana@example.com", "ana@example.com.br", "ana@example.community", "x.ana@example.com",
            "x-ana@example.com", "x_ana@example.com", "x+ana@example.com", "á.ana@example.com",
            "ana@example.com-x.org",
            #"{"local":"ana","domain":"example.com"}"#, "ana@example.co", "", "%", "%4", "\\", "\\u", "\\u00",
        ])
    func notFound(text: String) {
        #expect(!Self.finds(text))
    }

    @Test("ignores letter case beyond ASCII, escaped or not")
    func beyondASCII() {
        let search = AddressSearch("åsa𝄞@example.com")

        #expect(Self.finds("ÅSA𝄞@example.com", search))
        #expect(Self.finds(#"\u00C5sa\uD834\uDD1E@example.com"#, search))
        #expect(!Self.finds(#"\uD834sa\uDD1E@example.com"#, search))
    }

    @Test("takes what can not be inflated for a find")
    func unreadable() {
        #expect(Self.search.isNamed(in: [1, 2, 3], isGzip: true))
    }
}
