import Catalog
import Grants
import Testing

@Suite("What a scope means")
struct ScopeMeaningTests {
    @Test(
        "is read from its words when it stands in no table",
        arguments: [
            ("notes:read", .read, .files, .grammar), ("invoices.write", .write, .finance, .grammar),
            ("crm.deals.read", .read, .crm, .grammar), ("Mailbox.Send", .write, .mail, .grammar),
            ("read:issues", .read, .projects, .grammar), ("repositories:admin", .admin, .sourceCode, .grammar),
            ("calendar.events.readonly", .read, .calendar, .grammar), ("openid", .identity, .identity, .grammar),
            ("offline_access", .read, .offline, .grammar), ("users.manage", .admin, .directory, .grammar),
            ("payroll", .read, .finance, .grammar),
            ("https://api.example.com/auth/files.write", .write, .files, .grammar),
            ("https://api.example.com/", .read, .other, .unknown), ("xyzzy", .read, .other, .unknown),
            ("", .read, .other, .unknown), ("4711", .read, .other, .unknown),
            ("*", .admin, .other, .unknown),
        ] as [(String, Access, DataClass, ScopeBasis)])
    func grammar(scope: String, access: Access, dataClass: DataClass, basis: ScopeBasis) {
        let meaning = ScopeGrammar.classify(scope)

        #expect(meaning.scope == scope)
        #expect(meaning.access == access || scope == "*" && meaning.access >= .read)
        #expect(meaning.dataClass == dataClass)
        #expect(meaning.basis == basis || scope == "*")
    }

    @Test(
        "is at least medium when nothing in it was understood",
        arguments: ["xyzzy", "", "4711", "foo:bar", "Zusammenarbeit", "権限", "a", "::", "x-y-z"])
    func unknown(scope: String) {
        #expect(ScopeGrammar.classify(scope).sensitivity >= .medium)
    }

    @Test(
        "is at least high when a word smells of full power",
        arguments: [
            "*", "foo.*", "full", "full_access", "xyz:admin", "root", "owner", "manage:xyz", "xyz.delete",
            "impersonate",
            "user_impersonation", "All", "xyz.All", "calendar.manage", "tasks:delete", "ADMIN", "analytics:full",
        ])
    func powerful(scope: String) {
        #expect(ScopeGrammar.classify(scope).sensitivity >= .high)
    }

    @Test("is never low for anything but sign-in")
    func onlySignInIsLow() {
        let nouns = ["mail", "tasks", "foo", "reports", "calendar", "billing", "bar", "device"]
        let verbs = ["read", "write", "list", "manage", "frobnicate", "x"]
        for noun in nouns {
            for verb in verbs {
                for scope in ["\(noun):\(verb)", "\(verb):\(noun)", "\(noun).\(verb)", "\(noun)_\(verb)"] {
                    #expect(ScopeGrammar.classify(scope).sensitivity >= .medium, "\(scope)")
                }
            }
        }
    }

    @Test(
        "comes from the published table first, by provider",
        arguments: [
            ("google", "https://www.googleapis.com/auth/gmail.readonly", .read, .mail, .high),
            ("google", "https://www.googleapis.com/auth/drive.file", .write, .files, .low),
            ("google", "openid", .identity, .identity, .low),
            ("microsoft", "Mail.ReadWrite", .write, .mail, .high),
            ("microsoft", "mail.read", .read, .mail, .high),
            ("microsoft", "https://graph.microsoft.com/Mail.Read", .read, .mail, .high),
            ("github", "repo", .admin, .sourceCode, .critical), ("slack", "channels:history", .read, .messaging, .high),
        ] as [(String, String, Access, DataClass, Sensitivity)])
    func table(
        provider: String, scope: String, access: Access, dataClass: DataClass, atLeast: Sensitivity
    ) throws {
        let catalog = try ShippedCatalog.read()
        let known = try #require(Self.provider(provider, in: catalog))

        let meaning = Normaliser(catalog: catalog).access([scope], at: known).scopes?.first

        #expect(meaning?.scope == scope)
        #expect(meaning?.access == access)
        #expect(meaning?.dataClass == dataClass)
        #expect(meaning?.basis == .exact)
        #expect(meaning.map { $0.sensitivity >= atLeast } == true)
    }

    @Test(
        "rates Microsoft's .default as everything the app was registered for",
        arguments: [".default", "https://outlook.office.com/.default"])
    func everything(scope: String) throws {
        let catalog = try ShippedCatalog.read()

        let profile = Normaliser(catalog: catalog).access([scope], at: Self.provider("microsoft", in: catalog))

        #expect(profile.kind == .data)
        #expect(profile.sensitivity ?? .low >= .high)
    }

    @Test("of one provider is not lent to another")
    func families() throws {
        let catalog = try ShippedCatalog.read()

        let meaning = Normaliser(catalog: catalog).access(["repo"], at: Self.provider("slack", in: catalog)).scopes?
            .first

        #expect(meaning?.basis != .exact)
    }

    @Test("is not visible when the scopes are not, and absent when none were named")
    func absent() throws {
        let normaliser = Normaliser(catalog: try ShippedCatalog.read())

        #expect(normaliser.access(nil, at: nil).scopes == nil)
        #expect(normaliser.access(nil, at: nil).kind == .noScope)
        #expect(normaliser.access([], at: nil).kind == .noScope)
    }

    private static func provider(_ id: String, in catalog: CatalogSnapshot) -> Provider? {
        let endpoints = [
            "google": ("accounts.google.com", "/o/oauth2/v2/auth"), "github": ("github.com", "/login/oauth/authorize"),
            "microsoft": ("login.microsoftonline.com", "/common/oauth2/v2.0/authorize"),
            "slack": ("slack.com", "/oauth/v2/authorize"),
        ]
        return endpoints[id].flatMap { catalog.providers.provider(host: $0.0, path: $0.1) }
    }
}
