package import Grants

/// One walk through all grants that a connector can list.
package struct ListingRun: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
        case running, complete, failed
        /// Complete, but so many grants were missing that none was taken for ended.
        case doubtful
    }

    package var number: Int64
    package var connector: Int64
    package var state: State
    /// The provider's cursor behind the last kept page; `nil` at the beginning.
    package var position: String?
    package var pages: Int
    /// Grants seen so far.
    package var seen: Int
    /// How many there are in all, where the provider says so.
    package var total: Int?
    /// Grants that ended by it.
    package var gone: Int
    /// Why it failed or is in doubt.
    package var problem: String?
    package var startedAt: Timestamp
    package var changedAt: Timestamp
}

/// A grant as a provider lists it.
package struct ListedGrant: Sendable, Equatable {
    /// The person's address; empty for a grant that covers everybody.
    package var address: String
    /// As in an authorization request; `nil` when the provider does not say.
    package var clientID: String?
    package var vendorKey: String
    package var name: String
    package var scopes: [String]
    package var isTenantWide: Bool
    package var grantedAt: Timestamp?
    package var lastUsedAt: Timestamp?

    package init(
        address: String, clientID: String?, vendorKey: String, name: String, scopes: [String], isTenantWide: Bool,
        grantedAt: Timestamp?, lastUsedAt: Timestamp?
    ) {
        self.address = address
        self.clientID = clientID
        self.vendorKey = vendorKey
        self.name = name
        self.scopes = scopes
        self.isTenantWide = isTenantWide
        self.grantedAt = grantedAt
        self.lastUsedAt = lastUsedAt
    }
}

/// When missing grants are taken for ended.
package struct ListingRules: Sendable, Equatable {
    /// So many may vanish at once, whatever their share.
    package var vanishing: Int
    /// Beyond that, this many hundredths of what stood before.
    package var share: Int

    package init(vanishing: Int = 20, share: Int = 5) {
        self.vanishing = vanishing
        self.share = share
    }

    /// Whether the listing rather than the world has changed.
    package func isDoubtful(vanished: Int, of standing: Int) -> Bool {
        vanished > self.vanishing && vanished * 100 > standing * self.share
    }
}
