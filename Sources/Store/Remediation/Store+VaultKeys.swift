import Governance
package import Grants
import SQL

/// Master keys of the vault that this store has seen, each by its id with a value that only the right key opens.
extension Store {
    /// The keys that something is sealed under. Where nothing is, another key can begin: nobody is kept out by one that
    /// was lost.
    package func vaultKeyChecks() async throws -> [String: [UInt8]] {
        try await self.read { database in
            Dictionary(
                uniqueKeysWithValues: try database.rows(
                    """
                    SELECT key_id, check_value FROM vault_keys WHERE org_no = ? AND key_id IN (
                        SELECT key_id FROM connector_secrets WHERE org_no = ?
                        UNION SELECT key_id FROM webhooks WHERE org_no = ? AND removed_at IS NULL)
                    """, [Store.organisation, Store.organisation, Store.organisation]
                ).map { ($0[0] as String, $0[1] as [UInt8]) })
        }
    }

    /// Makes a key known; known keys stay as they are.
    package func learnVaultKey(_ id: String, check: [UInt8], now: Timestamp) async throws {
        try await self.decideQuietly { memory, database in
            let added = try database.execute(
                """
                INSERT INTO vault_keys (org_no, key_id, check_value, created_at) VALUES (?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """, [Store.organisation, id, check, now.milliseconds])
            guard added == 1 else { return }
            LogWriter.append(
                LogEntry(type: "vault.key_add", at: now, actor: Store.remediator, targets: ["vault_key:\(id)"]), &memory
            )
        }
    }

    /// Seals every secret anew that is not under the current key, and forgets keys that seal nothing.
    ///
    /// - Parameter rewrap: the record under the current key; throws when its key is not at hand.
    /// - Returns: how many were sealed anew.
    package func rewrapSecrets(
        under current: String, by author: Author, now: Timestamp,
        rewrap: @escaping @Sendable (_ owner: SecretOwner, SealedRecord) throws -> SealedRecord
    ) async throws -> Int {
        try await self.decide { memory, database in
            var count = 0
            let connectors = try database.rows(
                """
                SELECT connector_no, name, version, key_id, sealed, last_four FROM connector_secrets
                WHERE org_no = ? AND key_id <> ?
                """, [Store.organisation, current])
            for row in connectors {
                let number: Int64 = row[0]
                let fresh = try rewrap(
                    .connector(number),
                    SealedRecord(name: row[1], version: row[2], keyID: row[3], sealed: row[4], lastFour: row[5]))
                count += try database.execute(
                    """
                    UPDATE connector_secrets SET key_id = ?, sealed = ?
                    WHERE org_no = ? AND connector_no = ? AND name = ?
                    """, [fresh.keyID, fresh.sealed, Store.organisation, number, fresh.name])
                try database.execute(
                    "UPDATE connectors SET revision = revision + 1 WHERE org_no = ? AND connector_no = ?",
                    [Store.organisation, number])
            }
            let webhooks = try database.rows(
                """
                SELECT webhook_no, key_id, sealed, last_four FROM webhooks
                WHERE org_no = ? AND key_id <> ? AND removed_at IS NULL
                """, [Store.organisation, current])
            for row in webhooks {
                let number: Int64 = row[0]
                let fresh = try rewrap(
                    .webhook(number),
                    SealedRecord(
                        name: SecretOwner.webhookSecret, version: 1, keyID: row[1], sealed: row[2], lastFour: row[3]))
                count += try database.execute(
                    "UPDATE webhooks SET key_id = ?, sealed = ? WHERE org_no = ? AND webhook_no = ?",
                    [fresh.keyID, fresh.sealed, Store.organisation, number])
            }
            try database.execute(
                "DELETE FROM vault_keys WHERE org_no = ? AND key_id <> ?", [Store.organisation, current])
            LogWriter.append(
                LogEntry(
                    type: "vault.rotate", at: now, actor: author.text, targets: ["vault_key:\(current)"],
                    facts: ["secrets": CanonicalJSON(count)]),
                &memory)
            return count
        }
    }
}

/// To what a secret belongs; part of what its sealing is bound to.
package enum SecretOwner: Sendable, Hashable {
    case connector(Int64)
    case webhook(Int64)

    package static let webhookSecret = "signing_secret"

    /// Unique in the organisation: `connector:3/private_key`.
    package func record(_ name: String) -> String {
        switch self {
        case .connector(let number): "connector:\(number)/\(name)"
        case .webhook(let number): "webhook:\(number)/\(name)"
        }
    }
}
