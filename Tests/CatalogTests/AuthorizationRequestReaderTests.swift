import Testing

@testable import Catalog

@Suite("Reading authorization requests")
struct AuthorizationRequestReaderTests {
    static let reader = AuthorizationRequestReader(providers: ProviderIndex(providers: SampleProviders.all))
    private var reader: AuthorizationRequestReader { Self.reader }
    private var google: String { AuthorizationRequestTrap.google }

    @Test("holds in each trap", arguments: AuthorizationRequestTrap.all)
    func trap(_ trap: AuthorizationRequestTrap) throws {
        let request = try self.reader.read(trap.url)

        #expect(request.provider?.id == trap.provider)
        #expect(request.clientID == trap.client)
        #expect(request.redirectURI == trap.redirect)
        #expect(request.scopes == trap.scopes)
        #expect(request.userScopes == trap.userScopes)
        #expect(!request.isWrapped)
    }

    @Test(
        "reads the request behind a login page",
        arguments: [
            "https://accounts.google.com/ServiceLogin?continue=https%3A%2F%2Faccounts.google.com%2Fo%2Foauth2%2Fv2%2Fauth"
                + "%3Fclient_id%3Dc%26redirect_uri%3Dhttps%253A%252F%252Fx%252Fcb%26scope%3Da%2520b",
            "https://accounts.google.com/ServiceLogin?continue=https%253A%252F%252Faccounts.google.com%252Fo%252Foauth2"
                + "%252Fv2%252Fauth%253Fclient_id%253Dc%2526redirect_uri%253Dhttps%25253A%25252F%25252Fx%25252Fcb"
                + "%2526scope%253Da%252520b",
            "https://accounts.google.com/ServiceLogin?x=1&continue=https://accounts.google.com/o/oauth2/v2/auth"
                + "?client_id=c&redirect_uri=https://x/cb&scope=a+b",
            "https://www.google.com/url?q=https%3A%2F%2Faccounts.google.com%2Fo%2Foauth2%2Fv2%2Fauth%3Fclient_id%3Dc"
                + "%26redirect_uri%3Dhttps%3A%2F%2Fx%2Fcb%26scope%3Da%2Bb",
            "https://accounts.google.com/signin?client_id=c&next=/o/oauth2/v2/auth?client_id=c&redirect_uri=https://x/cb&scope=a+b",
            "https://accounts.google.com/o/oauth2/v2/auth?dsh=1&opparams=%3Fclient_id%3Dc%26redirect_uri%3Dhttps://x/cb%26scope%3Da%2520b",
            "https://sso.example/#/l?next=https://accounts.google.com/o/oauth2/v2/auth?client_id=c&redirect_uri=https://x/cb&scope=a+b",
            "https://sso.example/l?returnTo=https%3A%2F%2Faccounts.google.com%2Fsignin%3Fcontinue%3Dhttps%253A%252F%252F"
                + "accounts.google.com%252Fo%252Foauth2%252Fv2%252Fauth%253Fclient_id%253Dc%2526scope%253Da%25252520b"
                + "%2526redirect_uri%253Dhttps%25253A%25252F%25252Fx%25252Fcb",
        ])
    func wrapped(url: String) throws {
        let request = try self.reader.read(url)

        #expect(request.isWrapped)
        #expect(request.provider?.id == "google")
        #expect(request.endpointPath == "/o/oauth2/v2/auth")
        #expect(request.clientID == "c")
        #expect(request.redirectURI == "https://x/cb")
        #expect(request.scopes == ["a", "b"])
    }

    @Test("prefers a complete request to what its redirect URI points to")
    func brokerIsNotUnwrapped() throws {
        let broker = "https%3A%2F%2Fbroker.example%2Fauthorize%3Fclient_id%3Dother%26scope%3Dx"

        let request = try self.reader.read("\(self.google)?client_id=c&redirect_uri=\(broker)&next=\(broker)")

        #expect(request.clientID == "c")
        #expect(!request.isWrapped)
    }

    @Test(
        "reads Microsoft's tenant and admin consent",
        arguments: [
            ("https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=c", "common", false),
            (
                "https://login.microsoftonline.com//contoso.com//oauth2/authorize?client_id=c", "contoso.com",
                false
            ),
            (
                "https://login.microsoftonline.com/t/oauth2/authorize?client_id=c&prompt=admin_consent", "t",
                true
            ),
            (
                "https://login.microsoftonline.com/organizations/v2.0/adminconsent?client_id=c",
                "organizations", true
            ),
            ("https://login.microsoftonline.com/T/adminConsent?client_id=c", "T", true),
            (
                "https://x.b2clogin.com/x.onmicrosoft.com/B2C_1/oauth2/v2.0/authorize?client_id=c",
                "x.onmicrosoft.com", false
            ),
            (
                "https://x.b2clogin.com//x.onmicrosoft.com//oauth2/v2.0/authorize?p=B2C_1&client_id=c",
                "x.onmicrosoft.com", false
            ),
            ("https://login.microsoftonline.com/oauth2/v2.0/authorize?client_id=c", nil, false),
        ])
    func tenant(url: String, tenant: String?, isAdminConsent: Bool) throws {
        let request = try self.reader.read(url)

        #expect(request.tenant == tenant)
        #expect(request.isAdminConsent == isAdminConsent)
        #expect(request.provider != nil)
    }

    @Test("keeps the small parameters")
    func details() throws {
        let request = try self.reader.read(
            "\(self.google)?client_id=c&response_type=code&response_mode=form_post&prompt=consent+login&access_type=offline"
                + "&code_challenge=x&code_challenge_method=S256&state=s&resource=https://a/&resource=https://b/&resource=https://a/"
                + "&audience=z&include_granted_scopes=true&optional_scope=o1%20o2&response_type=token")

        #expect(request.responseType == "code")
        #expect(request.responseMode == "form_post")
        #expect(request.prompt == "consent login")
        #expect(request.accessType == "offline")
        #expect(request.pkce == .s256)
        #expect(request.hasState)
        #expect(request.resources == ["https://a/", "https://b/"])
        #expect(request.includesGrantedScopes)
        #expect(request.optionalScopes == ["o1", "o2"])
        #expect(request.scopes.isEmpty)
        #expect(request.paramsSource == .query)
        #expect(request.repeatedParameters == ["response_type"])
        #expect(request.endpointHost == "accounts.google.com")
    }

    @Test(
        "says how the flow is bound",
        arguments: [
            ("code_challenge=x", AuthorizationRequest.PKCE.plain),
            ("code_challenge=x&code_challenge_method=plain", .plain),
            ("code_challenge=x&code_challenge_method=S512", .unknown), ("code_challenge_method=S256", .none),
            ("request_uri=urn:x", .unknown),
        ])
    func pkce(query: String, expected: AuthorizationRequest.PKCE) throws {
        #expect(try self.reader.read("\(self.google)?client_id=c&\(query)").pkce == expected)
    }

    @Test("reads a signed request object, whose values replace the query's")
    func requestObject() throws {
        // {"client_id":"c","scope":"a b","redirect_uri":"https://x/","resource":["r","s"],"exp":1}
        let payload =
            "eyJjbGllbnRfaWQiOiJjIiwic2NvcGUiOiJhIGIiLCJyZWRpcmVjdF91cmkiOiJodHRwczovL3gvIiwicmVzb3VyY2UiOlsiciIsInMiXSwiZXhwIjoxfQ"

        let request = try self.reader.read(
            "\(self.google)?client_id=c&scope=decoy&request=e30.\(payload).sig")

        #expect(request.paramsSource == .jar)
        #expect(request.scopes == ["a", "b"])
        #expect(request.redirectURI == "https://x/")
        #expect(request.resources == ["r", "s"])
    }

    @Test(
        "calls pushed, encrypted and broken request objects invisible",
        arguments: ["request_uri=urn:x:1", "request=a.b.c.d.e", "request=a.!.c", "request=a.e30x.c"])
    func invisible(query: String) throws {
        let request = try self.reader.read("\(self.google)?client_id=c&\(query)")

        #expect(request.paramsSource == .par)
        #expect(request.clientID == "c")
        #expect(request.scopes.isEmpty)
    }

    @Test(
        "says why a URL cannot be read",
        arguments: [
            ("", UnreadableURL.empty), (" \t\n", .empty), ("accounts.google.com/o?client_id=c", .notAbsolute),
            ("//accounts.google.com/", .notAbsolute), ("https:/x", .notAbsolute), ("https:x", .notAbsolute),
            ("localhost.example:80/x", .notAbsolute), ("https%3A%2F%2Fx%2F", .notAbsolute),
            (":", .notAbsolute),
            ("javascript:alert(1)", .schemeUnsupported), ("ftp://x/", .schemeUnsupported),
            ("https://", .noHost), ("https:///x", .noHost), ("https://?client_id=c", .noHost),
            ("https://u@/", .noHost),
            ("https://:80/", .noHost), ("https://a b/", .hostInvalid), ("https://[::1/", .hostInvalid),
            ("https://x:port/", .portInvalid), ("https://x:65536/", .portInvalid),
            ("https://x:999999999999999999999/", .portInvalid),
        ])
    func unreadable(url: String, reason: UnreadableURL) {
        #expect(throws: reason) { try self.reader.read(url) }
    }

    @Test("stops at its limits")
    func limits() throws {
        let parameters = String(repeating: "a=b&", count: 512)
        #expect(try self.reader.read("https://x/?\(parameters)").clientID == nil)
        #expect(throws: UnreadableURL.tooManyParameters) {
            try self.reader.read("https://x/?\(parameters)client_id=c")
        }

        let padding = String(repeating: "x", count: 65_536 - "https://x/".utf8.count)
        #expect(
            try self.reader.read("https://x/" + padding).endpointPath.utf8.count == padding.utf8.count + 1)
        #expect(throws: UnreadableURL.tooLong) { try self.reader.read("https://x/x" + padding) }

        let scopes = (0..<2_500).map { "s\($0)" }.joined(separator: "+")
        let request = try self.reader.read("https://x/?client_id=c&scope=\(scopes)")
        #expect(request.scopes.count == 2_000)
        #expect(request.scopes.last == "s1999")
        #expect(request.droppedScopes == 500)
    }

    @Test("keeps the wire names of its errors")
    func codes() {
        #expect(
            UnreadableURL.allCases.map(\.rawValue) == [
                "url_empty", "url_too_long", "url_not_absolute", "url_scheme_unsupported", "url_no_host",
                "url_host_invalid", "url_port_invalid", "url_too_many_parameters", "url_no_request",
            ])
    }
}
