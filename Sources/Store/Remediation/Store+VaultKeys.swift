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
                LogEntry(type: "vault.key_add", at: now, actor: Author.remediator.text, targets: ["vault_key:\(id)"]),
                &memory
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
            let old = try Self.secrets(notUnder: current, database)
            for (owner, record) in old { try Self.keep(try rewrap(owner, record), of: owner, database) }
            try database.execute(
                "DELETE FROM vault_keys WHERE org_no = ? AND key_id <> ?", [Store.organisation, current])
            LogWriter.append(
                LogEntry(
                    type: "vault.rotate", at: now, actor: author.text, targets: ["vault_key:\(current)"],
                    facts: ["secrets": CanonicalJSON(old.count)]),
                &memory)
            return old.count
        }
    }

    private static func secrets(
        notUnder key: String, _ database: any SQLSession
    ) throws -> [(SecretOwner, SealedRecord)] {
        try database.rows(
            """
            SELECT 1, connector_no, name, version, key_id, sealed, last_four FROM connector_secrets
            WHERE org_no = ? AND key_id <> ?
            UNION ALL
            SELECT 0, webhook_no, ?, 1, key_id, sealed, last_four FROM webhooks
            WHERE org_no = ? AND key_id <> ? AND removed_at IS NULL
            """, [Store.organisation, key, SecretOwner.webhookSecret, Store.organisation, key]
        ).map { row in
            (
                row[0] ? SecretOwner.connector(row[1]) : .webhook(row[1]),
                SealedRecord(name: row[2], version: row[3], keyID: row[4], sealed: row[5], lastFour: row[6])
            )
        }
    }

    private static func keep(_ record: SealedRecord, of owner: SecretOwner, _ database: any SQLSession) throws {
        switch owner {
        case .connector(let number):
            try database.execute(
                """
                UPDATE connector_secrets SET key_id = ?, sealed = ?
                WHERE org_no = ? AND connector_no = ? AND name = ?
                """, [record.keyID, record.sealed, Store.organisation, number, record.name])
            try database.execute(
                "UPDATE connectors SET revision = revision + 1 WHERE org_no = ? AND connector_no = ?",
                [Store.organisation, number])
        case .webhook(let number):
            try database.execute(
                "UPDATE webhooks SET key_id = ?, sealed = ? WHERE org_no = ? AND webhook_no = ?",
                [record.keyID, record.sealed, Store.organisation, number])
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
