import Egress
import Foundation
import SeededRandom
import Testing

@testable import Connectors

/// Bytes of other people's servers, broken at random: a parser refuses or gives a bounded value, and never traps.
@Suite("Parsers of providers' answers")
struct ParserFuzzTests {
    struct Parser: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// A right answer.
        var sample: String
        /// Texts of what was read, as they would be kept; nothing for what cannot be read.
        var kept: @Sendable ([UInt8]) -> [String]
    }

    private static func texts(_ grant: StandingGrant) -> [String] {
        [grant.subject, grant.clientID ?? "", grant.vendorKey, grant.displayName] + grant.scopes
    }

    static let parsers = [
        Parser(
            testDescription: "Google's tokens",
            sample: #"{"items":[{"clientId":"1.apps","displayText":"n","anonymous":false,"scopes":["a","b"]}]}"#
        ) { bytes in
            let list = try? ProviderJSON.decoded(GoogleTokenList.self, from: bytes)
            return (list?.tokens ?? []).flatMap { Self.texts($0.grant(of: "a@b")) }
        },
        Parser(
            testDescription: "Google's people",
            sample: #"{"nextPageToken":"t","users":[{"id":"1","primaryEmail":"a@b"}]}"#
        ) { bytes in
            _ = try? ProviderJSON.decoded(GoogleUserPage.self, from: bytes)
            return []
        },
        Parser(
            testDescription: "Entra's grants",
            sample:
                ##"{"value":[{"id":"-1","clientId":"c","consentType":"Principal","principalId":"p","scope":" a b"}],"@odata.nextLink":"https://x/"}"##
        ) { bytes in
            let page = try? ProviderJSON.decoded(EntraPage<EntraGrant>.self, from: bytes)
            return (page?.value ?? []).flatMap(\.scopes)
        },
        Parser(
            testDescription: "Okta's grants", sample: #"[{"id":"1","status":"ACTIVE","clientId":"c","scopeId":"s"}]"#
        ) { bytes in
            _ = try? ProviderJSON.decoded([OktaGrant].self, from: bytes)
            return []
        },
        Parser(
            testDescription: "Zendesk's tokens",
            sample:
                #"{"tokens":[{"id":1,"client_id":2,"user_id":3,"scopes":["read"],"token":"abc"}],"meta":{"has_more":true,"after_cursor":"c"}}"#
        ) { bytes in
            let page = try? ProviderJSON.decoded(ZendeskTokens.self, from: bytes)
            return (page?.tokens ?? []).flatMap(\.boundedScopes)
        },
        Parser(
            testDescription: "Dropbox's apps",
            sample:
                #"{"apps":[{"team_member_id":"m","linked_api_apps":[{"app_id":"dbaid:1","app_name":"n"}]}],"has_more":false}"#
        ) { bytes in
            _ = try? ProviderJSON.decoded(DropboxTeamApps.self, from: bytes)
            return []
        },
        Parser(
            testDescription: "Salesforce's tokens",
            sample:
                #"{"totalSize":1,"records":[{"AppName":"n","CreatedDate":"2026-03-01T10:00:00.000+0000","DeleteToken":"d"}]}"#
        ) { bytes in
            let page = try? ProviderJSON.decoded(SalesforceRecords<SalesforceToken>.self, from: bytes)
            for token in page?.records ?? [] { _ = ProviderTime.date(token.createdDate) }
            return []
        },
        Parser(
            testDescription: "GitHub's tokens",
            sample:
                #"[{"id":1,"owner":{"login":"l"},"token_name":"n","permissions":{"repository":{"contents":"read"}}}]"#
        ) { bytes in
            let tokens = try? ProviderJSON.decoded([GitHubToken].self, from: bytes)
            return (tokens ?? []).flatMap { Self.texts($0.grant) }
        },
        Parser(
            testDescription: "links", sample: #"<https://a/?b=1>; rel="self", <https://a/?b=2>; rel="next""#
        ) { bytes in
            let header = EgressHeader(name: "Link", value: String(decoding: bytes, as: UTF8.self))
            let response = EgressResponse(status: 200, headers: [header], body: [], address: nil)
            if let next = LinkHeader.next(in: response) {
                _ = ProviderAddress("https://a/")?.isOrigin(of: next)
            }
            return []
        },
    ]

    @Test("broken bytes do no harm", arguments: parsers)
    func broken(parser: Parser) {
        var random = SeededGenerator(seed: 5)
        let good = Array(parser.sample.utf8)
        for _ in 0..<2_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1 where bytes.count > 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: bytes[..<place], at: place)
                default: bytes = Array(bytes[...place])
                }
            }
            #expect(parser.kept(bytes).allSatisfy { $0.count <= 512 })
        }
    }

    @Test(
        "the next page is the link of that relation, over several headers",
        arguments: [
            (["<https://a/1>; rel=\"self\"", "<https://a/2>; rel=\"next\""], "https://a/2"),
            (["<https://a/1>; rel=\"prev\", <https://a/2>; foo=1; rel=next"], "https://a/2"),
            (["<https://a/1>; rel=\"nextish\""], nil), (["https://a/1; rel=\"next\""], nil), ([""], nil), ([], nil),
        ] as [([String], String?)])
    func links(headers: [String], next: String?) {
        let response = EgressResponse(
            status: 200, headers: headers.map { EgressHeader(name: "link", value: $0) }, body: [], address: nil)

        #expect(LinkHeader.next(in: response) == next)
    }
}
