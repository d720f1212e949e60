import GRDB
import Governance
import Grants
import Risk

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
        guard var known = try self.known(key) else {
            let number = try self.insert(grant, key, place.connection, report)
            return Sighting(grantNumber: number, isNews: isLive, cameAlive: isLive)
        }
        let wasLive = known.liveness > .attempted
        let isNews = try self.update(&known, by: grant, key, place.connection)
        return Sighting(grantNumber: known.number, isNews: isNews, cameAlive: isLive && !wasLive)
    }

    private mutating func known(_ key: WriterMemory.GrantKey) throws -> WriterMemory.KnownGrant? {
        if let known = self.memory.grants[key] { return known }
        let row = try Row.fetchOne(
            self.database.cachedStatement(
                sql: """
                    SELECT grant_no, set_no, liveness FROM grants
                    WHERE org_no = ? AND connection_no = ? AND person_no = ? AND client_no = ?
                    """),
            arguments: [Store.organisation, key.connection, key.person, key.client])
        guard let row else { return nil }
        let known = WriterMemory.KnownGrant(
            number: row[0], setNumber: row[1], liveness: ClassifiedGrant.Liveness(rawValue: row[2]) ?? .attempted)
        self.memory.remember(known, for: key)
        return known
    }

    private mutating func insert(
        _ grant: ClassifiedGrant, _ key: WriterMemory.GrantKey, _ connection: ConnectionRecord,
        _ report: AnalysedReport
    ) throws -> Int64 {
        let number = try self.memory.number(in: .grants, self.database)
        let set = try self.scopeSet(grant.access, of: connection.resourceNumber)
        if grant.liveness > .attempted, try !self.isLive(key.person, in: connection) { connection.people += 1 }
        try self.database.cachedStatement(
            sql: """
                INSERT INTO grants (org_no, grant_no, connection_no, person_no, client_no, set_no, liveness,
                    outcome, first_report_no)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            Store.organisation, number, key.connection, key.person, key.client, set, grant.liveness.rawValue,
            grant.outcome.rawValue, report.inbox.number,
        ])
        try self.database.cachedStatement(
            sql: """
                INSERT INTO grant_activity (org_no, grant_no, first_seen, last_seen, sightings)
                VALUES (?, ?, ?, ?, 0)
                """
        ).execute(arguments: [
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
        try self.database.cachedStatement(
            sql: "UPDATE grants SET set_no = ?, liveness = ?, outcome = ? WHERE org_no = ? AND grant_no = ?"
        ).execute(arguments: [
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
        try self.database.cachedStatement(sql: "UPDATE grants SET set_no = ? WHERE org_no = ? AND grant_no = ?")
            .execute(arguments: [known.setNumber, Store.organisation, known.number])
        self.memory.remember(known, for: key)
    }

    /// Whether the person has another grant in this connection that may be standing.
    private func isLive(_ person: Int64, in connection: ConnectionRecord) throws -> Bool {
        try Bool.fetchOne(
            self.database.cachedStatement(
                sql: """
                    SELECT count(*) > 0 FROM grants
                    WHERE org_no = ? AND connection_no = ? AND person_no = ? AND liveness > 0
                    """),
            arguments: [Store.organisation, connection.number, person]) ?? false
    }

    private mutating func logObservation(
        _ change: String, _ grant: ClassifiedGrant, _ known: WriterMemory.KnownGrant, _ key: WriterMemory.GrantKey
    ) throws {
        try LogWriter.append(
            LogEntry(
                type: "grant.observe", at: self.now, actor: "system:analyzer",
                targets: [
                    "grant:\(known.number)", "connection:\(key.connection)", "person:\(key.person)",
                    "client:\(key.client)", "scope_set:\(known.setNumber)",
                ],
                facts: ["change": .string(change), "outcome": .string(grant.outcome.rawValue)]),
            &self.memory, self.database)
    }
}
