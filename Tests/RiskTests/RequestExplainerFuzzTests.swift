import Catalog
import Risk
import SeededRandom
import Testing

@Suite("Explaining hostile URLs")
struct RequestExplainerFuzzTests {
    private let explainer: RequestExplainer

    init() throws {
        self.explainer = RequestExplainer(catalog: try .shipped(), model: try .shipped())
    }

    private static let seeds = [
        "https://accounts.google.com/o/oauth2/v2/auth?client_id=681255809395-x.apps.googleusercontent.com&scope=a%20b"
            + "&redirect_uri=storagerelay%3A%2F%2Fhttps%2Fx.example%3Fid%3D1",
        "https://mcp.notion.com/authorize?client_id=https%3A%2F%2Fclaude.ai%2Fc.json&code_challenge=x&resource="
            + "https%3A%2F%2Fmcp.notion.com%2Fmcp&redirect_uri=http%3A%2F%2F127.0.0.1%3A33418%2F",
        "https://auth.openai.com/oauth/authorize?originator=x_cli&client_id=claude_code-cli&redirect_uri=vscode://a.b/c",
        "https://slack.com/oauth/v2/authorize?client_id=1.2&scope=assistant:write,a&user_scope=b&redirect_uri=https://"
            + "x.supabase.co/auth/v1/callback",
    ]
    private static let pieces = [
        "&", "=", "?", "%3A%2F%2F", "%5C", "@", ":", "//", "..", "%00", "\u{212A}", "[", "]", "https://", "did:web:",
        "&redirect_uri=", "&resource=", "&originator=", "&client_id=https%3A%2F%2F", "%25", ".", ":99999", "#", "\\",
    ]

    @Test("never traps, and says the same twice")
    func mutations() throws {
        var generator = SeededGenerator(seed: 7)
        var explained = 0

        for _ in 0..<10_000 {
            var bytes = try #require(Self.seeds.randomElement(using: &generator)).utf8.map(\.self)
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let place = Int.random(in: 8..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.removeSubrange(place..<min(place + 5, bytes.count))
                default:
                    bytes.insert(
                        contentsOf: Self.pieces.randomElement(using: &generator)?.utf8.map(\.self) ?? [], at: place)
                }
                while bytes.count < 16 { bytes.append(UInt8(ascii: "x")) }
            }
            let url = String(decoding: bytes, as: UTF8.self)
            let first = Result { () throws(UnreadableURL) in try self.explainer.explanation(of: url).evidence }
            let second = Result { () throws(UnreadableURL) in try self.explainer.explanation(of: url).evidence }
            #expect(first == second)
            if case .success = first { explained += 1 }
        }

        #expect(explained > 1_000)
    }

    @Test("refuses a hundred thousand scopes and a megabyte by name, and takes what fits its bounds")
    func sizes() throws {
        let github = "https://github.com/login/oauth/authorize?client_id=c&scope="
        let scopes = (0..<100_000).map { "s\($0)" }.joined(separator: "+")
        let fitting = String(scopes.prefix(60_000))

        #expect(throws: UnreadableURL.tooLong) { try self.explainer.explanation(of: github + scopes) }
        #expect(throws: UnreadableURL.tooLong) {
            try self.explainer.explanation(of: github + String(repeating: "x", count: 1 << 20))
        }
        let explanation = try self.explainer.explanation(of: github + fitting)
        #expect(explanation.request.scopes.count == AuthorizationRequestReader.maximumScopes)
        #expect(explanation.request.droppedScopes > 0)
    }
}
