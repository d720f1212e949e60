import Cryptography
package import Governance
package import Grants
import SQL

/// A catalogue that was imported.
package struct ImportedCatalog: Sendable, Equatable {
    package var number: Int64
    package var version: CatalogVersion
    /// SHA-256 of its manifest.
    package var digest: [UInt8]
    /// The key that signed it.
    package var keyID: String
    package var importedAt: Timestamp
    /// Its file, as it came; empty for all but the newest.
    package var bundle: [UInt8]
}

extension Store {
    /// The newest imported catalogue; `nil` before any was imported.
    package func importedCatalog() async throws -> ImportedCatalog? {
        try await self.read { try Self.newestCatalog(in: $0) }
    }

    /// Makes a signed catalogue the one in force. The one in force, given again, changes nothing.
    ///
    /// - Parameters:
    ///   - bundle: whose signature and rows were checked.
    ///   - shipped: the version that the build brings along, which it must not be older than.
    /// - Returns: its number, and whether it is new.
    /// - Throws: `CatalogRefusal` with `catalog_older`.
    package func importCatalog(
        _ bundle: CatalogBundle, file: [UInt8], newerThan shipped: CatalogVersion, by person: Int64, now: Timestamp
    ) async throws -> (number: Int64, isNew: Bool) {
        let session = self.session
        return try await self.lane.perform { database in
            try session.change(database) { memory in
                let newest = try Self.newestCatalog(in: database)
                if let newest, newest.digest == bundle.digest { return (newest.number, false) }
                let present = max(newest?.version ?? shipped, shipped)
                guard bundle.version > present else { throw CatalogRefusal.notNewer(bundle.version, than: present) }
                let number = (newest?.number ?? 0) + 1
                try database.execute(
                    "UPDATE catalogs SET bundle = ? WHERE org_no = ?", [[UInt8](), Store.organisation])
                try database.execute(
                    """
                    INSERT INTO catalogs (org_no, catalog_no, version, digest, key_id, bundle, imported_at, imported_by)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        Store.organisation, number, bundle.version.description, bundle.digest, bundle.keyID, file,
                        now.milliseconds, person,
                    ])
                LogWriter.append(
                    LogEntry(
                        type: "catalog.import", at: now, actor: Author(person: person).text,
                        targets: ["catalog:\(number)"],
                        facts: [
                            "from": .string(present.description), "to": .string(bundle.version.description),
                            "key": .string(bundle.keyID), "content": .string(bundle.digest.hexadecimal),
                        ]),
                    &memory)
                return (number, true)
            }
        }
    }

    /// Notes that a catalogue or a correction was refused.
    ///
    /// - Parameters:
    ///   - type: what was asked for, such as `catalog.import`.
    ///   - code: a stable name.
    package func noteRefusal(of type: String, code: String, by person: Int64, now: Timestamp) async throws {
        let session = self.session
        try await self.lane.perform { database in
            try session.change(database) { memory in
                LogWriter.append(
                    LogEntry(
                        type: type, at: now, actor: Author(person: person).text, targets: [], outcome: .deny,
                        facts: ["code": .string(code)]),
                    &memory)
            }
        }
    }

    private static func newestCatalog(in database: any SQLSession) throws -> ImportedCatalog? {
        let row = try database.row(
            """
            SELECT catalog_no, version, digest, key_id, imported_at, bundle FROM catalogs
            WHERE org_no = ? ORDER BY catalog_no DESC LIMIT 1
            """, [Store.organisation])
        guard let row else { return nil }
        guard let version = CatalogVersion(row[1]) else {
            throw StoreError(.unavailable, "catalog_\(row[0] as Int64) has no version that this gnomon can read")
        }
        return ImportedCatalog(
            number: row[0], version: version, digest: row[2], keyID: row[3],
            importedAt: Timestamp(milliseconds: row[4]), bundle: row[5])
    }
}

extension CatalogRefusal {
    static func notNewer(_ version: CatalogVersion, than present: CatalogVersion) -> CatalogRefusal {
        CatalogRefusal(
            .older,
            version == present
                ? "version \(version) is in force with another content; give this one a later version"
                : "version \(version) is older than \(present), which is in force; import a newer one")
    }
}
