package import Store

/// What the vault does for connectors and webhooks. Without a master key every call fails with `vault_key_missing`.
package struct ConnectorVault: Sendable {
    /// Opens a secret of an owner.
    package var open: @Sendable (SecretOwner, SealedRecord) throws(ConnectorFault) -> [UInt8]
    /// Seals a value as a version of the owner's secret of that name.
    package var seal:
        @Sendable (SecretOwner, _ name: String, _ version: Int64, [UInt8]) throws(ConnectorFault) -> SealedRecord

    package init(
        open: @escaping @Sendable (SecretOwner, SealedRecord) throws(ConnectorFault) -> [UInt8],
        seal: @escaping @Sendable (SecretOwner, String, Int64, [UInt8]) throws(ConnectorFault) -> SealedRecord
    ) {
        self.open = open
        self.seal = seal
    }
}
