import Catalog
import Grants
import Risk
import Testing

@Suite("Explaining one URL")
struct RequestExplainerTests {
    private let explainer: RequestExplainer

    init() throws {
        self.explainer = RequestExplainer(catalog: try .shipped(), model: try .shipped())
    }

    @Test(
        "takes no page for an authorization request that has nothing of one",
        arguments: [
            "https://example.com/", "https://example.com/?q=oauth", "https://example.com/authorize",
            "https://github.com/",
            "https://example.com/login/device", "https://news.example/2026/11/24/story?id=7#comments",
            "https://a.example/1/authorize?key=c&state=x",
        ])
    func noRequest(url: String) {
        #expect(throws: UnreadableURL.noRequest) { try self.explainer.explanation(of: url) }
    }

    @Test(
        "takes for one whatever has a known endpoint or a parameter of OAuth",
        arguments: [
            "https://example.com/?client_id=c", "https://a.example/x?response_type=code",
            "https://a.example/x?scope=read",
            "https://a.example/x?request_uri=urn:x:1", "https://a.example/x?redirect_uri=https://b.example/",
            "https://a.example/x?request=a.b.c.d.e", "https://a.example/x?code_challenge=y",
            "https://accounts.google.com/o/oauth2/v2/auth", "https://trello.com/1/authorize?key=c",
            "https://www.facebook.com/v19.0/dialog/oauth?app_id=c",
            "https://login.microsoftonline.com/common/adminconsent?client_id=c",
            "https://login.microsoftonline.com/common/oauth2/deviceauth", "https://github.com/login/device",
            "https://sso.example/l?next=https%3A%2F%2Fgithub.com%2Flogin%2Foauth%2Fauthorize%3Fclient_id%3Dc",
        ])
    func request(url: String) {
        #expect(throws: Never.self) { try self.explainer.explanation(of: url) }
    }

    @Test(
        "does not count the parameters of the address where those that hold are elsewhere",
        arguments: ["request_uri=urn:ietf:params:oauth:request_uri:abc", "request=a.b.c.d.e"])
    func decoy(elsewhere: String) throws {
        let url = "https://acme.okta.com/oauth2/v1/authorize?client_id=0oa1&scope=openid&\(elsewhere)"

        let explanation = try self.explainer.explanation(of: url)

        #expect(explanation.access.kind == .noScope)
        #expect(!explanation.judgement.fired.contains(.signInOnly))
    }

    @Test("counts what a person may leave out")
    func optional() throws {
        let explanation = try self.explainer.explanation(
            of: "https://app.hubspot.com/oauth/authorize?client_id=x&redirect_uri=https://a.example/cb"
                + "&scope=oauth&optional_scope=crm.export%20settings.users.write")

        #expect(explanation.access.kind == .data)
        #expect(explanation.judgement.fired.contains(.scopeCritical))
    }

    @Test(
        "scores a known id at a foreign host no lower than the contract's floor",
        arguments: [
            "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=1950a258-227b-4e31-a9cf-717495945fc2"
                + "&scope=https://management.core.windows.net/.default",
            "https://claude.ai/oauth/authorize?client_id=9d1c250a-e61b-44d9-88ed-5944d1962f5e"
                + "&scope=org:create_api_key",
        ])
    func foreign(url: String) throws {
        let explanation = try self.explainer.explanation(of: url + "&redirect_uri=https://evil.example/cb")

        #expect(explanation.judgement.fired.contains(.identityReused))
        #expect(explanation.judgement.score >= 65)
        for signal in [Signal.knownNotAI, .firstParty, .aiAccountOnly] {
            #expect(!explanation.judgement.fired.contains(signal))
        }
    }

    @Test(
        "counts access without an end, however the provider spells it",
        arguments: [
            ("https://trello.com/1/authorize?key=c&scope=read&expiration=never", true),
            ("https://trello.com/1/authorize?key=c&scope=read&expiration=1day", false),
            ("https://www.reddit.com/api/v1/authorize?client_id=c&scope=read&duration=permanent", true),
            ("https://www.reddit.com/api/v1/authorize?client_id=c&scope=read&duration=temporary", false),
            ("https://accounts.google.com/o/oauth2/v2/auth?client_id=c&scope=a&duration=permanent", false),
        ])
    func permanent(url: String, isStanding: Bool) throws {
        #expect(try self.explainer.explanation(of: url).judgement.fired.contains(.standingAccess) == isStanding)
    }
}
