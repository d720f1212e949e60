import Connectors
import Testing

@Suite("Manual guides")
struct ManualGuideTests {
    private static let all = ManualGuide.providers.sorted().flatMap { ManualGuide.guides(for: $0) }

    @Test("each has one to six steps, a confirmation, and a page over https or none")
    func shape() {
        for guide in Self.all + ManualGuide.guides(for: nil) {
            #expect((1...ManualGuide.longest).contains(guide.steps.count), "\(guide)")
            #expect(guide.steps.allSatisfy { !$0.isEmpty && $0.count <= 200 }, "\(guide)")
            #expect(!guide.confirmation.isEmpty)
            #expect(guide.link?.hasPrefix("https://") ?? true, "\(guide)")
        }
    }

    @Test("a provider and a kind of person have one guide")
    func unique() {
        let keys = Self.all.map { "\($0.provider ?? "") \($0.person.rawValue)" }

        #expect(Set(keys).count == keys.count)
    }

    @Test(
        "providers without an interface have a guide of their own",
        arguments: [
            "docusign", "atlassian", "notion", "zoom", "asana", "linear", "figma", "box", "hubspot", "slack", "github",
            "gitlab",
        ])
    func providers(provider: String) {
        #expect(ManualGuide.guides(for: provider).allSatisfy { $0.provider == provider })
    }

    @Test("what is not in the table gets the guide that fits any provider", arguments: [nil, "", "nobody"])
    func unknown(provider: String?) {
        #expect(ManualGuide.guides(for: provider).map(\.provider) == [nil])
    }

    @Test("Microsoft's manual task does not point to a console that cannot do it")
    func microsoft() {
        let guides = ManualGuide.guides(for: "microsoft")

        #expect(guides.map(\.person) == [.account])
        #expect(guides.allSatisfy { $0.link?.contains("myapps.microsoft.com") == true })
    }

    @Test("access that lives on is said", arguments: ["docusign"])
    func residual(provider: String) {
        #expect(ManualGuide.guides(for: provider).allSatisfy { $0.residualAccessSeconds == 28_800 })
    }
}
