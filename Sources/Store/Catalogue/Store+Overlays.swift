import Governance
package import Grants
import SQL

extension Store {
    /// The organisation's corrections, in order of their numbers.
    ///
    /// - Parameter removed: whether those that are no longer in force are among them.
    package func overlays(removed: Bool = false) async throws -> [OverlayRecord] {
        try await self.read { database in
            try database.rows(
                """
                SELECT o.overlay_no, o.kind, o.value, o.provider_id, o.app, o.vendor, o.category, o.ai_class,
                    o.sanctioned, o.reason, o.created_at, o.created_by, p.person_key, o.removed_at
                FROM catalog_overlays o
                JOIN people p ON p.org_no = o.org_no AND p.person_no = o.created_by
                WHERE o.org_no = ? AND (o.removed_at IS NULL OR ? = 1) ORDER BY o.overlay_no
                """, [Store.organisation, removed]
            ).map(Self.overlay)
        }
    }

    /// Adds a correction whose value was checked.
    ///
    /// - Returns: its number.
    /// - Throws: `conflict` when one of the same sign is in force.
    package func addOverlay(_ new: NewOverlay, by person: Int64, now: Timestamp) async throws -> Int64 {
        let session = self.session
        return try await self.lane.perform { database in
            try session.change(database) { memory in
                let present = try database.value(
                    Int64.self,
                    """
                    SELECT overlay_no FROM catalog_overlays
                    WHERE org_no = ? AND kind = ? AND value = ? AND provider_id = ? AND removed_at IS NULL
                    """, [Store.organisation, new.kind, new.value, new.providerID])
                if let present {
                    throw StoreError(.conflict, "ovl_\(present) corrects the same sign; remove it first")
                }
                let last = try database.value(
                    Int64.self, "SELECT max(overlay_no) FROM catalog_overlays WHERE org_no = ?", [Store.organisation])
                let number = (last ?? 0) + 1
                try database.execute(
                    """
                    INSERT INTO catalog_overlays (org_no, overlay_no, kind, value, provider_id, app, vendor, category,
                        ai_class, sanctioned, reason, created_at, created_by)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        Store.organisation, number, new.kind, new.value, new.providerID, new.app, new.vendor,
                        new.category, new.aiClass.rawValue, new.isSanctioned, new.reason, now.milliseconds, person,
                    ])
                Self.log(
                    "catalog.overlay.add", number, new.kind, new.aiClass.rawValue, new.isSanctioned, person, now,
                    &memory)
                return number
            }
        }
    }

    /// Ends a correction. It stays readable.
    ///
    /// - Throws: `not_found` when none of that number is in force.
    package func removeOverlay(_ number: Int64, by person: Int64, now: Timestamp) async throws {
        let session = self.session
        try await self.lane.perform { database in
            try session.change(database) { memory in
                let row = try database.row(
                    """
                    SELECT kind, ai_class, sanctioned FROM catalog_overlays
                    WHERE org_no = ? AND overlay_no = ? AND removed_at IS NULL
                    """, [Store.organisation, number])
                guard let row else { throw StoreError(.notFound, "no correction ovl_\(number) is in force") }
                try database.execute(
                    "UPDATE catalog_overlays SET removed_at = ?, removed_by = ? WHERE org_no = ? AND overlay_no = ?",
                    [now.milliseconds, person, Store.organisation, number])
                Self.log("catalog.overlay.remove", number, row[0], row[1], row[2], person, now, &memory)
            }
        }
    }

    private static func log(
        _ type: String, _ number: Int64, _ kind: String, _ aiClass: String, _ isSanctioned: Bool, _ person: Int64,
        _ now: Timestamp, _ memory: inout WriterMemory
    ) {
        LogWriter.append(
            LogEntry(
                type: type, at: now, actor: Author(person: person).text, targets: ["overlay:\(number)"],
                facts: ["kind": .string(kind), "ai_class": .string(aiClass), "sanctioned": .bool(isSanctioned)]),
            &memory)
    }

    private static func overlay(_ row: SQLRow) -> OverlayRecord {
        let key: String = row[12]
        return OverlayRecord(
            number: row[0],
            correction: NewOverlay(
                kind: row[1], value: row[2], providerID: row[3], app: row[4], vendor: row[5], category: row[6],
                aiClass: AIClass(rawValue: row[7]) ?? .unknown, isSanctioned: row[8], reason: row[9]),
            createdAt: Timestamp(milliseconds: row[10]), authorNumber: row[11],
            author: key.firstIndex(of: ":").map { String(key[key.index(after: $0)...]) } ?? key,
            removedAt: (row[13] as Int64?).map(Timestamp.init(milliseconds:)))
    }
}
