import Catalog
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
}
