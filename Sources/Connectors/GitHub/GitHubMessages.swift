/// What an organisation's listing consists of. Raw values are those of the setting `parts`.
enum GitHubPart: String, CaseIterable, Codable, Sendable {
    case tokens = "personal_access_tokens"
    case credentials = "credential_authorizations"
    case installations
}

/// A place in the listing.
struct GitHubPlace: Codable {
    var part: GitHubPart
    /// The page; `nil` for the part's first.
    var link: String?
}

/// A thing that can be revoked, by its number.
struct GitHubKey: Sendable, Equatable {
    var part: GitHubPart
    var number: Int

    private static let prefixes: [(GitHubPart, String)] = [
        (.tokens, "pat:"), (.credentials, "credential:"), (.installations, "installation:"),
    ]

    init(part: GitHubPart, number: Int) {
        self.part = part
        self.number = number
    }

    /// Reads `pat:12`, `credential:12`, `installation:12`.
    init?(_ text: String) {
        guard let (part, prefix) = Self.prefixes.first(where: { text.hasPrefix($0.1) }),
            let number = Int(text.dropFirst(prefix.count)), number > 0
        else { return nil }
        self.init(part: part, number: number)
    }

    var text: String { (Self.prefixes.first { $0.0 == self.part }?.1 ?? "") + "\(self.number)" }
}

/// A fine-grained token with access to the organisation.
struct GitHubToken: Decodable, Sendable {
    struct Owner: Decodable, Sendable { var login: String }
    struct Permissions: Decodable, Sendable {
        var organization: [String: String]?
        var repository: [String: String]?
    }

    var id: Int
    var owner: Owner
    var tokenName: String?
    var permissions: Permissions?
    var accessGrantedAt: String?
    var tokenLastUsedAt: String?
}

/// A classic token or SSH key that was authorised for SAML. Its last eight characters are listed too and dropped.
struct GitHubCredential: Decodable, Sendable {
    var login: String
    var credentialId: Int
    var credentialType: String?
    var scopes: [String]?
    var credentialAuthorizedAt: String?
    var credentialAccessedAt: String?
    var authorizedCredentialNote: String?
}

struct GitHubInstallations: Decodable, Sendable {
    struct Installation: Decodable, Sendable {
        var id: Int
        var appSlug: String?
        var clientId: String?
        var permissions: [String: String]?
        var createdAt: String?
    }

    var installations: [Installation]
}

// MARK: - As grants

extension GitHubToken {
    var grant: StandingGrant {
        let named = [("organization", self.permissions?.organization), ("repository", self.permissions?.repository)]
        let scopes = named.flatMap { name, rights in (rights ?? [:]).map { "\(name):\($0.key):\($0.value)" } }
        return StandingGrant(
            subject: ProviderBounds.cut(self.owner.login), clientID: nil,
            vendorKey: GitHubKey(part: .tokens, number: self.id).text,
            displayName: ProviderBounds.cut(self.tokenName ?? "fine-grained token"),
            scopes: scopes.sorted().prefix(ProviderBounds.scopes).map(ProviderBounds.cut),
            grantedAt: ProviderTime.date(self.accessGrantedAt), lastUsedAt: ProviderTime.date(self.tokenLastUsedAt))
    }
}

extension GitHubCredential {
    var grant: StandingGrant {
        StandingGrant(
            subject: ProviderBounds.cut(self.login), clientID: nil,
            vendorKey: GitHubKey(part: .credentials, number: self.credentialId).text,
            displayName: ProviderBounds.cut(self.authorizedCredentialNote ?? self.credentialType ?? "credential"),
            scopes: (self.scopes ?? []).prefix(ProviderBounds.scopes).map(ProviderBounds.cut),
            grantedAt: ProviderTime.date(self.credentialAuthorizedAt),
            lastUsedAt: ProviderTime.date(self.credentialAccessedAt))
    }
}

extension GitHubInstallations.Installation {
    var grant: StandingGrant {
        StandingGrant(
            subject: "", clientID: self.clientId.map(ProviderBounds.cut),
            vendorKey: GitHubKey(part: .installations, number: self.id).text,
            displayName: ProviderBounds.cut(self.appSlug ?? "app"),
            scopes: (self.permissions ?? [:]).map { "\($0.key):\($0.value)" }.sorted()
                .prefix(ProviderBounds.scopes).map(ProviderBounds.cut),
            grantedAt: ProviderTime.date(self.createdAt), isTenantWide: true)
    }
}
