import Grants
import Testing

@testable import Catalog

@Suite("What proves a client")
struct ClientTrustTests {
    @Test("marks a known id that answers to a host it never had")
    func reused() throws {
        let app = try ClientRecognitionTests.profile(
            .at(.slack, client: "1601185624273.8899143856786", redirect: "https://evil.example/cb")
        ).app

        #expect(app.traits.contains(.identityReused))
        #expect(!app.traits.contains(.proven))
    }

    @Test(
        "marks a vendor's own id that answers to a foreign host, and proves it on the vendor's",
        arguments: [
            ("https://evil.example/cb", true, false), ("https://portal.azure.com/signin", false, true),
            ("https://teams.microsoft.com/go", false, true), ("https://x.azurefd.net/cb", false, false),
            ("https://vm.westeurope.cloudapp.azure.com/cb", false, false),
            ("https://login.microsoftonline.com/common/oauth2/nativeclient", false, false),
            ("https://microsoft/kustoclient", false, false), ("https://microsoft.com.evil.example/cb", true, false),
        ])
    func firstParty(redirect: String, isReused: Bool, isProven: Bool) throws {
        let app = try ClientRecognitionTests.profile(
            .at(.microsoft, client: "1950a258-227b-4e31-a9cf-717495945fc2", redirect: redirect)
        ).app

        #expect(app.traits.contains(.identityReused) == isReused)
        #expect(app.traits.contains(.proven) == isProven)
    }

    @Test("lets only a sign that the client can not choose prove an app")
    func proven() throws {
        let exact = ObservedRequest.at(
            .slack, client: "1601185624273.8899143856786", redirect: "https://claude.ai/api/mcp/auth_callback")
        let callback = ObservedRequest.at(.google, client: "x", redirect: "https://claude.ai/api/mcp/auth_callback")
        let scheme = ObservedRequest.at(.slack, client: "x", redirect: "cursor://x/cb", .customScheme)
        let loopback = ObservedRequest.at(
            .slack, client: "3660753192626.8903469228982", redirect: "http://localhost/cb", .loopback)

        #expect(try ClientRecognitionTests.profile(exact).app.traits.contains(.proven))
        for request in [callback, scheme, loopback] {
            #expect(try !ClientRecognitionTests.profile(request).app.traits.contains(.proven))
        }
    }

    @Test("never proves a known id or document that answers on the person's own machine or to a foreign host")
    func unproven() throws {
        let document = "https://claude.ai/oauth/mcp-oauth-client-metadata"
        let own = ObservedRequest.at(.notion, client: document, redirect: "https://claude.ai/api/mcp/auth_callback")
        let loopback = ObservedRequest.at(.notion, client: document, redirect: "http://localhost:3118/cb", .loopback)
        let foreign = ObservedRequest.at(.notion, client: document, redirect: "https://evil.example/cb")
        let firstParty = ObservedRequest.at(
            .microsoft, client: "14638111-3389-403d-b206-a6a71d9f8f16", redirect: "http://localhost:8400/", .loopback)

        #expect(try ClientRecognitionTests.profile(own).app.traits.contains(.proven))
        for request in [loopback, foreign, firstParty] {
            #expect(try !ClientRecognitionTests.profile(request).app.traits.contains(.proven))
        }
        #expect(try ClientRecognitionTests.profile(foreign).app.traits.contains(.identityReused))
        #expect(try !ClientRecognitionTests.profile(loopback).app.traits.contains(.identityReused))
    }
}
