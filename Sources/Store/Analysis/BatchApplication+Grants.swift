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
        var growth = Growth.none
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
        let hadGrown = known.hasGrown
        let isNews = try self.update(&known, by: grant, key, place.connection)
        let growth: Growth = known.hasGrown == hadGrown ? .none : known.hasGrown ? .grown : .takenBack
        return Sighting(grantNumber: known.number, isNews: isNews, cameAlive: isLive && !wasLive, growth: growth)
    }

    /// Reads the grants of these events that are not in memory, all at once.
    mutating func learnGrants(_ news: [News]) throws {
        self.memory.makeRoom(forGrants: news.reduce(0) { $0 + $1.events.count })
        var missing: Set<WriterMemory.GrantKey> = []
        var places: [Int64: WriterMemory.Place] = [:]
        for (report, events) in news {
            let person = self.memory.people[PersonKey.of(report)]
            for event in events {
                let place = try self.place(of: event.grant)
                if let person {
                    let key = WriterMemory.GrantKey(
                        connection: place.connection.number, person: person, client: place.client)
                    guard self.memory.grants[key] == nil else { continue }
                    missing.insert(key)
                }
                places[place.client] = place
            }
        }
        try self.learnOtherClients(of: Array(places.values))
        let keys = Array(missing)
        let found = try Self.grantSearch.rows(
            for: keys.map { key in
                [.integer(Store.organisation), .integer(key.connection), .integer(key.person), .integer(key.client)]
            }, self.database)
        let new = zip(keys, found).filter(\.1.isEmpty).map(\.0)
        try self.learnLivePeople(Set(new.map { LivePerson(connection: $0.connection, person: $0.person) }))
        for (key, rows) in zip(keys, found) {
            guard let row = rows.first else { continue }
            self.memory.remember(WriterMemory.KnownGrant(row), for: key)
        }
    }

    private static let grantSearch = RowQuery(
        "grants",
        by: [.organisation, .integer("connection_no"), .integer("person_no"), .integer("client_no")],
        columns: WriterMemory.KnownGrant.columns)

    private mutating func insert(
        _ grant: ClassifiedGrant, _ key: WriterMemory.GrantKey, _ connection: ConnectionRecord,
        _ report: AnalysedReport
    ) throws -> Int64 {
        let number = try self.memory.number(in: .grants, self.database)
        let set = try self.scopeSet(grant.access, of: connection.resourceNumber)
        if grant.liveness > .attempted { try self.countPerson(key.person, in: connection) }
        self.newGrants.add(number, grant, key, set: set, report: report.inbox.number)
        let known = WriterMemory.KnownGrant(
            number: number, setNumber: set, liveness: grant.liveness,
            first: grant.liveness > .attempted
                ? FirstConsent(at: grant.startedAt.milliseconds, setNumber: set) : nil)
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
        known.first = try self.firstConsent(
            known.first, or: grant.access, at: grant.startedAt.milliseconds, of: connection.resourceNumber)
        guard isWider || grant.liveness > before.liveness || known.first != before.first else { return false }
        if cameAlive { try self.countPerson(key.person, in: connection) }
        if isWider {
            known.setNumber = try self.scopeSet(
                cameAlive ? grant.access : access.union(grant.access), of: connection.resourceNumber)
        }
        known.liveness = max(before.liveness, grant.liveness)
        known.hasGrown = try self.hasGrown(known.setNumber, since: known.first)
        let isNews = isWider || grant.liveness > before.liveness
        try self.write(known, isNews ? grant.outcome : nil)
        self.memory.remember(known, for: key)
        guard isNews else { return false }
        try self.logObservation(cameAlive ? "new_grant" : isWider ? "new_scopes" : "confirmed", grant, known, key)
        return true
    }

    /// - Parameter outcome: of the sighting that brought news; `nil` keeps the one that is there.
    private mutating func write(_ known: WriterMemory.KnownGrant, _ outcome: AuthorizationEvent.Outcome?) throws {
        try self.newGrants.write(holding: known.number, self.database)
        try self.database.execute(
            """
            UPDATE grants SET set_no = ?, liveness = ?, outcome = coalesce(?, outcome), first_set_no = ?,
                first_live_at = ?, has_grown = ?
            WHERE org_no = ? AND grant_no = ?
            """,
            [
                known.setNumber, known.liveness.rawValue, outcome?.rawValue, known.first?.setNumber, known.first?.at,
                known.hasGrown ? 1 : 0, Store.organisation, known.number,
            ])
    }

    /// An attempt that asked for more than the earlier ones of the same person and client.
    private mutating func note(
        attempt grant: ClassifiedGrant, on known: WriterMemory.KnownGrant, _ access: ScopeProfile,
        _ key: WriterMemory.GrantKey, _ connection: ConnectionRecord
    ) throws {
        guard let wider = access.widened(by: grant.access) else { return }
        var known = known
        known.setNumber = try self.scopeSet(wider, of: connection.resourceNumber)
        try self.newGrants.write(holding: known.number, self.database)
        try self.database.execute(
            "UPDATE grants SET set_no = ? WHERE org_no = ? AND grant_no = ?",
            [known.setNumber, Store.organisation, known.number])
        self.memory.remember(known, for: key)
    }

    /// Counts a person of whom a grant in this connection may be standing now, and none did before.
    private mutating func countPerson(_ person: Int64, in connection: ConnectionRecord) throws {
        let key = LivePerson(connection: connection.number, person: person)
        if self.livePeople[key] == nil, !self.newPeople.contains(person) { try self.learnLivePeople([key]) }
        if self.livePeople[key] != true { connection.people += 1 }
        self.livePeople[key] = true
    }

    /// Reads whether people have grants in these connections that may be standing.
    private mutating func learnLivePeople(_ people: Set<LivePerson>) throws {
        let people = Array(people)
        let found = try Self.liveGrantSearch.rows(
            for: people.map { [.integer(Store.organisation), .integer($0.connection), .integer($0.person)] },
            self.database)
        for (key, rows) in zip(people, found) { self.livePeople[key] = !rows.isEmpty }
    }

    private static let liveGrantSearch = RowQuery(
        "grants", by: [.organisation, .integer("connection_no"), .integer("person_no")], columns: ["grant_no"],
        where: "liveness > 0")

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
