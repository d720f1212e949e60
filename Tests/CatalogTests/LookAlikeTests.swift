import Grants
import Testing

@testable import Catalog

@Suite("A client that only looks like a known one")
struct LookAlikeTests {
    @Test(
        "is nobody for hosts that only look like a known one",
        arguments: [
            "https://evil-claude.ai.example.com/cb", "https://chatgpt.com.evil.example/cb",
            "https://xn--chatgp-7cb.com/cb",
            "https://chаtgpt.com/cb", "https://claude.ai.evil.example/api/mcp/auth_callback", "https://notclaude.ai/cb",
            "https://chatgpt.com@evil.example/cb", "https://evil.example/chatgpt.com/cb",
            "https://evil.example/?claude.ai",
            "https://evil.example#https://claude.ai/", "https://claude-ai.example/cb", "https://chatgpt.example/cb",
            "https://google.com.evil.example/cb", "https://chatgpt-login.com/cb",
            "https://evil.example\\.chatgpt.com/cb",
            "https://evil.example\\@chatgpt.com/cb", "https://gro\u{212A}.com/cb", "https://ｃhatgpt.com/cb",
            "https://chatgpt。com/cb", "https://chatgpt%2Ecom/cb", "https://chatgpt.com%00.evil.example/cb",
            "https://127.0.0.1.chatgpt.com.evil.example/cb", "https://claude.ai-login.example/cb",
            "https:chatgpt.com/cb", "x://chatgpt.com/cb", "https://claude.ai.evil.com/cb",
            "https://copilot.microsoft.com.evil.net/cb",
        ])
    func lookAlike(redirect: String) throws {
        let redirectClass = RedirectAddress(redirect).redirectClass
        let app = try ClientRecognitionTests.profile(.at(.google, client: "x", redirect: redirect, redirectClass)).app

        #expect(app.rule == "unknown")
        #expect(app.aiClass == .unknown)
        #expect(app.traits == [])
    }

    @Test(
        "is nobody for metadata documents on hosts that only look like a known one",
        arguments: [
            "https://chatgpt.com.evil.example/c.json", "https://evil-claude.ai.example.com/c.json",
            "http://claude.ai/c.json", "https://claude.ai", "https://claude.ai/", "https://claude.ai/a/../c.json",
            "https://claude.ai:8443/c.json", "https://user@claude.ai/c.json", "https://claude.ai/c.json#x",
            "did:web:claude.ai", "redirect_uri:https://claude.ai/c.json", "x509_san_dns:claude.ai",
            "https://claude.ai.evil.example/c.json", "https://сlaude.ai/c.json", "https://127.0.0.1/c.json",
        ])
    func lookAlikeDocument(client: String) throws {
        let app = try ClientRecognitionTests.profile(.at(.notion, client: client, redirect: "https://evil.example/cb"))
            .app

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
        #expect(
            try ClientRecognitionTests.profile(.at(.google, client: "ai-mail-chain", redirect: redirect)).app.aiClass
                == .unknown)
    }

    @Test(
        "is nobody for names that only sound like an AI",
        arguments: ["azure-connected-machine-agent", "aiven", "claude-monet-gallery", "agent-of-record"])
    func misleadingName(client: String) throws {
        let app = try ClientRecognitionTests.profile(
            .at(.google, client: client, redirect: "http://localhost/", .loopback)
        ).app

        #expect(app.aiClass == .unknown)
    }

    @Test("takes the site of Aiven for what it is")
    func aiven() throws {
        let app = try ClientRecognitionTests.profile(
            .at(.google, client: "x", redirect: "https://console.aiven.io/login/callback")
        ).app

        #expect(app.aiClass == .notAI)
    }
}
