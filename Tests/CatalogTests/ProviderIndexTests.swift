import Testing

@testable import Catalog

@Suite("Provider index")
struct ProviderIndexTests {
    static let index = ProviderIndex(providers: SampleProviders.all)

    @Test(
        "names the provider of a known endpoint",
        arguments: [
            ("accounts.google.com", "/o/oauth2/v2/auth", "google"),
            ("ACCOUNTS.Google.com", "/o/oauth2/v2/auth", "google"),
            ("accounts.google.com.", "/o/oauth2/v2/auth", "google"),
            ("accounts.google.com:443", "/o/oauth2/v2/auth", "google"),
            ("accounts.google.com", "/signin/oauth/consent", "google"),
            ("login.microsoftonline.com", "/common/oauth2/v2.0/authorize", "microsoft"),
            ("login.microsoftonline.com", "//common//oauth2/v2.0/authorize", "microsoft"),
            (
                "contoso.b2clogin.com", "/contoso.onmicrosoft.com/b2c_1_x/oauth2/v2.0/authorize",
                "microsoftb2c"
            ),
            ("github.com", "/login/oauth/authorize", "github"),
            ("github.com", "/login/oauth/authorize/", "github"),
            ("GitHub.com", "/Login/OAuth/Authorize", "github"),
            ("www.facebook.com", "/v21.0/dialog/oauth", "facebook"),
            ("facebook.com", "/dialog/oauth", "facebook"),
            ("github.com", "/login/v3/oauth/authorize", "github"),
            ("github.com", "/v3/login/oauth/authorize", "github"),
            ("dev-1.okta.com", "/oauth2/default/v1/authorize", "okta"),
            ("a.b.okta.com", "/oauth2/v1/authorize", "okta"),
            ("pool.auth.eu-west-1.amazoncognito.com", "/login", "aws"),
            ("shop.example.com", "/oauth/authorize", "shopone"),
            ("shop.example.com", "/oauth/authorize/two", "shoptwo"),
            ("github.com", "", "github"),
        ])
    func known(host: String, path: String, id: String) {
        #expect(Self.index.provider(host: host, path: path)?.id == id)
    }

    @Test(
        "never guesses",
        arguments: [
            ("github.com", "/someone/repository"),
            ("github.com", "/login/oauth/authorize/more"),
            ("github.com", "/v1/v2/login/oauth/authorize"),
            ("github.com", "/v1"),
            ("github.com", "/login/oauth/v1"),
            ("evilgithub.com", "/login/oauth/authorize"),
            ("github.com.evil.example", "/login/oauth/authorize"),
            ("accounts.google.com.evil.example", "/o/oauth2/v2/auth"),
            ("evil-okta.com", "/oauth2/v1/authorize"),
            ("okta.com", "/oauth2/v1/authorize"),
            ("xn--ggle-55da.com", "/o/oauth2/v2/auth"),
            ("accounts.g\u{043E}\u{043E}gle.com", "/o/oauth2/v2/auth"),
            // KELVIN SIGN is canonically equal to K, so comparing strings would be fooled.
            ("o\u{212A}ta.okta.com", "/oauth2/v1/authorize"),
            ("accounts.google.com:8443", "/o/oauth2/v2/auth"),
            ("accounts..google.com", "/o/oauth2/v2/auth"),
            ("auth.pingone.evil", "/x/as/authorize"),
            ("self-hosted.example", "/oauth/authorize"),
            ("shop.example.com", ""),
            ("shop.example.com", "/other"),
            ("auth.amazoncognito.com", "/oauth2/authorize"),
            ("", "/"), (".", "/"), ("...", "/"), (":443", "/"), ("[::1]", "/"), ("*", "/oauth/authorize"),
        ])
    func unknown(host: String, path: String) {
        #expect(Self.index.provider(host: host, path: path) == nil)
    }

    @Test(
        "tells a known endpoint from another page of the provider's host",
        arguments: [
            ("accounts.google.com", "/o/oauth2/v2/auth", true),
            ("accounts.google.com", "/o/oauth2/device/usercode", false),
            ("login.microsoftonline.com", "/common/oauth2/deviceauth", false), ("github.com", "", false),
            ("github.com", "/login/oauth/authorize", true),
        ])
    func places(host: String, path: String, isEndpoint: Bool) {
        #expect(Self.index.match(host: host, path: path)?.isEndpoint == isEndpoint)
    }

    @Test(
        "takes a device page for the only provider of its host that could have it",
        arguments: [
            ("github.com", "/login/device", "github"), ("slack.com", "/device", "slack"),
            ("login.microsoftonline.com", "/common/oauth2/deviceauth", "microsoft"),
            ("login.microsoftonline.com", "/tfp/contoso/b2c/deviceauth", nil), ("shop.example.com", "/device", nil),
            ("github.com.evil.example", "/login/device", nil), ("self-hosted.example", "/device", nil),
            ("www.github.com", "/login/device", nil),
        ])
    func devicePages(host: String, path: String, id: String?) {
        #expect(Self.index.match(host: host, path: path, isDevicePage: true)?.provider.id == id)
    }

    @Test("reads a catalogue file and ignores what it does not know")
    func decoding() throws {
        let json = """
            {"format":"1","version":"7","providers":[
            {"id":"a","name":"A","vendor":"V","category":"crm","authorize":[{"host":"a.example","path":"/x"}],
             "token_hosts":[],"issuer":null,"scope_delimiter":",","default_access":"read","aliases":["AA"],"new":1},
            {"id":"b","name":"B","authorize":[{"host":"*","path":"/x"}],"scope_delimiter":null,"path_only":true}]}
            """

        let providers = try Provider.decode(Array(json.utf8))

        #expect(providers.map(\.id) == ["a", "b"])
        #expect(providers[0].scopeDelimiters == Array(",".utf8))
        #expect(providers[0].defaultAccess == "read")
        #expect(providers[0].aliases == ["AA"])
        #expect(providers[1].vendor == "B")
        #expect(providers[1].authorize.isEmpty)
        #expect(throws: DecodingError.self) { try Provider.decode(Array("{".utf8)) }
    }

    @Test("finds providers by id")
    func byID() {
        #expect(Self.index.provider(id: "github")?.name == "github")
        #expect(Self.index.provider(id: "nobody") == nil)
    }
}
