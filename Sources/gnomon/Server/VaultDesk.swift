import Cryptography
import Foundation
import Logging
import Remediation
import Store
import Vault

/// The vault as connectors and webhooks use it, under the master key of the settings.
///
/// Without a key, or with a wrong one, the service starts and reading works; what needs a secret fails with the reason.
struct VaultDesk: Sendable {
    private let ring: KeyRing

    /// Reads the keys and holds the current one against what the store knows of it.
    init(_ settings: VaultSettings, store: Store, clock: WallClock, logger: Logger) async throws {
        do {
            let ring = try settings.ring { logger.warning("\($0)") }
            try await Self.introduce(ring, to: store, clock)
            self.ring = ring
        } catch let error as VaultError {
            self.ring = KeyRing(unavailable: error)
            if error.kind != .keyMissing || settings.isNamed {
                logger.error("The vault is closed.", metadata: ["code": "\(error.code)", "detail": "\(error.detail)"])
            }
        }
    }

    /// A store that has something sealed takes a new key only beside the one of the seal.
    private static func introduce(_ ring: KeyRing, to store: Store, _ clock: WallClock) async throws {
        let known = try await store.vaultKeyChecks()
        let checks = try known.values.map { try KeyCheck(bytes: $0) }
        var problem: VaultError?
        var isKnown = checks.isEmpty
        for check in checks {
            do { if try ring.verify(check) || !isKnown { isKnown = true } } catch { problem = error }
        }
        if !isKnown, let problem { throw problem }
        let check = try ring.check
        try await store.learnVaultKey(check.keyID.description, check: check.bytes, now: clock.now())
    }

    var vault: ConnectorVault {
        ConnectorVault(
            open: { (owner, secret) throws(ConnectorFault) in
                try Self.faulting { () throws(VaultError) in
                    try self.ring.open(try SealedSecret(bytes: secret.sealed), at: owner.place(of: secret))
                        .withBytes { Array($0) }
                }
            },
            seal: { (owner, name, version, value) throws(ConnectorFault) in
                try Self.faulting { () throws(VaultError) in
                    let secret = SecretBytes(value)
                    let sealed = try self.ring.seal(
                        secret,
                        at: SecretPlace(organisation: Store.organisation, record: owner.record(name), version: version))
                    return SealedRecord(
                        name: name, version: version, keyID: sealed.keyID.description, sealed: sealed.bytes,
                        lastFour: Vault.SecretHint.lastFour(of: secret) ?? "")
                }
            })
    }

    /// The id of the current master key, and what puts a secret's record under it.
    func rewrapping() throws(ConnectorFault) -> (
        current: String, rewrap: @Sendable (SecretOwner, SealedRecord) throws -> SealedRecord
    ) {
        let ring = self.ring
        let current = try Self.faulting { () throws(VaultError) in try ring.currentID.description }
        return (
            current,
            { owner, secret in
                try Self.faulting { () throws(VaultError) in
                    var fresh = secret
                    guard
                        let sealed = try ring.rewrap(
                            try SealedSecret(bytes: secret.sealed), at: owner.place(of: secret))
                    else { return fresh }
                    (fresh.keyID, fresh.sealed) = (sealed.keyID.description, sealed.bytes)
                    return fresh
                }
            }
        )
    }

    private static func faulting<Value>(
        _ body: () throws(VaultError) -> Value
    ) throws(ConnectorFault) -> Value {
        do {
            return try body()
        } catch {
            throw ConnectorFault(code: error.code, detail: error.detail)
        }
    }
}

extension SecretOwner {
    fileprivate func place(of secret: SealedRecord) -> SecretPlace {
        SecretPlace(organisation: Store.organisation, record: self.record(secret.name), version: secret.version)
    }
}
