import Cryptography
import SQL

/// What was decided and done for the first finding: one action that ended, one job of it with its proof.
extension FilledStore {
    /// - Returns: the receipt's hash, which belongs into the log.
    static func fillRemediation(_ database: any SQLSession) throws -> [UInt8] {
        let start = SQLValue.integer(self.start)
        try database.execute(
            """
            UPDATE actions SET state = 'verified', proposed_by = 1, decided_by = 1, decided_at = ?,
                decision_reason = 'why', not_until = ?, starts_at = ?, snapshot = ? WHERE action_no = 1
            """, [self.start, self.start, self.start, [0, 255] as [UInt8]])
        try self.insert(
            database, "approvals", "action_no, approval_no, person_no, token_no, reason, at, withdrawn_at",
            [[1, 1, 1, 1, self.text, start, start], [1, 2, 1, 1, self.text, start, nil]])
        try self.fillConnector(database)
        try self.insert(
            database, "jobs",
            "job_no, action_no, kind, subject_no, provider_id, connector_no, state, step, outcome, attempt, tries, "
                + "read_backs, scheduled_at, created_at, first_attempt_at, called, called_at, absent_at, residual_until, "
                + "finished_at",
            [
                [
                    1, 1, "revoke", 2, "google", 1, "completed", "read_back", "revoked", 1, 2, 1, start, start, start,
                    "revoked", start, start, start, start,
                ]
            ])
        try self.insert(
            database, "job_attempts",
            "job_no, attempt_no, step, connector_no, started_at, finished_at, outcome, detail, request_ids",
            [
                [1, 1, "call", 1, start, start, "revoked", self.text, "a b"],
                [1, 2, "read_back", 1, start, start, "revoked", self.text, nil],
            ])
        try self.insert(database, "grant_ends", "grant_no, ended_at, because", [[2, start, "revoked"]])
        let receipt = Array("{}".utf8)
        let hash = SHA256.hash(receipt)
        try self.insert(
            database, "receipts", "job_no, made_at, bytes, hash", [[1, start, .bytes(receipt), .bytes(hash)]])
        return hash
    }

    private static func fillConnector(_ database: any SQLSession) throws {
        let start = SQLValue.integer(self.start)
        try self.insert(
            database, "vault_keys", "key_id, check_value, created_at", [["key-1", .bytes([0, 255, 0]), start]])
        try self.insert(
            database, "connectors",
            "connector_no, name, kind, providers, settings, networks, revision, created_at, created_by, disabled_at, "
                + "paused_because, paused_at, tested_at, health",
            [
                [
                    1, self.text, "google_workspace", "google", "{}", "127.0.0.0/8", 3, start, 1, nil, "misconfigured",
                    start, start, "{}",
                ]
            ])
        try self.insert(
            database, "connector_secrets", "connector_no, name, version, key_id, sealed, last_four, created_at",
            [[1, "private_key", 2, "key-1", .bytes([0, 1, 255]), "wxyz", start]])
        try self.insert(
            database, "client_mappings", "connector_no, client_id, vendor_key, mapped_at, mapped_by",
            [[1, self.text, self.text, start, 1]])
        try self.insert(
            database, "listings",
            "listing_no, connector_no, state, position, pages, seen, total, sees_others, gone, problem, started_at, "
                + "changed_at",
            [[1, 1, "complete", self.text, 3, 250, 250, 1, 0, nil, start, start]])
        try self.insert(
            database, "standing_grants",
            "connector_no, person_no, vendor_key, standing_no, client_id, name, scopes, is_tenant_wide, granted_at, "
                + "last_used_at, grant_no, first_listing_no, last_listing_no, first_seen, last_seen, gone_at",
            [[1, 1, self.text, 1, "client-1", self.text, "[]", 0, start, nil, 2, 1, 1, start, start, nil]])
        try self.insert(
            database, "webhooks",
            "webhook_no, url, events, networks, with_addresses, key_id, sealed, last_four, position, attempts, next_at, "
                + "created_at, created_by",
            [
                [
                    1, "https://hooks.example/a", "finding.open", "", 0, "key-1", .bytes([1, 0]), "wxyz", 7, 0, start,
                    start, 1,
                ]
            ])
    }
}
