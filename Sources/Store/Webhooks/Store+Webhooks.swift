package import Governance
package import Grants
import SQL

/// Webhooks read the system log: each has its place in it, so that nothing is sent that did not happen, and nothing
/// that happened is forgotten.
extension Store {
    package func webhooks() async throws -> [WebhookRecord] {
        try await self.read { database in
            try database.rows(
                """
                SELECT webhook_no, url, events, networks, with_addresses, key_id, sealed, last_four, position,
                    attempts, failing_since, next_at, problem, created_at, disabled_at IS NOT NULL
                FROM webhooks WHERE org_no = ? AND removed_at IS NULL ORDER BY webhook_no
                """, [Store.organisation]
            ).map { row in
                WebhookRecord(
                    number: row[0], url: row[1], events: Self.words(row[2]), networks: Self.words(row[3]),
                    withAddresses: row[4],
                    secret: SealedRecord(
                        name: SecretOwner.webhookSecret, version: 1, keyID: row[5], sealed: row[6], lastFour: row[7]),
                    position: row[8], attempts: row[9],
                    failingSince: (row[10] as Int64?).map(Timestamp.init(milliseconds:)),
                    nextAt: Timestamp(milliseconds: row[11]), problem: row[12],
                    createdAt: Timestamp(milliseconds: row[13]), isDisabled: row[14])
            }
        }
    }

    /// Adds a receiver, which gets what happens from now on.
    ///
    /// - Parameter seal: seals its signing secret for the number, in the transaction.
    package func addWebhook(
        _ new: NewWebhook, by author: Author, person: Int64, now: Timestamp,
        seal: @escaping @Sendable (_ number: Int64) throws -> SealedRecord
    ) async throws -> Int64 {
        try await self.decide { memory, database in
            let number = try memory.number(in: .webhooks, database)
            let secret = try seal(number)
            try database.execute(
                """
                INSERT INTO webhooks (org_no, webhook_no, url, events, networks, with_addresses, key_id, sealed,
                    last_four, position, attempts, next_at, created_at, created_by)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
                """,
                [
                    Store.organisation, number, new.url, new.events.joined(separator: " "),
                    new.networks.joined(separator: " "), new.withAddresses ? 1 : 0, secret.keyID, secret.sealed,
                    secret.lastFour, try Self.lastSequence(database), now.milliseconds, now.milliseconds, person,
                ])
            Self.log("add", number, author.text, now, &memory)
            return number
        }
    }

    package func removeWebhook(_ number: Int64, by author: Author, now: Timestamp) async throws {
        try await self.changeWebhook(number, "remove", author.text, now) { database in
            try database.execute(
                "UPDATE webhooks SET removed_at = ?, sealed = ? WHERE org_no = ? AND webhook_no = ?",
                [now.milliseconds, [UInt8](), Store.organisation, number])
        }
    }

    /// Sends what happened since a time once more, and ends a disablement.
    ///
    /// - Returns: how many log entries lie behind the receiver's new place.
    package func replayWebhook(
        _ number: Int64, since: Timestamp, by author: Author, now: Timestamp
    ) async throws -> Int {
        try await self.changeWebhook(number, "replay", author.text, now) { database in
            let before =
                try database.value(
                    Int64.self, "SELECT max(seq) FROM log WHERE org_no = ? AND at < ?",
                    [Store.organisation, since.milliseconds]) ?? 0
            try database.execute(
                """
                UPDATE webhooks SET position = ?, attempts = 0, failing_since = NULL, next_at = ?, problem = NULL,
                    disabled_at = NULL
                WHERE org_no = ? AND webhook_no = ?
                """, [before, now.milliseconds, Store.organisation, number])
            return Int(try Self.lastSequence(database) - before)
        }
    }

    /// The next entries after a receiver's place.
    package func logEntries(after position: Int64, limit: Int) async throws -> [SealedLogEntry] {
        try await self.read { database in
            try database.rows(
                "SELECT seq, type, at, bytes, hash FROM log WHERE org_no = ? AND seq > ? ORDER BY seq LIMIT ?",
                [Store.organisation, position, limit]
            ).map(Self.logEntry)
        }
    }

    /// Addresses of the people that a log entry names, or whose grants it names, by its targets; of the erased none.
    package func addresses(ofTargets targets: [String]) async throws -> [String: String] {
        try await self.read { database in
            var found: [String: String] = [:]
            for target in targets {
                let parts = target.split(separator: ":")
                guard parts.count == 2, let select = Self.addressSelects[String(parts[0])], let number = Int64(parts[1])
                else { continue }
                found[target] = try database.value(String.self, select, [Store.organisation, number])
            }
            return found
        }
    }

    private static let addressSelects = [
        "person": "SELECT address FROM people WHERE org_no = ? AND person_no = ?",
        "grant": """
        SELECT p.address FROM grants g JOIN people p ON p.org_no = g.org_no AND p.person_no = g.person_no
        WHERE g.org_no = ? AND g.grant_no = ?
        """,
    ]

    /// The receiver has taken everything up to a place. Nothing, when a replay has set another place meanwhile.
    package func advanceWebhook(
        _ number: Int64, from start: Int64, to position: Int64, as duty: Duty
    ) async throws {
        _ = try await self.lane.perform { database in
            try duty.check(database)
            return try database.execute(
                """
                UPDATE webhooks SET position = ?, attempts = 0, failing_since = NULL, problem = NULL
                WHERE org_no = ? AND webhook_no = ? AND position = ?
                """, [position, Store.organisation, number, start])
        }
    }

    /// A try of the entry after a place has failed. Nothing, when a replay has set another place meanwhile.
    ///
    /// - Parameter nextAt: when to try again; `nil` to disable the receiver, which is logged.
    package func failWebhook(
        _ number: Int64, at position: Int64, problem: String, nextAt: Timestamp?, now: Timestamp, as duty: Duty
    ) async throws {
        try await self.decideQuietly { memory, database in
            try duty.check(database)
            let failed = try database.execute(
                """
                UPDATE webhooks SET attempts = attempts + 1, failing_since = coalesce(failing_since, ?), problem = ?,
                    next_at = coalesce(?, next_at), disabled_at = ?
                WHERE org_no = ? AND webhook_no = ? AND position = ?
                """,
                [
                    now.milliseconds, problem, nextAt?.milliseconds, nextAt == nil ? now.milliseconds : nil,
                    Store.organisation, number, position,
                ])
            if failed == 1, nextAt == nil { Self.log("disable", number, Author.remediator.text, now, &memory) }
        }
    }

    // MARK: - Pieces

    @discardableResult
    private func changeWebhook<Value: Sendable>(
        _ number: Int64, _ verb: String, _ actor: String, _ now: Timestamp,
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws -> Value {
        try await self.decide { memory, database in
            guard
                try database.row(
                    "SELECT 1 FROM webhooks WHERE org_no = ? AND webhook_no = ? AND removed_at IS NULL",
                    [Store.organisation, number]) != nil
            else { throw StoreError(.notFound, "no webhook whk_\(number)") }
            let value = try body(database)
            Self.log(verb, number, actor, now, &memory)
            return value
        }
    }

    private static func lastSequence(_ database: any SQLSession) throws -> Int64 {
        try database.value(Int64.self, "SELECT max(seq) FROM log WHERE org_no = ?", [Store.organisation]) ?? 0
    }

    private static func log(
        _ verb: String, _ number: Int64, _ actor: String, _ now: Timestamp, _ memory: inout WriterMemory
    ) {
        LogWriter.append(
            LogEntry(type: "webhook.\(verb)", at: now, actor: actor, targets: ["webhook:\(number)"]), &memory)
    }
}
