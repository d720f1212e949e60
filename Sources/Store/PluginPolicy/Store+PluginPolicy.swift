import Governance
package import Grants
import SQL
import Synchronization

extension Store {
    /// Most entries that may be in force: the list goes to every sensor.
    package static let pluginPolicyEntries = 2_000

    /// The number of the list in force; see `PluginPolicy.issue`.
    package func pluginPolicyIssue() async throws -> Int64 {
        try await self.read { try Self.pluginPolicyIssue($0).issue }
    }

    package func pluginPolicy() async throws -> PluginPolicy {
        try await self.read { database in
            let (issue, changedAt) = try Self.pluginPolicyIssue(database)
            let entries = try database.rows(
                """
                SELECT e.entry_no, e.provider_id, e.client_id, e.state, e.reason, e.alternative_name,
                    e.alternative_url, e.created_at, e.created_by, coalesce(p.address, 'erased')
                FROM plugin_policy_entries e JOIN people p ON p.org_no = e.org_no AND p.person_no = e.created_by
                WHERE e.org_no = ? AND e.removed_at IS NULL ORDER BY e.entry_no
                """, [Store.organisation]
            ).map(Self.record)
            return PluginPolicy(
                issue: issue, changedAt: changedAt, entries: entries, message: try Self.message(database))
        }
    }

    /// Puts an entry in force, in place of the one of the same provider and client.
    ///
    /// - Returns: the number of the entry that is in force now, and whether anything changed.
    /// - Throws: `conflict` when the list is full.
    package func putPluginPolicyEntry(
        _ entry: PluginPolicyEntry, by person: Int64, now: Timestamp
    ) async throws -> (number: Int64, isNew: Bool) {
        let session = self.session
        return try await self.lane.perform { database in
            try session.change(database, of: .logAlone) { memory in
                let known = try Self.entry(of: entry.providerID, entry.clientID, database)
                if let known, known.entry == entry { return (known.number, false) }
                if let known {
                    try Self.end(known, person, now, &memory, database)
                } else {
                    let count = try database.value(
                        Int.self,
                        "SELECT count(*) FROM plugin_policy_entries WHERE org_no = ? AND removed_at IS NULL",
                        [Store.organisation])
                    guard (count ?? 0) < Self.pluginPolicyEntries else {
                        throw StoreError(.conflict, "the list has \(Self.pluginPolicyEntries) entries; end one first")
                    }
                }
                let number = try Self.last("entry_no", of: "plugin_policy_entries", database) + 1
                try database.execute(
                    """
                    INSERT INTO plugin_policy_entries (org_no, entry_no, provider_id, client_id, state, reason,
                        alternative_name, alternative_url, created_at, created_by)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        Store.organisation, number, entry.providerID, entry.clientID, entry.state.rawValue,
                        entry.reason, entry.alternative?.name, entry.alternative?.url, now.milliseconds, person,
                    ])
                Self.log("plugin_policy.put", number, entry.state, person, now, &memory)
                return (number, true)
            }
        }
    }

    /// Takes an entry out of the list.
    ///
    /// - Throws: `not_found` when none of that number is in force.
    package func removePluginPolicyEntry(_ number: Int64, by person: Int64, now: Timestamp) async throws {
        let session = self.session
        try await self.lane.perform { database in
            try session.change(database, of: .logAlone) { memory in
                guard let known = try Self.entry("e.entry_no = ?", [number], database) else {
                    throw StoreError(.notFound, "no entry ppe_\(number) is in force")
                }
                try Self.end(known, person, now, &memory, database)
            }
        }
    }

    /// Says something above all reasons; an empty text says nothing.
    ///
    /// - Returns: whether anything changed.
    package func setPluginPolicyMessage(_ text: String, by person: Int64, now: Timestamp) async throws -> Bool {
        let session = self.session
        return try await self.lane.perform { database in
            try session.change(database, of: .logAlone) { memory in
                guard try Self.message(database) != text else { return false }
                let number = try Self.last("message_no", of: "plugin_policy_messages", database) + 1
                try database.execute(
                    """
                    INSERT INTO plugin_policy_messages (org_no, message_no, text, created_at, created_by)
                    VALUES (?, ?, ?, ?, ?)
                    """, [Store.organisation, number, text, now.milliseconds, person])
                LogWriter.append(
                    LogEntry(
                        type: "plugin_policy.message", at: now, actor: Author(person: person).text,
                        targets: ["plugin_policy_message:\(number)"]),
                    &memory)
                return true
            }
        }
    }

    // MARK: - In the transaction

    /// Rows are only added and ended, so the number of both is the number of changes.
    private static func pluginPolicyIssue(
        _ database: any SQLSession
    ) throws -> (issue: Int64, changedAt: Timestamp?) {
        let entries = try database.row(
            """
            SELECT count(*), count(removed_at), max(created_at), max(removed_at) FROM plugin_policy_entries
            WHERE org_no = ?
            """, [Store.organisation])
        let messages = try database.row(
            "SELECT count(*), max(created_at) FROM plugin_policy_messages WHERE org_no = ?", [Store.organisation])
        let changes = [entries?[0], entries?[1], messages?[0]] as [Int64?]
        let times = [entries?[2] ?? nil, entries?[3] ?? nil, messages?[1] ?? nil] as [Int64?]
        return (
            1 + changes.compactMap { $0 }.reduce(0, +),
            times.compactMap { $0 }.max().map(Timestamp.init(milliseconds:))
        )
    }

    private static func message(_ database: any SQLSession) throws -> String {
        try database.value(
            String.self,
            "SELECT text FROM plugin_policy_messages WHERE org_no = ? ORDER BY message_no DESC LIMIT 1",
            [Store.organisation]) ?? ""
    }

    private static func last(_ column: String, of table: String, _ database: any SQLSession) throws -> Int64 {
        try database.value(
            Int64.self, "SELECT max(\(column)) FROM \(table) WHERE org_no = ?", [Store.organisation]) ?? 0
    }

    private static func entry(
        of provider: String, _ client: String, _ database: any SQLSession
    ) throws -> PluginPolicyRecord? {
        try self.entry("e.provider_id = ? AND e.client_id = ?", [provider, client], database)
    }

    private static func entry(
        _ condition: String, _ arguments: [any SQLEncodable], _ database: any SQLSession
    ) throws -> PluginPolicyRecord? {
        try database.row(
            """
            SELECT e.entry_no, e.provider_id, e.client_id, e.state, e.reason, e.alternative_name, e.alternative_url,
                e.created_at, e.created_by, ''
            FROM plugin_policy_entries e WHERE e.org_no = ? AND e.removed_at IS NULL AND \(condition)
            """, [Store.organisation] + arguments
        ).map(Self.record)
    }

    private static func end(
        _ known: PluginPolicyRecord, _ person: Int64, _ now: Timestamp, _ memory: inout WriterMemory,
        _ database: any SQLSession
    ) throws {
        try database.execute(
            "UPDATE plugin_policy_entries SET removed_at = ?, removed_by = ? WHERE org_no = ? AND entry_no = ?",
            [now.milliseconds, person, Store.organisation, known.number])
        self.log("plugin_policy.remove", known.number, known.entry.state, person, now, &memory)
    }

    private static func log(
        _ type: String, _ number: Int64, _ state: PluginPolicyEntry.State, _ person: Int64, _ now: Timestamp,
        _ memory: inout WriterMemory
    ) {
        LogWriter.append(
            LogEntry(
                type: type, at: now, actor: Author(person: person).text, targets: ["plugin_policy_entry:\(number)"],
                facts: ["state": .string(state.rawValue)]),
            &memory)
    }

    private static func record(_ row: SQLRow) -> PluginPolicyRecord {
        let name: String? = row[5]
        let url: String? = row[6]
        return PluginPolicyRecord(
            number: row[0],
            entry: PluginPolicyEntry(
                providerID: row[1], clientID: row[2], state: PluginPolicyEntry.State(rawValue: row[3]) ?? .blocked,
                reason: row[4], alternative: name.flatMap { name in url.map { .init(name: name, url: $0) } }),
            createdAt: Timestamp(milliseconds: row[7]), authorNumber: row[8], author: row[9])
    }
}
