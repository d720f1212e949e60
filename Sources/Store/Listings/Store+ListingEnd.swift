import Governance
package import Grants
import SQL

extension Store {
    /// Draws the conclusions from a listing that was read to its end: what it no longer shows has lapsed.
    ///
    /// Nothing ends when the connector was not seen to read other people's grants in the same run, nor when too many
    /// grants vanished at once: then the listing has changed, not the world.
    ///
    /// - Returns: the listing as it ended.
    package func finishListing(
        _ run: ListingRun, seesOthers: Bool, rules: ListingRules, judge: Judge, now: Timestamp
    ) async throws -> ListingRun {
        try await self.decideQuietly { memory, database in
            var run = run
            try database.execute(
                "UPDATE listings SET sees_others = ? WHERE org_no = ? AND listing_no = ?",
                [seesOthers ? 1 : 0, Store.organisation, run.number])
            try Self.linkLateComers(run, database)
            let standing =
                try database.value(
                    Int.self,
                    """
                    SELECT count(*) FROM standing_grants WHERE org_no = ? AND connector_no = ? AND gone_at IS NULL
                        AND first_listing_no < ?
                    """, [Store.organisation, run.connector, run.number]) ?? 0
            let missing = try database.rows(
                """
                SELECT standing_no, grant_no FROM standing_grants
                WHERE org_no = ? AND connector_no = ? AND gone_at IS NULL AND last_listing_no < ? ORDER BY standing_no
                """, [Store.organisation, run.connector, run.number])
            if !seesOthers {
                (run.state, run.problem) = (
                    missing.isEmpty ? .complete : .doubtful,
                    "coverage: the connector was not seen to read other people's grants; nothing is taken for ended"
                )
            } else if rules.isDoubtful(vanished: missing.count, of: standing) {
                (run.state, run.problem) = (
                    .doubtful,
                    "coverage: \(missing.count) of \(standing) grants are missing at once; nothing is taken for ended"
                )
            } else {
                run.state = .complete
                run.gone = missing.count
                try ListingLapse(run: run, judge: judge, now: now).end(
                    missing.map { ($0[0], $0[1]) }, &memory, database)
            }
            try Self.end(run, run.state, run.problem, gone: run.gone, now, &memory, database)
            run.changedAt = now
            return run
        }
    }

    /// Links grants that were analysed after their page was kept, by one statement: of a first listing that is nearly
    /// all of them.
    private static func linkLateComers(_ run: ListingRun, _ database: any SQLSession) throws {
        try database.execute(
            """
            UPDATE standing_grants SET grant_no = (
                SELECT max(g.grant_no) FROM grants g \(StandingGrantRow.providers)
                WHERE g.org_no = standing_grants.org_no AND g.person_no = standing_grants.person_no
                    AND k.client_id = standing_grants.client_id AND \(StandingGrantRow.isOfConnector))
            WHERE org_no = ? AND connector_no = ? AND grant_no IS NULL AND client_id IS NOT NULL
            """, [run.connector, Store.organisation, run.connector])
    }
}

/// What follows when a listing no longer shows grants.
struct ListingLapse {
    let run: ListingRun
    let judge: Judge
    let now: Timestamp

    func end(
        _ missing: [(standing: Int64, grant: Int64?)], _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws {
        try database.executeMany(
            "UPDATE standing_grants SET gone_at = ? WHERE org_no = ? AND standing_no = ?",
            missing.map { [.integer(self.now.milliseconds), .integer(Store.organisation), .integer($0.standing)] })
        var connections: Set<Int64> = []
        for grant in missing.compactMap(\.grant) {
            try self.confirmManualJobs(of: grant, &memory, database)
            if let connection = try self.lapse(grant, &memory, database) { connections.insert(connection) }
        }
        for connection in connections.sorted() {
            try FindingClosing(
                because: "the grants are gone at the provider", now: self.now, actor: Author.remediator.text
            )
            .close(ofConnection: connection, targets: ["listing:\(self.run.number)"], &memory, database)
        }
    }

    /// Ends a standing grant that no job is at work on and nobody saw since the listing began: its page may have been
    /// read before.
    ///
    /// - Returns: its connection; `nil` when there was nothing to end.
    private func lapse(
        _ grant: Int64, _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws -> Int64? {
        let connection = try database.value(
            Int64.self,
            """
            SELECT g.connection_no FROM grants g
            JOIN grant_activity s ON s.org_no = g.org_no AND s.grant_no = g.grant_no
            WHERE g.org_no = ? AND g.grant_no = ? AND \(ActionScope.isStanding) AND s.last_seen <= ?
                AND NOT EXISTS (
                    SELECT 1 FROM jobs j WHERE j.org_no = g.org_no AND j.kind = 'revoke' AND j.subject_no = g.grant_no
                        AND j.state IN ('scheduled', 'available', 'running', 'retryable'))
            """, [Store.organisation, grant, self.run.startedAt.milliseconds])
        guard let connection else { return nil }
        try database.execute(
            """
            INSERT INTO grant_ends (org_no, grant_no, ended_at, because) VALUES (?, ?, ?, 'lapsed')
            ON CONFLICT (org_no, grant_no) DO UPDATE SET ended_at = excluded.ended_at, because = excluded.because
            """, [Store.organisation, grant, self.run.startedAt.milliseconds])
        LogWriter.append(
            LogEntry(
                type: "grant.lapse", at: self.now, actor: Author.remediator.text,
                targets: ["grant:\(grant)", "listing:\(self.run.number)"]),
            &memory)
        return connection
    }

    /// A listing that no longer shows the grant is the evidence that a manual task waited for.
    private func confirmManualJobs(
        of grant: Int64, _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws {
        let jobs = try database.rows(
            """
            SELECT job_no, action_no FROM jobs WHERE org_no = ? AND kind = 'revoke' AND subject_no = ?
                AND state = 'completed' AND outcome IN ('manual_pending', 'manual_attested', 'unsupported')
            """, [Store.organisation, grant])
        for row in jobs {
            try database.execute(
                "UPDATE jobs SET outcome = 'manual_confirmed', absent_at = ? WHERE org_no = ? AND job_no = ?",
                [self.now.milliseconds, Store.organisation, row[0] as Int64])
            try JobEnd(
                job: row[0], outcome: .manualConfirmed, actor: Author.remediator.text, goneAt: self.run.startedAt,
                now: self.now
            ).write(&memory, database)
            try ActionSettling(action: row[1], judge: self.judge, now: self.now).settle(&memory, database)
        }
    }
}
