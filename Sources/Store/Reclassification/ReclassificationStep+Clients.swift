import Governance
import Grants
import Risk
import SQL

/// Clients that are now known to be another app: their grants follow them, with all that was seen of them.
extension ReclassificationStep {
    /// One grant on its way.
    private struct Moving {
        var number: Int64
        var person: Int64
        var setNumber: Int64
        var liveness: Int
        var outcome: String
        var first: FirstConsent?

        static let columns = "grant_no, person_no, set_no, liveness, outcome, first_set_no, first_live_at"

        /// - Parameter row: the values of `columns`.
        init(_ row: SQLRow) {
            self.number = row[0]
            self.person = row[1]
            self.setNumber = row[2]
            self.liveness = row[3]
            self.outcome = row[4]
            guard self.liveness > 0 else { return }
            self.first = FirstConsent(at: row[6], setNumber: row[5], holding: self.setNumber)
        }
    }

    /// Moves a client with at most `room` of its grants.
    ///
    /// - Returns: whether all of it is done.
    mutating func move(_ client: KeptClient, to profile: ClientProfile, room: inout Int) throws -> Bool {
        let home = try self.database.row(
            """
            SELECT n.app_no, n.resource_no FROM clients k
            JOIN connections n ON n.org_no = k.org_no AND n.app_no = k.app_no AND n.resource_no = k.resource_no
            WHERE k.org_no = ? AND k.client_no = ?
            """, [Store.organisation, client.number])
        guard let home, let source = try ConnectionLoading.row(app: home[0], resource: home[1], self.database) else {
            return true
        }
        let grants = try self.grants(of: client.number, in: source.number, limit: room + 1)
        // Where nobody's grants are, there is no history to bring along.
        guard let first = grants.first else { return true }
        let place = try self.place(of: profile, like: source, first.setNumber)
        try self.describe(app: place.connection.appNumber, as: profile.app, profile.evidence)
        try self.describe(resource: place.connection.resourceNumber, as: profile.resource, profile.evidence)
        try self.database.execute(
            "UPDATE clients SET traits = ?, moved_to = NULL WHERE org_no = ? AND client_no = ?",
            [profile.app.traits.rawValue, Store.organisation, place.client])
        guard place.client != client.number else { return true }
        let taken = grants.prefix(room)
        for grant in taken { try self.move(grant, to: place) }
        room -= taken.count
        self.run.grantsMoved += taken.count
        let isWhole = taken.count == grants.count
        if isWhole {
            try self.database.execute(
                "UPDATE clients SET moved_to = ? WHERE org_no = ? AND client_no = ?",
                [place.client, Store.organisation, client.number])
        }
        try self.recount(source, place)
        self.logMove(of: client.number, from: source.number, to: place, grants: taken.count)
        return isWhole
    }

    /// Where the grants of a client with this profile belong; made where it is not there.
    private mutating func place(
        of profile: ClientProfile, like source: ConnectionLoading.ConnectionRow, _ set: Int64
    ) throws -> WriterMemory.Place {
        try self.application.place(
            of: ClassifiedGrant(
                eventID: UUIDBits(high: 0, low: 0), client: profile, access: self.application.scopeProfile(set),
                outcome: .unknown, confidence: .medium, startedAt: source.firstSeen, endedAt: source.lastSeen,
                count: 1, asksForOfflineAccess: false))
    }

    private func grants(of client: Int64, in connection: Int64, limit: Int) throws -> [Moving] {
        try self.database.rows(
            """
            SELECT \(Moving.columns) FROM grants
            WHERE org_no = ? AND connection_no = ? AND client_no = ? ORDER BY person_no LIMIT ?
            """, [Store.organisation, connection, client, limit]
        ).map(Moving.init)
    }

    private mutating func move(_ grant: Moving, to place: WriterMemory.Place) throws {
        var grant = grant
        let resource = place.connection.resourceNumber
        grant.setNumber = try self.application.scopeSet(self.application.scopeProfile(grant.setNumber), of: resource)
        if let first = grant.first {
            grant.first?.setNumber = try self.application.scopeSet(
                self.application.scopeProfile(first.setNumber), of: resource)
        }
        let present = try self.database.row(
            """
            SELECT \(Moving.columns) FROM grants
            WHERE org_no = ? AND connection_no = ? AND person_no = ? AND client_no = ?
            """, [Store.organisation, place.connection.number, grant.person, place.client])
        guard let present else {
            try self.database.execute(
                """
                UPDATE grants SET connection_no = ?, client_no = ?, set_no = ?, first_set_no = ?
                WHERE org_no = ? AND grant_no = ?
                """,
                [
                    place.connection.number, place.client, grant.setNumber, grant.first?.setNumber,
                    Store.organisation, grant.number,
                ])
            return
        }
        try self.merge(grant, into: Moving(present), of: resource)
    }

    /// Two grants that turn out to be one: the one that is there takes over the other's scopes and sightings.
    private mutating func merge(_ grant: Moving, into other: Moving, of resource: Int64) throws {
        try GrantMerging(from: grant.number, into: other.number, judge: self.judge, now: self.now)
            .move(&self.application.memory, self.database)
        let own = try self.application.scopeProfile(grant.setNumber)
        let others = try self.application.scopeProfile(other.setNumber)
        let isLivelier = grant.liveness > other.liveness
        let isOneAlive = (grant.liveness == 0) != (other.liveness == 0)
        let access = isOneAlive ? (isLivelier ? own : others) : others.union(own)
        let set = try self.application.scopeSet(access, of: resource)
        let first =
            try grant.first.map { own in
                let held = try self.application.scopeProfile(own.setNumber)
                return try self.application.firstConsent(other.first, or: held, at: own.at, of: resource)
            } ?? other.first
        let hasGrown = try self.application.hasGrown(set, since: first)
        try self.database.execute(
            """
            UPDATE grants SET set_no = ?, liveness = ?, outcome = ?, first_set_no = ?, first_live_at = ?, has_grown = ?
            WHERE org_no = ? AND grant_no = ?
            """,
            [
                set, max(grant.liveness, other.liveness), isLivelier ? grant.outcome : other.outcome,
                first?.setNumber, first?.at, hasGrown ? 1 : 0, Store.organisation, other.number,
            ])
        let seen = try self.database.row(
            "SELECT first_seen, last_seen, sightings FROM grant_activity WHERE org_no = ? AND grant_no = ?",
            [Store.organisation, grant.number])
        if let seen {
            let first: Int64 = seen[0]
            let last: Int64 = seen[1]
            let sightings: Int64 = seen[2]
            try self.database.execute(
                """
                UPDATE grant_activity SET sightings = sightings + ?,
                    first_seen = CASE WHEN first_seen > ? THEN ? ELSE first_seen END,
                    last_seen = CASE WHEN last_seen < ? THEN ? ELSE last_seen END
                WHERE org_no = ? AND grant_no = ?
                """, [sightings, first, first, last, last, Store.organisation, other.number])
        }
        try self.database.execute(
            """
            UPDATE grant_coaching SET grant_no = ? WHERE org_no = ? AND grant_no = ?
                AND NOT EXISTS (SELECT 1 FROM grant_coaching c WHERE c.org_no = ? AND c.grant_no = ?)
            """, [other.number, Store.organisation, grant.number, Store.organisation, other.number])
        for table in ["grant_coaching", "grant_activity", "grants"] {
            try self.database.execute(
                "DELETE FROM \(table) WHERE org_no = ? AND grant_no = ?", [Store.organisation, grant.number])
        }
        LogWriter.append(
            LogEntry(
                type: "grant.merge", at: self.now, actor: Self.actor,
                targets: ["grant:\(other.number)", "grant:\(grant.number)"], facts: self.run.facts),
            &self.application.memory)
    }

    private mutating func logMove(of client: Int64, from source: Int64, to place: WriterMemory.Place, grants: Int) {
        var facts = self.run.facts
        facts["grants"] = CanonicalJSON(grants)
        LogWriter.append(
            LogEntry(
                type: "client.reclassify", at: self.now, actor: Self.actor,
                targets: [
                    "client:\(client)", "connection:\(source)", "client:\(place.client)",
                    "connection:\(place.connection.number)",
                ], facts: facts),
            &self.application.memory)
    }

    // MARK: - Connections after a move

    private mutating func recount(_ source: ConnectionLoading.ConnectionRow, _ place: WriterMemory.Place) throws {
        let target = place.connection
        target.marks.formUnion(source.marks)
        try self.recount(
            source.number, of: source.resource, marks: source.marks, first: source.firstSeen, last: source.lastSeen)
        try self.recount(
            target.number, of: target.resourceNumber, marks: target.marks, first: target.firstSeen,
            last: target.lastSeen)
    }

    /// Makes a connection's counts those of its grants. One without grants keeps what it was seen to reach.
    private mutating func recount(
        _ number: Int64, of resource: Int64, marks: ConnectionFacts.Marks, first: Timestamp, last: Timestamp
    ) throws {
        let row = try self.database.row(
            """
            SELECT count(DISTINCT CASE WHEN g.liveness > 0 THEN g.person_no END), coalesce(max(g.liveness), 0),
                min(a.first_seen), max(a.last_seen)
            FROM grants g JOIN grant_activity a ON a.org_no = g.org_no AND a.grant_no = g.grant_no
            WHERE g.org_no = ? AND g.connection_no = ?
            """, [Store.organisation, number])
        let people: Int = row?[0] ?? 0
        let liveness: Int = row?[1] ?? 0
        let firstOfGrants = (row?[2] as Int64?).map { Timestamp(milliseconds: $0).startOfMinute } ?? first
        let lastOfGrants = (row?[3] as Int64?).map { Timestamp(milliseconds: $0).startOfMinute } ?? last
        try self.database.execute(
            """
            UPDATE connections SET people = ?, liveness = ?, marks = ?, first_seen = ?, last_seen = ?
            WHERE org_no = ? AND connection_no = ?
            """,
            [
                people, liveness, marks.rawValue, min(first, firstOfGrants).milliseconds,
                max(last, lastOfGrants).milliseconds, Store.organisation, number,
            ])
        let sets = try self.database.column(
            Int64.self,
            """
            SELECT DISTINCT set_no FROM grants WHERE org_no = ? AND connection_no = ? AND (liveness > 0 OR ? = 0)
            ORDER BY set_no
            """, [Store.organisation, number, liveness])
        guard let start = sets.first else { return }
        let access = try sets.dropFirst().reduce(self.application.scopeProfile(start)) {
            $0.union(try self.application.scopeProfile($1))
        }
        try self.database.execute(
            "UPDATE connections SET set_no = ? WHERE org_no = ? AND connection_no = ?",
            [try self.application.scopeSet(access, of: resource), Store.organisation, number])
    }
}
