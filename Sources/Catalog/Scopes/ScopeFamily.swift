import Grants

/// What a provider's scopes have in common, beyond single rows.
struct ScopeFamily: Sendable {
    /// The families of the published table in which to look, the provider's own first.
    var tables: [Int] = []
    var form = ScopeForm.resource
    /// What the product is about; the data class of a scope that names nothing better.
    var category: DataClass?
    /// Whether a scope without a verb opens everything that it names, as at Google.
    var opensWithoutVerb = false
    /// Whether scopes that begin with `admin` administer (Google's directory API).
    private var hasAdministration = false

    /// A family of which nothing is known.
    static let unknown = ScopeFamily()

    init() {}

    /// - Parameters:
    ///   - provider: with its aliases; `nil` for a name that no provider has.
    ///   - tables: the numbers of its families.
    init(name: String, category: String, tables: [Int]) {
        self.tables = tables
        switch name {
        case "microsoft", "microsoft-graph": self.form = .resource
        case "google":
            self.form = .plain
            self.opensWithoutVerb = true
            self.hasAdministration = true
        default:
            self.form = .plain
            self.category = Self.classes[category]
        }
    }

    func isAdministration(_ reading: ScopeReading) -> Bool {
        self.hasAdministration && reading.firstNoun == Self.administration
    }

    /// Whether a scope opens a part of the person's own profile (`identity.basic`; Google's `user.birthday.read`).
    func isOwnProfile(_ reading: ScopeReading) -> Bool {
        guard !reading.isResourceForm, reading.verbs.isDisjoint(with: [.administers, .manages, .writes]),
            !reading.traits.contains(.weighty), let first = reading.firstWord
        else { return false }
        return first == Self.identity || self.opensWithoutVerb && Self.person.contains(first)
    }

    /// Whether a scope opens only what the app made itself, or was handed (Google's non-sensitive scopes).
    func isOwnDataOnly(_ reading: ScopeReading) -> Bool {
        guard self.opensWithoutVerb else { return false }
        return reading.traits.contains(.limited) || Self.ownFiles.contains(reading.text)
    }

    /// What a product of a category holds, as far as the category says.
    private static let classes: [String: DataClass] = [
        "crm": .crm, "support": .crm, "marketing": .crm, "accounting": .finance, "banking": .finance,
        "payment": .finance, "erp": .finance, "e-commerce": .finance, "storage": .files, "knowledge-base": .files,
        "design": .files, "legal": .files, "source-code": .sourceCode, "hr": .hr, "communication": .messaging,
        "projects": .projects, "cloud-infra": .cloudInfra, "database": .cloudInfra, "analytics": .analytics,
        "iam": .directory,
    ]
    /// Google's scopes for files that the app made or that a person picked for it.
    private static let ownFiles = Set(["drive.file", "drive.install", "drive.appfolder"].map(Self.hash))
    private static let administration = Self.hash("admin").value
    private static let identity = Self.hash("identity").value
    private static let person = Set(["user", "profile"].map { Self.hash($0).value })
    static let policy = Self.hash("policy").value
    static let privileged = Self.hash("privileged").value
    /// Resources by which a directory is ruled (learn.microsoft.com, "Microsoft Graph permissions reference").
    static let rulingResources = Set(
        ["policy", "application", "directory", "domain", "organization", "rolemanagement", "approleassignment"]
            .map(Self.hash))

    private static func hash(_ text: String) -> WordHash { text.utf8.reduce(WordHash()) { $0.adding($1) } }
}
