import Governance
package import Grants
import SQL

extension Store {
    /// Listings, the newest first; at most `limit`.
    package func listings(limit: Int) async throws -> [ListingRun] {
        try await self.read { database in
            try database.rows(
                "\(Self.selectListing) WHERE org_no = ? ORDER BY listing_no DESC LIMIT ?", [Store.organisation, limit]
            ).map(Self.listing)
        }
    }

    /// The newest listing of each connector.
    package func newestListings() async throws -> [Int64: ListingRun] {
        try await self.read { database in
            let runs = try database.rows(
                """
                \(Self.selectListing) WHERE org_no = ? AND listing_no IN (
                    SELECT max(listing_no) FROM listings WHERE org_no = ? GROUP BY connector_no)
                """, [Store.organisation, Store.organisation]
            ).map(Self.listing)
            return Dictionary(uniqueKeysWithValues: runs.map { ($0.connector, $0) })
        }
    }

    /// Begins a listing, or returns the one that is under way.
    ///
    /// - Throws: `connector_unknown`.
    package func beginListing(of connector: Int64, by author: Author, now: Timestamp) async throws -> ListingRun {
        try await self.decide { memory, database in
            guard
                try database.row(
                    "SELECT 1 FROM connectors WHERE org_no = ? AND connector_no = ? AND disabled_at IS NULL",
                    [Store.organisation, connector]) != nil
            else { throw StoreError(.connectorUnknown, "no connector cnr_\(connector) is in use") }
            let running = try database.row(
                "\(Self.selectListing) WHERE org_no = ? AND connector_no = ? AND state = 'running'",
                [Store.organisation, connector])
            if let running { return Self.listing(running) }
            let number = try memory.number(in: .listings, database)
            try database.execute(
                """
                INSERT INTO listings (org_no, listing_no, connector_no, state, pages, seen, sees_others, gone,
                    started_at, changed_at)
                VALUES (?, ?, ?, 'running', 0, 0, 0, 0, ?, ?)
                """, [Store.organisation, number, connector, now.milliseconds, now.milliseconds])
            Self.log("begin", number, connector, author.text, now, [:], &memory)
            return ListingRun(
                number: number, connector: connector, state: .running, pages: 0, seen: 0, gone: 0, startedAt: now,
                changedAt: now)
        }
    }

    /// Ends a listing that could not be read to its end; nothing is concluded from it.
    package func failListing(_ run: ListingRun, problem: String, now: Timestamp) async throws {
        try await self.decideQuietly { memory, database in
            try Self.end(run, .failed, problem, gone: 0, now, &memory, database)
        }
    }

    // MARK: - Pieces

    static let selectListing = """
        SELECT listing_no, connector_no, state, position, pages, seen, total, gone, problem, started_at, changed_at
        FROM listings
        """

    static func listing(_ row: SQLRow) -> ListingRun {
        ListingRun(
            number: row[0], connector: row[1], state: ListingRun.State(rawValue: row[2]) ?? .failed, position: row[3],
            pages: row[4], seen: row[5], total: row[6], gone: row[7], problem: row[8],
            startedAt: Timestamp(milliseconds: row[9]), changedAt: Timestamp(milliseconds: row[10]))
    }

    static func end(
        _ run: ListingRun, _ state: ListingRun.State, _ problem: String?, gone: Int, _ now: Timestamp,
        _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws {
        try database.execute(
            """
            UPDATE listings SET state = ?, problem = ?, gone = ?, changed_at = ?
            WHERE org_no = ? AND listing_no = ? AND state = 'running'
            """, [state.rawValue, problem, gone, now.milliseconds, Store.organisation, run.number])
        self.log(
            "finish", run.number, run.connector, Author.remediator.text, now,
            ["state": .string(state.rawValue), "seen": CanonicalJSON(run.seen), "gone": CanonicalJSON(gone)], &memory)
    }

    private static func log(
        _ verb: String, _ listing: Int64, _ connector: Int64, _ actor: String, _ now: Timestamp,
        _ facts: [String: CanonicalJSON], _ memory: inout WriterMemory
    ) {
        LogWriter.append(
            LogEntry(
                type: "listing.\(verb)", at: now, actor: actor,
                targets: ["listing:\(listing)", "connector:\(connector)"], facts: facts),
            &memory)
    }
}
