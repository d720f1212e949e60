import Catalog
import Grants
import Testing

@Suite("The organisation's own corrections")
struct OverlayTests {
    private static func row(
        _ kind: KnownApp.Kind, _ value: String, provider: String = "", traits: AppIdentity.Traits = []
    ) -> KnownApp {
        KnownApp(
            kind: kind, value: value, app: "Ours", vendor: "Us", category: "ai-assistant", aiClass: .aiNative,
            provider: provider, traits: traits, source: "ovl_1", overlay: 1)
    }

    private static func app(
        _ clientID: String, _ redirect: String, _ rows: KnownApp...
    ) throws -> AppIdentity {
        let catalog = try ShippedCatalog.read().corrected(by: rows)
        let request = ObservedRequest(
            endpointOrigin: "https://accounts.google.com", endpointPath: "/o/oauth2/v2/auth", clientID: clientID,
            redirectURI: redirect, redirectClass: RedirectAddress(redirect).redirectClass, initiatorOrigin: "",
            resources: [], usesPKCE: false, isAdminConsent: false)
        return Normaliser(catalog: catalog).client(of: request).profile.app
    }

    @Test(
        "win over every row of the files",
        arguments: ["https://claude.ai/api/mcp/auth_callback", "https://app.fireflies.ai/cb"])
    func win(redirect: String) throws {
        let host = RedirectAddress(redirect).host

        #expect(try Self.app("x", redirect).name != "Ours")
        for row in [
            Self.row(.redirectHost, host), Self.row(.domain, host), Self.row(.clientID, "x", provider: "google"),
        ] {
            let app = try Self.app("x", redirect, row)
            #expect(app.name == "Ours" && app.rule == "overlay_\(row.kind.rawValue)", "\(row.kind)")
        }
        #expect(try Self.app("x", redirect, Self.row(.clientID, "x", provider: "slack")).name != "Ours")
    }

    @Test("speak for the site that starts a flow at a broker")
    func broker() throws {
        func app(_ rows: KnownApp...) throws -> AppIdentity {
            Normaliser(catalog: try ShippedCatalog.read().corrected(by: rows)).client(
                of: .at(
                    .google, client: "x", redirect: "https://api.nango.dev/oauth/callback",
                    initiator: "app.grapevine.example")
            ).profile.app
        }

        #expect(try app().name == "app.grapevine.example via Nango")
        #expect(try app().aiClass == .unknown)
        let corrected = try app(Self.row(.domain, "grapevine.example", traits: .sanctioned))
        #expect(corrected.name == "Ours via Nango")
        #expect(corrected.aiClass == .aiNative)
        #expect(corrected.traits.isDisjoint(with: [.sanctioned, .proven]))
    }

    @Test(
        "a sanction counts only for an id that answers on the app's own web host",
        arguments: [
            ("https://ours.example/cb", true), ("https://app.ours.example/cb", true),
            ("https://evil.example/cb", false),
            ("https://ours.example.evil.example/cb", false), ("http://localhost:8080/cb", false),
            ("http://ours.example/cb", false), ("ours:/cb", false), ("", false),
        ])
    func sanction(redirect: String, isProven: Bool) throws {
        let app = try Self.app(
            "x", redirect, Self.row(.clientID, "x", provider: "google", traits: .sanctioned),
            Self.row(.redirectHost, "ours.example"))

        #expect(app.traits.contains(.sanctioned) == isProven)
        #expect(app.traits.contains(.proven) == isProven)
        #expect(app.traits.contains(.identityReused) == redirect.contains("evil"))
    }

    @Test("a sanction counts for a metadata document on the vendor's host, and for no other sign")
    func metadata() throws {
        let rows = KnownApp.Kind.allCases.map { kind in
            Self.row(kind, kind == .customScheme ? "ours" : "ours.example", traits: .sanctioned)
        }
        let document = "https://ours.example/client.json"

        #expect(try Self.app(document, "https://ours.example/cb", rows[1]).traits.contains(.sanctioned))
        for row in rows where row.kind != .metadataHost {
            #expect(try !Self.app("x", "https://ours.example/cb", row).traits.contains(.sanctioned), "\(row.kind)")
        }
    }

    @Test("a request that was kept is read back whole")
    func kept() {
        let request = ObservedRequest(
            endpointOrigin: "https://a.example", endpointPath: "/authorize", clientID: "é\"\\/", redirectURI: "app:/cb",
            redirectClass: .customScheme, initiatorOrigin: "https://i.example", resources: ["https://r.example"],
            usesPKCE: true, isAdminConsent: true, isDevicePage: true)

        #expect(ObservedRequest(kept: request.kept) == request)
        #expect(ObservedRequest(kept: "{}") == nil)
    }
}
