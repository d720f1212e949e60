import Connectors

/// What the common tables have to know of a provider's fake.
struct ProviderTraits: Sendable {
    /// The call that takes a grant away: its method and a part of its path.
    var change: (method: String, path: String)
    /// The listing that `revoke` and `verify` read.
    var reading: (method: String, path: String)
    /// What the provider calls the permission that its refusal is about.
    var permission: String
    /// Whether its caller's token is renewed after a 401.
    var renewsToken = true
    /// The pause where the provider names none.
    var defaultPause: Duration?
    /// Whether its own signal for "too fast" carries a pause.
    var throttleHasPause = false

    /// Every kind with a listing.
    static let all: [ConnectorKind: ProviderTraits] = [
        .googleWorkspace: ProviderTraits(
            change: ("DELETE", "/tokens/"), reading: ("GET", "/tokens"), permission: "admin privilege User Security"),
        .microsoftEntra: ProviderTraits(
            change: ("DELETE", "/oauth2PermissionGrants/"), reading: ("GET", "/oauth2PermissionGrants"),
            permission: "DelegatedPermissionGrant.ReadWrite.All", throttleHasPause: true),
        .okta: ProviderTraits(
            change: ("DELETE", "/tokens"), reading: ("GET", "/grants"), permission: "okta.users.manage",
            throttleHasPause: true),
        .dropbox: ProviderTraits(
            change: ("POST", "/revoke_linked_app"), reading: ("POST", "/list_member_linked_apps"),
            permission: "sessions.modify", throttleHasPause: true),
        .github: ProviderTraits(
            change: ("POST", "/personal-access-tokens/"), reading: ("GET", "/personal-access-tokens"),
            permission: "organization_personal_access_tokens=write", defaultPause: .seconds(60), throttleHasPause: true),
        .salesforce: ProviderTraits(
            change: ("POST", "/oauth2/revoke"), reading: ("GET", "/query"), permission: "Customize Application",
            renewsToken: false),
        .zendesk: ProviderTraits(
            change: ("DELETE", "/oauth/tokens/"), reading: ("GET", "/oauth/tokens"), permission: "administrator",
            renewsToken: false, throttleHasPause: true),
    ]
}

extension ConnectorKind {
    /// Those that the common tables run.
    static let listing = ConnectorKind.allCases.filter { ProviderTraits.all[$0] != nil }
}
