import Grants
import Testing

@testable import Catalog

@Suite("The learned classifier")
struct AppClassifierTests {
    @Test(
        "takes a host apart by what was registered",
        arguments: [
            ("app.write-well.co.uk", "app", "write-well", "co.uk"), ("claude.ai", "", "claude", "ai"),
            ("someone.github.io", "", "someone", "github.io"),
            ("a.b.someone.vercel.app", "a b", "someone", "vercel.app"),
            ("*.tools.dev", "", "tools", "dev"), ("UPPER.Example.IO.", "upper", "example", "io"),
            ("github.io", "", "github", "io"), ("co.uk", "", "co", "uk"),
        ])
    func hostLabels(host: String, below: String, label: String, suffix: String) throws {
        let labels = try #require(HostLabels(host))

        #expect(labels.below.joined(separator: " ") == below)
        #expect(labels.label == label)
        #expect(labels.suffix == suffix)
    }

    @Test(
        "judges no host that is not what it looks like, or nobody's",
        arguments: [
            "chаtgpt.com", "xn--chatgp-7cb.com", "app.xn--80ak6aa92e.com", "127.0.0.1", "[::1]", "localhost", "chatgpt",
            "gpt.example", "gpt.example.com", "ai.test", "gpt.ai.local", "", ".", "a..ai",
        ])
    func noHost(host: String) {
        #expect(HostLabels(host) == nil)
        #expect(AppSign(kind: .domain, value: host) == nil)
    }

    @Test(
        "takes a name apart where a reader would",
        arguments: [
            ("OpenAI Codex", "open ai codex"), ("AIGraphClient", "ai graph client"), ("Gpt4All", "gpt 4 all"),
            ("Recall.ai", "recall ai"), ("tl;dv", "tl dv"), ("PowerBI", "power bi"), ("日本", ""), ("", ""),
            ("Azure Connected Machine Agent", "azure connected machine agent"),
        ])
    func nameWords(name: String, words: String) {
        let list = NameWords(name.utf8).list.map { String(decoding: $0, as: UTF8.self) }

        #expect(list.joined(separator: " ") == words)
    }

    @Test("marks the ends of words, so that `ai` inside one is another piece than `ai` at its end")
    func pieces() {
        func pieces(_ name: String) -> Set<String> {
            let features = SignFeatures(.init(kind: .name, value: name)!)
            return Set((features.words + features.pieces).map { features.name(of: $0) })
        }

        #expect(pieces("mail").isDisjoint(with: ["ai$", "^ai", "w=ai"]))
        #expect(pieces("Aiven").isDisjoint(with: ["ai$", "w=ai"]))
        #expect(pieces("WriteAI").isSuperset(of: ["ai$", "^ai$", "w=ai", "w=write", "l=ai", "b=write_ai"]))
        #expect(pieces("Recall.ai").contains("t=ai"))
    }

    @Test("names each feature by the letters that its hash is of")
    func names() {
        let sign = AppSign(kind: .redirectHost, value: "app.note-gpt4.co.uk/oauth/cb")!
        let features = SignFeatures(sign)

        for feature in features.words + features.pieces {
            #expect(SignFeatures.hash(of: features.name(of: feature).utf8) == feature.hash)
        }
        #expect(features.words.map { features.name(of: $0) }.contains("u=co.uk"))
    }

    @Test("looks at a bounded part of what it is given")
    func bounds() throws {
        let name = try #require(AppSign(kind: .name, value: String(repeating: "gpt ", count: 100_000)))
        let path = "/" + String(repeating: "a/", count: 100_000)
        let host = try #require(AppSign(kind: .redirectHost, value: "a.b.c.d.e.f.g.tool.ai" + path))

        #expect(SignFeatures(name).pieces.count < 1_000)
        #expect(SignFeatures(host).words.count < 60)
    }

    @Test(
        "takes an ordinary product for no AI",
        arguments: [
            (.name, "Aiven"), (.name, "Azure Connected Machine Agent"), (.name, "Mailchain"), (.name, "Airtable"),
            (.name, "Datadog Agent"), (.name, "Fair Trade Domain"), (.domain, "console.aiven.io"),
            (.domain, "mail.com"), (.domain, "chain.io"), (.domain, "airbase.com"), (.redirectHost, "login.aiesec.org"),
            (.domain, "accounts.dairymail.net"),
        ] as [(KnownApp.Kind, String)])
    func ordinary(kind: KnownApp.Kind, value: String) throws {
        let sign = try #require(AppSign(kind: kind, value: value))

        #expect(try AppClassifier.shipped().verdict(on: sign) == nil)
    }

    @Test(
        "knows the looks of an AI product that no row has, and says by what",
        arguments: [
            (.name, "Chat Zorbium AI"), (.name, "QuillGPT"), (.domain, "zorbiumgpt.ai"),
            (.domain, "chat-zorbium-ai.com"), (.redirectHost, "app.zorbiumchat.ai/oauth/callback"),
        ] as [(KnownApp.Kind, String)])
    func looksLikeAI(kind: KnownApp.Kind, value: String) throws {
        let sign = try #require(AppSign(kind: kind, value: value))
        let verdict = try #require(try AppClassifier.shipped().verdict(on: sign))

        #expect(verdict.probability > 0.5 && verdict.probability <= 0.99)
        #expect(!verdict.reasons.isEmpty && verdict.reasons.count <= 5)
        #expect(verdict.detail.contains(verdict.reasons[0].feature))
    }

    @Test("is the last word on a redirect host that nothing else knows, and proves nothing")
    func lastWord() throws {
        let profile = try ClientRecognitionTests.profile(
            .at(.google, client: "x", redirect: "https://app.zorbiumgpt.ai/oauth/callback"))

        #expect(profile.app.rule == "learned_classifier")
        #expect(profile.app.aiClass == .aiNative)
        #expect(profile.app.name == "app.zorbiumgpt.ai")
        #expect(profile.app.traits == [])
        #expect(profile.evidence.contains { $0.rule == "learned_classifier" && $0.detail.contains("t=ai +") })
    }

    @Test(
        "refuses weights that are none, and says why",
        arguments: [
            ("feature,weight\nother/1,0\n", .format("other/1")), ("feature,weight\n", .format("")),
            ("feature,weight\ngnomon.app-classifier/1,0\nw=ai,x\n", .badWeight(row: 3)),
            ("feature,weight\ngnomon.app-classifier/1,0\nw=ai,99999999999\n", .badWeight(row: 3)),
            ("feature,weight\ngnomon.app-classifier/1,0\nw=ai,1\nw=ai,2\n", .repeated(feature: "w=ai")),
            ("feature,weight\ngnomon.app-classifier/1,0\nw=ai,1\n", .missing("@bias")),
        ] as [(String, AppClassifier.Failure)])
    func badWeights(text: String, failure: AppClassifier.Failure) {
        #expect(throws: failure) { try AppClassifier(weights: CSV(Array(text.utf8))) }
    }
}
