/// One provider's grants: listing, revoking and reading back.
///
/// A connector keeps no state beyond its caller token and its pace, and knows no database. All methods may be called
/// at the same time.
package protocol Connector: Sendable {
    static var descriptor: ConnectorDescriptor { get }

    /// Tries what the connector needs, changing nothing.
    func health() async -> HealthReport

    /// One page of all standing grants.
    ///
    /// - Parameter cursor: `GrantPage.next` of the page before, also one kept over a restart; `nil` begins.
    /// - Returns: a page, or why there is none. A cursor that this connector did not make is `misconfigured`.
    func listGrants(after cursor: String?) async -> Result<GrantPage, ProviderAnswer>

    /// Ends one person's grant. It may be called again after any outcome.
    ///
    /// - Parameter attempt: tries of this revoke, this one included. From 2 on, "not found" means that an earlier
    ///   try took effect and its answer was lost: `already_absent`.
    func revoke(_ target: GrantTarget, attempt: Int) async -> ProviderAnswer

    /// Whether the grant still stands, by the provider's listing and never by what `revoke` was told.
    func verify(_ target: GrantTarget) async -> VerificationAnswer

    /// Keeps everybody from granting to the client again.
    ///
    /// - Returns: `revoked` once a read-back showed the block, `revoked_unverified` when it did not yet,
    ///   `already_absent` when the client was blocked before; `nil` when the provider has no interface for it.
    func blockClient(_ target: GrantTarget) async -> ProviderAnswer?
}
