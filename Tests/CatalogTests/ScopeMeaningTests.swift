import Catalog
import Grants
import Testing

@Suite("What a scope means")
struct ScopeMeaningTests {
    /// Nothing is published, so that the grammar alone speaks.
    private static let grammar = ScopeReader(table: ScopeTable([]))

    @Test(
        "is read from its words when it stands in no table",
        arguments: [
            ("notes:read", .read, .files, .grammar), ("invoices.write", .write, .finance, .grammar),
            ("crm.deals.read", .read, .crm, .grammar), ("Mailbox.Send", .write, .mail, .grammar),
            ("read:issues", .read, .projects, .grammar), ("repositories:admin", .admin, .sourceCode, .grammar),
            ("calendar.events.readonly", .read, .calendar, .grammar), ("openid", .identity, .identity, .grammar),
            ("offline_access", .read, .offline, .grammar), ("users.manage", .admin, .directory, .grammar),
            ("payroll", .write, .finance, .grammar), ("payroll:history", .read, .finance, .grammar),
            ("https://api.example.com/auth/files.write", .write, .files, .grammar),
            ("read:request:jira-service-management", .read, .projects, .grammar),
            ("write:group:jira", .write, .directory, .grammar), ("read:issue:jira", .read, .projects, .grammar),
            ("user-grapevine-read", .read, .other, .grammar),
            ("report:master", .admin, .analytics, .grammar), ("manager:read", .read, .other, .grammar),
            ("full_name", .identity, .identity, .grammar), ("login:email", .identity, .identity, .grammar),
            ("session:role:ACCOUNTADMIN", .admin, .directory, .grammar), ("wipe:device", .write, .directory, .grammar),
            ("identity:tokens_read", .read, .cloudInfra, .grammar),
            ("https://api.example.com/", .read, .other, .unknown), ("xyzzy", .read, .other, .unknown),
            ("", .read, .other, .unknown), ("4711", .read, .other, .unknown),
            ("*", .admin, .other, .unknown),
        ] as [(String, Access, DataClass, ScopeBasis)])
    func grammar(scope: String, access: Access, dataClass: DataClass, basis: ScopeBasis) {
        let meaning = Self.grammar.scope(scope, at: nil)

        #expect(meaning.scope == scope)
        #expect(meaning.access == access || scope == "*" && meaning.access >= .read)
        #expect(meaning.dataClass == dataClass)
        #expect(meaning.basis == basis || scope == "*")
    }

    @Test(
        "follows the form of its family where it stands in no table",
        arguments: [
            ("microsoft", "Grapevine.Read.All", .read, .other, .high),
            ("microsoft", "Mail-Grapevine.ReadWrite.All", .write, .mail, .critical),
            ("microsoft", "Files.ReadWrite.GrapevineFolder", .write, .files, .high),
            ("microsoft", "Calendars.Read.Selected", .read, .calendar, .medium),
            ("microsoft", "Policy.ReadWrite.Grapevine", .admin, .directory, .critical),
            ("microsoft", "DeviceManagementGrapevine.Read.All", .read, .directory, .high),
            ("microsoft", "https://outlook.office.com/Mail.Grapevine", .write, .mail, .high),
            ("google", "https://www.googleapis.com/auth/drive.grapevine.readonly", .read, .files, .high),
            ("google", "https://www.googleapis.com/auth/drive.grapevine", .write, .files, .high),
            ("google", "https://www.googleapis.com/auth/drive.grapevine.appdata", .write, .files, .low),
            ("google", "https://www.googleapis.com/auth/admin.grapevine", .admin, .other, .critical),
            (
                "google", "https://www.googleapis.com/auth/admin.directory.grapevine.readonly", .read, .directory,
                .high
            ),
            ("google", "https://www.googleapis.com/auth/user.grapevine.read", .identity, .identity, .low),
            ("slack", "usergroups:grapevine.read", .read, .directory, .medium),
            ("slack", "files:grapevine.write", .write, .files, .high),
            ("atlassian", "read:issue.grapevine:jira", .read, .projects, .medium),
            ("atlassian", "delete:page.grapevine:confluence", .write, .files, .high),
            ("hubspot", "crm.objects.grapevines.read", .read, .crm, .high),
            ("github", "write:grapevine", .write, .sourceCode, .medium),
        ] as [(String, String, Access, DataClass, Sensitivity)])
    func form(provider: String, scope: String, access: Access, dataClass: DataClass, sensitivity: Sensitivity) throws {
        let catalog = try ShippedCatalog.read()
        let known = try #require(catalog.providers.provider(id: provider))

        let meaning = catalog.scopeReader.scope(scope, at: known)

        #expect(meaning.access == access)
        #expect(meaning.dataClass == dataClass)
        #expect(meaning.sensitivity == sensitivity)
        #expect(meaning.basis == .grammar)
    }

    @Test(
        "weighs less where it names what stands beside the data",
        arguments: [
            ("messages:read", .high), ("messages.reactions:read", .medium), ("message.reaction:write", .medium),
            ("write_script_tags", .high), ("crm.tags:write", .high), ("integration-sync", .medium),
            ("channels:read", .medium), ("channels:history", .high), ("channels.messages:read", .high),
            ("chat.bookmarks:read", .medium), ("crm.tags:read", .medium), ("invoice.tags.grapevine:read", .high),
            ("tags:delete", .high), ("users.email:read", .medium), ("email:read", .high),
        ] as [(String, Sensitivity)])
    func besideTheData(scope: String, sensitivity: Sensitivity) {
        #expect(Self.grammar.scope(scope, at: nil).sensitivity == sensitivity)
    }

    @Test(
        "follows from its published relatives",
        arguments: [
            // To read what it takes `medium` to change weighs no more than that.
            ("microsoft", "Grapevine.Read.All", .read, .medium), ("microsoft", "Vine.Read.All", .read, .high),
            // Without a verb it opens what the relatives with a verb do not.
            ("xero", "grapes.vines", .write, .high), ("bitbucket", "grapevine", .read, .medium),
            ("bitbucket", "invoice", .write, .high),
        ] as [(String, String, Access, Sensitivity)])
    func relatives(provider: String, scope: String, access: Access, sensitivity: Sensitivity) throws {
        let csv = try CSV(
            Array(
                """
                provider,scope,access,data_class,sensitivity
                microsoft,Grapevine.ReadWrite.All,write,other,medium
                microsoft,Vine.ReadWrite.All,write,other,high
                xero,grapes.vines.read,read,finance,medium
                bitbucket,grapevine:write,write,projects,medium
                """.utf8))
        let known = try #require(try ShippedCatalog.read().providers.provider(id: provider))

        let meaning = ScopeReader(table: try ScopeTable(csv)).scope(scope, at: known)

        #expect(meaning.access == access)
        #expect(meaning.sensitivity == sensitivity)
        #expect(meaning.basis == .grammar)
    }

    @Test(
        "is said in plain words",
        arguments: [
            ("mail:read", "read mail as the user"), ("mail.send", "send mail as the user"),
            ("files.readwrite.all", "read and change files of the whole organisation"),
            ("users:admin", "administer people, groups and devices"),
            ("files.metadata.read", "read names and properties of files"),
            ("Files.ReadWrite.Selected", "read and change only files that the app made or was given"),
            ("Calendars.Read.Shared", "read the user's calendars and meetings and what others share"),
            ("openid", "sign in and read the basic profile"), ("xyzzy", ""),
        ])
    func plainWords(scope: String, words: String) {
        #expect(Self.grammar.scope(scope, at: nil).description == words)
    }

    @Test("has plain words for every scope that is published")
    func publishedWords() throws {
        let catalog = try ShippedCatalog.read()
        let reader = catalog.scopeReader
        let families = Set(catalog.scopes.rows.map(\.family))
        let providers = Dictionary(
            uniqueKeysWithValues: families.map { ($0, reader.provider(named: $0, in: catalog.providers)) })

        for row in catalog.scopes.rows {
            let meaning = reader.scope(row.scope.scope, at: providers[row.family] ?? nil)
            #expect(meaning.basis == .exact, "\(row.family) \(row.scope.scope)")
            #expect(!meaning.description.isEmpty, "\(row.family) \(row.scope.scope)")
        }
    }

    @Test("is read in any length and with any bytes")
    func hostile() {
        let scopes = [
            String(repeating: "a", count: 1_000_000), String(repeating: "aB.", count: 300_000),
            String(repeating: "https://graph.microsoft.com/", count: 30_000), "https://", "://", "a.b.C", ".", "..A",
            "A.B.", "\u{0}\u{FFFD}", "Read.Read.Read", "https://graph.microsoft.com/", "auth/", "/auth/auth/auth/",
            String(repeating: "read:", count: 200_000) + "full",
        ]

        for scope in scopes {
            #expect(Self.grammar.scope(scope, at: nil).sensitivity >= .medium)
        }
    }

    @Test(
        "is at least medium when nothing in it was understood",
        arguments: ["xyzzy", "", "4711", "foo:bar", "Zusammenarbeit", "権限", "a", "::", "x-y-z"])
    func unknown(scope: String) {
        #expect(Self.grammar.scope(scope, at: nil).sensitivity >= .medium)
    }

    @Test(
        "is at least high when a word smells of full power",
        arguments: [
            "*", "foo.*", "full", "full_access", "xyz:admin", "root", "owner", "manage:xyz", "xyz.delete",
            "impersonate",
            "user_impersonation", "All", "xyz.All", "calendar.manage", "tasks:delete", "ADMIN", "analytics:full",
        ])
    func powerful(scope: String) {
        #expect(Self.grammar.scope(scope, at: nil).sensitivity >= .high)
    }

    @Test("is never low for anything but sign-in")
    func onlySignInIsLow() {
        let nouns = ["mail", "tasks", "foo", "reports", "calendar", "billing", "bar", "device"]
        let verbs = ["read", "write", "list", "manage", "frobnicate", "x"]
        for noun in nouns {
            for verb in verbs {
                for scope in ["\(noun):\(verb)", "\(verb):\(noun)", "\(noun).\(verb)", "\(noun)_\(verb)"] {
                    #expect(Self.grammar.scope(scope, at: nil).sensitivity >= .medium, "\(scope)")
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

    @Test(
        "is Google's or Microsoft's by its address, whoever asks for it",
        arguments: [
            ("https://www.googleapis.com/auth/gmail.readonly", .read, .mail, .exact),
            ("https://www.googleapis.com/auth/drive.grapevine", .write, .files, .grammar),
            ("https://graph.microsoft.com/Mail.Read", .read, .mail, .exact),
            ("https://graph.microsoft.com/AccessReview.Grapevine.All", .write, .directory, .grammar),
        ] as [(String, Access, DataClass, ScopeBasis)])
    func address(scope: String, access: Access, dataClass: DataClass, basis: ScopeBasis) throws {
        let catalog = try ShippedCatalog.read()

        let meaning = catalog.scopeReader.scope(scope, at: nil)

        #expect(meaning.access == access)
        #expect(meaning.dataClass == dataClass)
        #expect(meaning.basis == basis)
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
