import Governance
import Grants
import Risk
import SQL

/// What one event means for the grant of one person, in one connection, under one client registration.
extension BatchApplication {
    /// What became of a grant by one event.
    struct Sighting {
        var grantNumber: Int64
        /// Whether the connection is to be judged again.
        var isNews: Bool
        /// Whether nothing stood before this event and something may stand now.
        var cameAlive: Bool
    }

    mutating func sighting(
        of grant: ClassifiedGrant, at place: WriterMemory.Place, by person: Int64, in report: AnalysedReport
    ) throws -> Sighting {
        let key = WriterMemory.GrantKey(connection: place.connection.number, person: person, client: place.client)
        let isLive = grant.liveness > .attempted
        guard var known = self.memory.grants[key] else {
            let number = try self.insert(grant, key, place.connection, report)
            return Sighting(grantNumber: number, isNews: isLive, cameAlive: isLive)
        }
        let wasLive = known.liveness > .attempted
        let isNews = try self.update(&known, by: grant, key, place.connection)
        return Sighting(grantNumber: known.number, isNews: isNews, cameAlive: isLive && !wasLive)
    }

    /// Reads the grants of these events that are not in memory, all at once.
    mutating func learnGrants(_ news: [News]) throws {
        self.memory.makeRoom(forGrants: news.reduce(0) { $0 + $1.events.count })
        var missing: Set<WriterMemory.GrantKey> = []
        for (report, events) in news {
            guard let person = self.memory.people[PersonKey.of(report)] else { continue }
            for event in events {
                let place = try self.place(of: event.grant)
                let key = WriterMemory.GrantKey(
                    connection: place.connection.number, person: person, client: place.client)
                if self.memory.grants[key] == nil { missing.insert(key) }
            }
        }
        let keys = Array(missing)
        let found = try self.database.rowsMany(
            """
            SELECT grant_no, set_no, liveness FROM grants
            WHERE org_no = ? AND connection_no = ? AND person_no = ? AND client_no = ?
            """,
            keys.map { key in
                [.integer(Store.organisation), .integer(key.connection), .integer(key.person), .integer(key.client)]
            })
        for (key, rows) in zip(keys, found) {
            guard let row = rows.first else { continue }
            self.memory.remember(
                WriterMemory.KnownGrant(
                    number: row[0], setNumber: row[1],
                    liveness: ClassifiedGrant.Liveness(rawValue: row[2]) ?? .attempted),
                for: key)
        }
    }

    private mutating func insert(
        _ grant: ClassifiedGrant, _ key: WriterMemory.GrantKey, _ connection: ConnectionRecord,
        _ report: AnalysedReport
    ) throws -> Int64 {
        let number = try self.memory.number(in: .grants, self.database)
        let set = try self.scopeSet(grant.access, of: connection.resourceNumber)
        if grant.liveness > .attempted, try !self.isLive(key.person, in: connection) { connection.people += 1 }
        try self.database.execute(
            """
            INSERT INTO grants (org_no, grant_no, connection_no, person_no, client_no, set_no, liveness,
                outcome, first_report_no)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                Store.organisation, number, key.connection, key.person, key.client, set, grant.liveness.rawValue,
                grant.outcome.rawValue, report.inbox.number,
            ])
        try self.database.execute(
            """
            INSERT INTO grant_activity (org_no, grant_no, first_seen, last_seen, sightings)
            VALUES (?, ?, ?, ?, 0)
            """,
            [
                Store.organisation, number, grant.startedAt.milliseconds, grant.endedAt.milliseconds,
            ])
        let known = WriterMemory.KnownGrant(number: number, setNumber: set, liveness: grant.liveness)
        self.memory.remember(known, for: key)
        if grant.liveness > .attempted {
            self.outcome.newGrants += 1
            try self.logObservation("new_grant", grant, known, key)
        }
        return number
    }

    /// Returns whether the grant got more scopes or came alive.
    private mutating func update(
        _ known: inout WriterMemory.KnownGrant, by grant: ClassifiedGrant, _ key: WriterMemory.GrantKey,
        _ connection: ConnectionRecord
    ) throws -> Bool {
        let before = known
        let access = try self.scopeProfile(known.setNumber)
        guard grant.liveness > .attempted else {
            if before.liveness == .attempted { try self.note(attempt: grant, on: known, access, key, connection) }
            return false
        }
        let cameAlive = before.liveness == .attempted
        let isWider = cameAlive || access.widened(by: grant.access) != nil
        guard isWider || grant.liveness > before.liveness else { return false }
        if cameAlive, try !self.isLive(key.person, in: connection) { connection.people += 1 }
        known.setNumber = try self.scopeSet(
            cameAlive ? grant.access : access.union(grant.access), of: connection.resourceNumber)
        known.liveness = max(before.liveness, grant.liveness)
        try self.database.execute(
            "UPDATE grants SET set_no = ?, liveness = ?, outcome = ? WHERE org_no = ? AND grant_no = ?",
            [
                known.setNumber, known.liveness.rawValue, grant.outcome.rawValue, Store.organisation, known.number,
            ])
        self.memory.remember(known, for: key)
        try self.logObservation(cameAlive ? "new_grant" : isWider ? "new_scopes" : "confirmed", grant, known, key)
        return true
    }

    /// An attempt that asked for more than the earlier ones of the same person and client.
    private mutating func note(
        attempt grant: ClassifiedGrant, on known: WriterMemory.KnownGrant, _ access: ScopeProfile,
        _ key: WriterMemory.GrantKey, _ connection: ConnectionRecord
    ) throws {
        guard let wider = access.widened(by: grant.access) else { return }
        var known = known
        known.setNumber = try self.scopeSet(wider, of: connection.resourceNumber)
        try self.database.execute(
            "UPDATE grants SET set_no = ? WHERE org_no = ? AND grant_no = ?",
            [known.setNumber, Store.organisation, known.number])
        self.memory.remember(known, for: key)
    }

    /// Whether the person has another grant in this connection that may be standing.
    private func isLive(_ person: Int64, in connection: ConnectionRecord) throws -> Bool {
        try self.database.value(
            Bool.self,
            """
            SELECT count(*) > 0 FROM grants
            WHERE org_no = ? AND connection_no = ? AND person_no = ? AND liveness > 0
            """, [Store.organisation, connection.number, person]) ?? false
    }

    private mutating func logObservation(
        _ change: String, _ grant: ClassifiedGrant, _ known: WriterMemory.KnownGrant, _ key: WriterMemory.GrantKey
    ) throws {
        LogWriter.append(
            LogEntry(
                type: "grant.observe", at: self.now, actor: "system:analyzer",
                targets: [
                    "grant:\(known.number)", "connection:\(key.connection)", "person:\(key.person)",
                    "client:\(key.client)", "scope_set:\(known.setNumber)",
                ],
                facts: ["change": .string(change), "outcome": .string(grant.outcome.rawValue)]),
            &self.memory)
    }
}
