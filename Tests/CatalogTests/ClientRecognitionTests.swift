import Grants
import Testing

@testable import Catalog

@Suite("Who a client is")
struct ClientRecognitionTests {
    @Test("is concluded by the strongest sign there is", arguments: RecognitionCase.all)
    func recognises(case: RecognitionCase) throws {
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
            "redirect_pattern", "custom_scheme", "mcp_shape", "domain_suffix", "unknown", "google_project",
            "loopback_port", "redirect_path", "ai_service_client", "originator", "assistant_scope", "client_name",
        ]

        #expect(Set(RecognitionCase.all.map(\.rule)) == rules)
    }

    @Test("folds the ids that a program registers anew into one client for each place and resource")
    func folding() throws {
        let first = ObservedRequest.at(.notion, client: "a1", redirect: "http://localhost:51234/callback", .loopback)
        let second = ObservedRequest.at(.notion, client: "b2", redirect: "http://localhost:40999/callback", .loopback)
        let other = ObservedRequest.at(.notion, client: "a1", redirect: "http://localhost:51234/other", .loopback)

        #expect(try Self.profile(first).app.key == Self.profile(second).app.key)
        #expect(try Self.profile(first).app.key != Self.profile(other).app.key)
    }

    @Test("tells people who use an AI from an AI that reads data")
    func use() throws {
        let people = try Self.profile(
            .at(.anthropic, client: "x", redirect: "http://localhost:40000/callback", .loopback))
        let reading = try Self.profile(.at(.google, client: "x", redirect: "https://chatgpt.com/cb"))
        let neither = try Self.profile(.at(.google, client: "x", redirect: "https://tool.example.net/cb"))

        #expect(people.evidence.filter { $0.field == "ai_use" }.map(\.rule) == ["people_use_ai"])
        #expect(reading.evidence.filter { $0.field == "ai_use" }.map(\.rule) == ["ai_reads_data"])
        #expect(!neither.evidence.contains { $0.field == "ai_use" })
    }

    @Test("says when a program calls itself by another name than its id's")
    func originator() throws {
        let profile = try Self.profile(
            .at(
                .openAI, client: "app_EMoamEEZ73f0CkXaXp7hrann", redirect: "http://localhost:1455/auth/callback",
                .loopback, originator: "other_cli"))

        #expect(profile.app.rule == "first_party_client_id" || profile.app.rule == "client_id_exact")
        #expect(profile.evidence.contains { $0.rule == "originator" && $0.detail.contains("other_cli") })
    }

    @Test("compares GUIDs without case, other ids exactly")
    func spelling() throws {
        let upper = ObservedRequest.at(
            .microsoft, client: "14638111-3389-403D-B206-A6A71D9F8F16", redirect: "https://m365.cloud.microsoft/")
        let codex = ObservedRequest.at(
            .openAI, client: "APP_EMOAMEEZ73F0CKXAXP7HRANN", redirect: "https://tool.example/cb")

        #expect(try Self.profile(upper).app.name == "Copilot App")
        #expect(try Self.profile(codex).app.rule == "unknown")
    }

    @Test(
        "sees an administrator's consent in the page and in the prompt",
        arguments: [
            ("/common/adminconsent", nil, true), ("/contoso.example/v2.0/adminConsent/", nil, true),
            ("/common/oauth2/authorize", "admin_consent", true), ("/common/oauth2/authorize", "consent", false),
            ("/adminconsents", nil, false),
        ] as [(String, String?, Bool)])
    func adminConsent(path: String, prompt: String?, expected: Bool) {
        #expect(ObservedRequest.isAdminConsent(path: path, prompt: prompt) == expected)
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

    static func profile(_ request: ObservedRequest) throws -> ClientProfile {
        Normaliser(catalog: try ShippedCatalog.read()).client(of: request).profile
    }
}
