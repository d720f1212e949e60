import Catalog
import Grants
import Testing

@Suite("Who a client is")
struct ClientRecognitionTests {
    /// A request and what is concluded from it.
    struct Case: Sendable, CustomTestStringConvertible {
        var title: String
        var request: ObservedRequest
        var rule: String
        var app: String?
        var aiClass: AIClass

        var testDescription: String { self.title }
    }

    static let cases: [Case] = [
        Case(
            title: "an exact id",
            request: .at(
                .slack, client: "1601185624273.8899143856786", redirect: "https://claude.ai/api/mcp/auth_callback"),
            rule: "client_id_exact", app: "Claude", aiClass: .aiNative),
        Case(
            title: "the vendor's own id",
            request: .at(
                .microsoft, client: "14638111-3389-403d-b206-a6a71d9f8f16", redirect: "https://m365.cloud.microsoft/"),
            rule: "first_party_client_id", app: "Copilot App", aiClass: .aiNative),
        Case(
            title: "an app seen in attacks",
            request: .at(
                .microsoft, client: "ff8d92dc-3d82-41d6-bcbd-b9174d163620",
                redirect: "https://login.microsoftonline.com/common/oauth2/nativeclient"),
            rule: "client_id_exact", app: "PerfectData Software", aiClass: .notAI),
        Case(
            title: "a metadata document on a vendor's host",
            request: .at(
                .notion, client: "https://chatgpt.com/oauth/x/client.json", redirect: "https://chatgpt.com/cb"),
            rule: "cimd_host", app: "ChatGPT", aiClass: .aiNative),
        Case(
            title: "a metadata document on an unknown host",
            request: .at(.notion, client: "https://agent.example/client.json", redirect: "https://agent.example/cb"),
            rule: "cimd_host_unknown", app: "agent.example", aiClass: .unknown),
        Case(
            title: "a callback of a known app",
            request: .at(.google, client: "x", redirect: "https://app.fireflies.ai/oauth/google/callback"),
            rule: "redirect_pattern", app: "Fireflies.ai", aiClass: .aiNative),
        Case(
            title: "a broker without a name behind it",
            request: .at(.google, client: "x", redirect: "https://api.nango.dev/oauth/callback"),
            rule: "broker_callback",
            app: nil, aiClass: .unknown),
        Case(
            title: "a broker for the site that began",
            request: .at(
                .google, client: "x", redirect: "https://api.nango.dev/oauth/callback", initiator: "app.fireflies.ai"),
            rule: "broker_callback", app: nil, aiClass: .aiNative),
        Case(
            title: "a custom scheme",
            request: .at(.slack, client: "x", redirect: "cursor://anysphere.cursor-mcp/oauth/callback", .customScheme),
            rule: "custom_scheme", app: "Cursor", aiClass: .aiNative),
        Case(
            title: "loopback with a resource",
            request: .at(
                .notion, client: "x", redirect: "http://localhost/callback", .loopback,
                resources: ["https://mcp.notion.com/mcp"]),
            rule: "mcp_shape", app: "AI agent client (product unknown)", aiClass: .aiNative),
        Case(
            title: "a domain of a known product",
            request: .at(.google, client: "x", redirect: "https://sso.hubspot.com/cb"), rule: "domain_suffix",
            app: "HubSpot",
            aiClass: .aiEnabled),
        Case(
            title: "nobody", request: .at(.google, client: "x", redirect: "https://tool.example.net/cb"),
            rule: "unknown",
            app: "tool.example.net", aiClass: .unknown),
        Case(
            title: "loopback alone", request: .at(.google, client: "x", redirect: "http://127.0.0.1/", .loopback),
            rule: "unknown", app: "x", aiClass: .unknown),
    ]

    @Test("is concluded by the strongest sign there is", arguments: cases)
    func recognises(case: Case) throws {
        let profile = try Self.profile(`case`.request)

        #expect(profile.app.rule == `case`.rule)
        #expect(profile.app.aiClass == `case`.aiClass)
        if let app = `case`.app { #expect(profile.app.name == app) }
        #expect(profile.evidence.contains { $0.field == "client_app" && $0.rule == `case`.rule })
    }

    @Test("reaches every rule")
    func everyRule() {
        let rules: Set = [
            "client_id_exact", "first_party_client_id", "cimd_host", "cimd_host_unknown", "broker_callback",
            "redirect_pattern", "custom_scheme", "mcp_shape", "domain_suffix", "unknown",
        ]

        #expect(Set(Self.cases.map(\.rule)) == rules)
    }

    @Test(
        "is nobody for hosts that only look like a known one",
        arguments: [
            "https://evil-claude.ai.example.com/cb", "https://chatgpt.com.evil.example/cb",
            "https://xn--chatgp-7cb.com/cb",
            "https://chаtgpt.com/cb", "https://claude.ai.evil.example/api/mcp/auth_callback", "https://notclaude.ai/cb",
            "https://chatgpt.com@evil.example/cb", "https://evil.example/chatgpt.com/cb",
            "https://evil.example/?claude.ai",
            "https://evil.example#https://claude.ai/", "https://claude-ai.example/cb", "https://chatgpt.example/cb",
        ])
    func lookAlike(redirect: String) throws {
        let app = try Self.profile(.at(.google, client: "x", redirect: redirect)).app

        #expect(app.rule == "unknown")
        #expect(app.aiClass == .unknown)
        #expect(app.traits == [])
    }

    @Test(
        "is nobody for metadata documents on hosts that only look like a known one",
        arguments: [
            "https://chatgpt.com.evil.example/c.json", "https://evil-claude.ai.example.com/c.json",
            "http://claude.ai/c.json",
        ])
    func lookAlikeDocument(client: String) throws {
        let app = try Self.profile(.at(.notion, client: client, redirect: "https://evil.example/cb")).app

        #expect(app.aiClass == .unknown)
        #expect(!app.traits.contains(.proven))
    }

    @Test(
        "takes `ai` inside a word for no evidence",
        arguments: [
            "https://mail.example.com/cb", "https://aircraft.example/cb", "https://chain.example/cb",
            "https://main.dainty.example/cb",
            "https://ai.example.com/cb", "https://openair.example/cb",
        ])
    func aiInside(redirect: String) throws {
        #expect(try Self.profile(.at(.google, client: "ai-mail-chain", redirect: redirect)).app.aiClass == .unknown)
    }

    @Test("marks a known id that answers to a host it never had")
    func reused() throws {
        let app = try Self.profile(
            .at(.slack, client: "1601185624273.8899143856786", redirect: "https://evil.example/cb")
        ).app

        #expect(app.traits.contains(.identityReused))
        #expect(!app.traits.contains(.proven))
    }

    @Test("lets only a sign that the client can not choose prove an app")
    func proven() throws {
        let exact = ObservedRequest.at(
            .slack, client: "1601185624273.8899143856786", redirect: "https://claude.ai/api/mcp/auth_callback")
        let callback = ObservedRequest.at(.google, client: "x", redirect: "https://claude.ai/api/mcp/auth_callback")
        let scheme = ObservedRequest.at(.slack, client: "x", redirect: "cursor://x/cb", .customScheme)
        let loopback = ObservedRequest.at(
            .slack, client: "3660753192626.8903469228982", redirect: "http://localhost/cb", .loopback)

        #expect(try Self.profile(exact).app.traits.contains(.proven))
        for request in [callback, scheme, loopback] {
            #expect(try !Self.profile(request).app.traits.contains(.proven))
        }
    }

    @Test("does not recognise an id of one provider at another")
    func otherProvider() throws {
        let app = try Self.profile(
            .at(.google, client: "1601185624273.8899143856786", redirect: "https://tool.example/cb")
        ).app

        #expect(app.rule == "unknown")
    }

    @Test("is the same for equal requests and keeps one key for one app")
    func stable() throws {
        let one = try Self.profile(.at(.google, client: "a", redirect: "https://app.fireflies.ai/x"))
        let other = try Self.profile(.at(.microsoft, client: "b", redirect: "https://api.fireflies.ai/y"))

        #expect(one.app.key == other.app.key)
        #expect(one.resource.key != other.resource.key)
    }

    private static func profile(_ request: ObservedRequest) throws -> ClientProfile {
        Normaliser(catalog: try ShippedCatalog.read()).client(of: request).profile
    }
}

extension ObservedRequest {
    fileprivate enum Place { case google, microsoft, slack, notion }

    fileprivate static func at(
        _ place: Place, client: String, redirect: String, _ redirectClass: AuthorizationEvent.RedirectClass = .web,
        initiator: String = "", resources: [String] = []
    ) -> ObservedRequest {
        let (host, path) =
            switch place {
            case .google: ("accounts.google.com", "/o/oauth2/v2/auth")
            case .microsoft: ("login.microsoftonline.com", "/common/oauth2/v2.0/authorize")
            case .slack: ("slack.com", "/oauth/v2/authorize")
            case .notion: ("mcp.notion.com", "/authorize")
            }
        return ObservedRequest(
            endpointOrigin: "https://\(host)", endpointPath: path, clientID: client, redirectURI: redirect,
            redirectClass: redirectClass, initiatorOrigin: initiator.isEmpty ? "" : "https://\(initiator)",
            resources: resources, usesPKCE: true,
            isAdminConsent: false)
    }
}
