package import Foundation

/// One grant as the provider lists it.
package struct StandingGrant: Sendable, Hashable {
    /// The account's mail address; empty for a grant that stands for the whole tenant.
    package var subject: String
    /// The client id as an authorization request shows it; `nil` when the listing does not carry it.
    package var clientID: String?
    /// The key by which the provider's interface knows the app or the grant.
    package var vendorKey: String
    /// The app's name as the provider shows it: hostile text like everything else from outside.
    package var displayName: String
    package var scopes: [String]
    package var grantedAt: Date?
    package var lastUsedAt: Date?
    /// Whether it covers everybody: its revoke is another decision than that of one person's grant.
    package var isTenantWide: Bool

    package init(
        subject: String, clientID: String?, vendorKey: String, displayName: String, scopes: [String],
        grantedAt: Date? = nil, lastUsedAt: Date? = nil, isTenantWide: Bool = false
    ) {
        self.subject = subject
        self.clientID = clientID
        self.vendorKey = vendorKey
        self.displayName = displayName
        self.scopes = scopes
        self.grantedAt = grantedAt
        self.lastUsedAt = lastUsedAt
        self.isTenantWide = isTenantWide
    }
}

/// A part of a listing.
package struct GrantPage: Sendable, Equatable {
    /// May be empty before the last page. An account and a key may come more than once, one time for each resource:
    /// their scopes belong together.
    package var grants: [StandingGrant]
    /// Where to go on, also after a restart; opaque, at most 4 KiB, no address of a person.
    /// `nil`: the listing is complete.
    package var next: String?
    /// How many grants there are in all, where the provider says so.
    package var total: Int?

    package init(grants: [StandingGrant], next: String?, total: Int? = nil) {
        self.grants = grants
        self.next = next
        self.total = total
    }
}
