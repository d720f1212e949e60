import Foundation
import Governance
package import Grants
import SQL

extension Store {
    /// Every connector, removed ones last.
    package func connectors() async throws -> [ConnectorRecord] {
        try await self.read { database in
            let hints = Dictionary(
                grouping: try database.rows(
                    """
                    SELECT connector_no, name, last_four, version, key_id, created_at FROM connector_secrets
                    WHERE org_no = ? ORDER BY name
                    """, [Store.organisation]), by: { $0[0] as Int64 })
            return try database.rows(
                """
                SELECT connector_no, name, kind, providers, settings, networks, revision, created_at,
                    disabled_at IS NOT NULL, paused_because, tested_at, health
                FROM connectors WHERE org_no = ? ORDER BY disabled_at IS NOT NULL, connector_no
                """, [Store.organisation]
            ).map { row in
                let number: Int64 = row[0]
                return ConnectorRecord(
                    number: number, name: row[1], kind: row[2], providers: Self.words(row[3]),
                    settings: try JSONDecoder().decode([String: String].self, from: Data((row[4] as String).utf8)),
                    networks: Self.words(row[5]), revision: row[6], createdAt: Timestamp(milliseconds: row[7]),
                    isDisabled: row[8], pausedBecause: row[9],
                    testedAt: (row[10] as Int64?).map(Timestamp.init(milliseconds:)), health: row[11],
                    secrets: hints[number, default: []].map { hint in
                        SecretHint(
                            name: hint[1], lastFour: hint[2], version: hint[3], keyID: hint[4],
                            createdAt: Timestamp(milliseconds: hint[5]))
                    })
            }
        }
    }

    /// Adds a connector; its number is known before its secrets are sealed, which are bound to it.
    ///
    /// - Parameter seal: makes the secrets for the number, in the transaction; it must not wait for anything.
    /// - Throws: `connector_name_taken`.
    package func addConnector(
        _ new: NewConnector, by author: Author, person: Int64, now: Timestamp,
        seal: @escaping @Sendable (_ number: Int64) throws -> [SealedRecord]
    ) async throws -> Int64 {
        try await self.decide { memory, database in
            guard
                try database.row(
                    "SELECT 1 FROM connectors WHERE org_no = ? AND name = ? AND disabled_at IS NULL",
                    [Store.organisation, new.name]) == nil
            else { throw StoreError(.connectorNameTaken, "a connector named \(new.name) is in use") }
            let number = try memory.number(in: .connectors, database)
            try database.execute(
                """
                INSERT INTO connectors (org_no, connector_no, name, kind, providers, settings, networks, revision,
                    created_at, created_by)
                VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?)
                """,
                [
                    Store.organisation, number, new.name, new.kind, new.providers.joined(separator: " "),
                    try Self.text(of: new.settings), new.networks.joined(separator: " "), now.milliseconds, person,
                ])
            try Self.keep(try seal(number), of: number, now, database)
            LogWriter.append(
                LogEntry(
                    type: "connector.add", at: now, actor: author.text, targets: ["connector:\(number)"],
                    facts: [
                        "kind": .string(new.kind),
                        "test": .string(ConnectorRecord.areTest(new.networks) ? "yes" : "no"),
                    ]),
                &memory)
            return number
        }
    }

    /// Replaces secrets by new versions; also ends a pause.
    package func rotateSecrets(
        of number: Int64, by author: Author, now: Timestamp,
        seal: @escaping @Sendable (_ versions: [String: Int64]) throws -> [SealedRecord]
    ) async throws {
        try await self.changeConnector(number, "rotate", by: author, now: now) { database in
            let versions = try database.rows(
                "SELECT name, version FROM connector_secrets WHERE org_no = ? AND connector_no = ?",
                [Store.organisation, number])
            try Self.keep(
                try seal(Dictionary(uniqueKeysWithValues: versions.map { ($0[0], $0[1]) })), of: number, now, database)
            try database.execute(
                "UPDATE connectors SET paused_because = NULL, paused_at = NULL WHERE org_no = ? AND connector_no = ?",
                [Store.organisation, number])
        }
    }

    /// Takes a connector out of use; its secrets are deleted, and its jobs go to another one or to people.
    package func disableConnector(_ number: Int64, by author: Author, now: Timestamp) async throws {
        try await self.changeConnector(number, "disable", by: author, now: now) { database in
            try database.execute(
                "UPDATE connectors SET disabled_at = ? WHERE org_no = ? AND connector_no = ?",
                [now.milliseconds, Store.organisation, number])
            try database.execute(
                "DELETE FROM connector_secrets WHERE org_no = ? AND connector_no = ?", [Store.organisation, number])
            try ActionJobs.reroute(from: number, database)
        }
    }

    /// Lets a connector's jobs wait, or go on.
    ///
    /// - Parameter because: a code and words; `nil` to go on.
    package func pauseConnector(
        _ number: Int64, because: String?, by author: Author, now: Timestamp
    ) async throws {
        try await self.changeConnector(number, because == nil ? "unpause" : "pause", by: author, now: now) { database in
            try database.execute(
                "UPDATE connectors SET paused_because = ?, paused_at = ? WHERE org_no = ? AND connector_no = ?",
                [because, because == nil ? nil : now.milliseconds, Store.organisation, number])
        }
    }

    /// Keeps what a test of a connector said.
    package func noteHealth(
        of number: Int64, json: String, isHealthy: Bool, by author: Author, now: Timestamp
    ) async throws {
        try await self.changeConnector(
            number, "test", by: author, now: now, outcome: isHealthy ? .success : .failure
        ) { database in
            try database.execute(
                "UPDATE connectors SET tested_at = ?, health = ? WHERE org_no = ? AND connector_no = ?",
                [now.milliseconds, json, Store.organisation, number])
        }
    }

    /// A connector's sealed secrets.
    package func sealedSecrets(of number: Int64) async throws -> [SealedRecord] {
        try await self.read { try Self.sealedSecrets(of: number, $0) }
    }

    /// Says once and for all what the vendor calls a client; a person's word, never a guess.
    package func mapClient(
        _ clientID: String, to vendorKey: String, at connector: Int64, by author: Author, person: Int64, now: Timestamp
    ) async throws {
        try await self.changeConnector(connector, "map_client", by: author, now: now) { database in
            try database.execute(
                """
                INSERT INTO client_mappings (org_no, connector_no, client_id, vendor_key, mapped_at, mapped_by)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (org_no, connector_no, client_id) DO UPDATE SET
                    vendor_key = excluded.vendor_key, mapped_at = excluded.mapped_at, mapped_by = excluded.mapped_by
                """, [Store.organisation, connector, clientID, vendorKey, now.milliseconds, person])
        }
    }

    // MARK: - Pieces

    /// One logged change of a connector in use; raises its revision.
    private func changeConnector(
        _ number: Int64, _ verb: String, by author: Author, now: Timestamp,
        outcome: LogEntry.Outcome = .success, _ body: @escaping @Sendable (any SQLSession) throws -> Void
    ) async throws {
        try await self.decide { memory, database in
            let changed = try database.execute(
                """
                UPDATE connectors SET revision = revision + 1
                WHERE org_no = ? AND connector_no = ? AND disabled_at IS NULL
                """, [Store.organisation, number])
            guard changed == 1 else { throw StoreError(.connectorUnknown, "no connector cnr_\(number) is in use") }
            try body(database)
            LogWriter.append(
                LogEntry(
                    type: "connector.\(verb)", at: now, actor: author.text, targets: ["connector:\(number)"],
                    outcome: outcome),
                &memory)
        }
    }

    static func sealedSecrets(of number: Int64, _ database: any SQLSession) throws -> [SealedRecord] {
        try database.rows(
            """
            SELECT name, version, key_id, sealed, last_four FROM connector_secrets
            WHERE org_no = ? AND connector_no = ? ORDER BY name
            """, [Store.organisation, number]
        ).map {
            SealedRecord(name: $0[0], version: $0[1], keyID: $0[2], sealed: $0[3], lastFour: $0[4])
        }
    }

    private static func keep(
        _ secrets: [SealedRecord], of connector: Int64, _ now: Timestamp, _ database: any SQLSession
    ) throws {
        for secret in secrets {
            try database.execute(
                """
                INSERT INTO connector_secrets
                    (org_no, connector_no, name, version, key_id, sealed, last_four, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (org_no, connector_no, name) DO UPDATE SET
                    version = excluded.version, key_id = excluded.key_id, sealed = excluded.sealed,
                    last_four = excluded.last_four, created_at = excluded.created_at
                """,
                [
                    Store.organisation, connector, secret.name, secret.version, secret.keyID, secret.sealed,
                    secret.lastFour, now.milliseconds,
                ])
        }
    }

    private static func text(of settings: [String: String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(settings), as: UTF8.self)
    }

    static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
