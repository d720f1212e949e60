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
