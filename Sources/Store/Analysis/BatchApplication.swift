import Foundation
import GRDB
import Governance
import Grants
import Risk

/// One batch of analysed reports on its way into the database.
struct BatchApplication {
    var memory: WriterMemory
    let judge: Judge
    let now: Timestamp
    var outcome = ApplyOutcome()

    private var activity: [Int64: Activity] = [:]
    private var changed: [WriterMemory.ConnectionKey: SightingChange] = [:]
    private var touched: Set<WriterMemory.ConnectionKey> = []
    private var counts: [String: Int] = [:]

    /// What a batch adds to one grant's sightings.
    private struct Activity {
        var first: Int64
        var last: Int64
        var count: Int
    }

    init(memory: WriterMemory, judge: Judge, now: Timestamp) {
        self.memory = memory
        // Never in the middle of a batch, which holds its news there.
        if self.memory.connections.count > WriterMemory.bound { self.memory.connections.removeAll() }
        self.judge = judge
        self.now = now
    }

    mutating func apply(_ reports: [AnalysedReport], _ database: Database) throws {
        for report in reports { try self.apply(report, database) }
        try self.writeActivity(database)
        try self.writeConnections(database)
        try self.judgeChanged(database)
        self.counts[IntakeCounter.stored] = self.outcome.stored
        self.counts[IntakeCounter.duplicate] = self.outcome.duplicate
        self.counts[IntakeCounter.rejected(.eventIDConflict)] = self.outcome.conflicts
        try IntakeCounter.add(self.counts, database)
    }

    // MARK: - Reports and events

    private mutating func apply(_ report: AnalysedReport, _ database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM inbox WHERE org_no = ? AND report_no = ?")
            .execute(arguments: [Store.organisation, report.inbox.number])
        // Another worker, or this one before a lost answer, has applied it already.
        guard database.changesCount == 1 else { return }
        self.outcome.reports.insert(report.inbox.number)
        try database.cachedStatement(
            sql: """
                UPDATE installs SET dropped = dropped + ?,
                    last_report_at = CASE WHEN last_report_at < ? THEN ? ELSE last_report_at END
                WHERE org_no = ? AND install_no = ?
                """
        ).execute(arguments: [
            report.dropped, report.inbox.receivedAt.milliseconds, report.inbox.receivedAt.milliseconds,
            Store.organisation, report.inbox.installNumber,
        ])
        guard !report.grants.isEmpty else { return }
        var person: Int64?
        for event in report.grants {
            guard try self.isFirst(event, of: report.inbox, database) else { continue }
            self.outcome.stored += 1
            let number = try person ?? self.person(of: report, database)
            person = number
            try self.apply(event.grant, of: report, person: number, database)
        }
    }

    /// Claims the event's id; false for a repeat or a conflict, which are counted.
    private mutating func isFirst(
        _ event: AnalysedEvent, of report: InboxReport, _ database: Database
    ) throws -> Bool {
        let id = event.grant.eventID
        let high = Int64(bitPattern: id.high)
        let low = Int64(bitPattern: id.low)
        let digest = Int64(bitPattern: event.digest)
        try database.cachedStatement(
            sql: """
                INSERT INTO event_keys (org_no, install_no, event_high, event_low, digest, seen_day)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (org_no, install_no, event_high, event_low) DO NOTHING
                """
        ).execute(
            arguments: [
                Store.organisation, report.installNumber, high, low, digest,
                report.receivedAt.milliseconds / 86_400_000,
            ])
        if database.changesCount == 1 { return true }
        let known = try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT digest FROM event_keys
                    WHERE org_no = ? AND install_no = ? AND event_high = ? AND event_low = ?
                    """),
            arguments: [Store.organisation, report.installNumber, high, low])
        if known == digest { self.outcome.duplicate += 1 } else { self.outcome.conflicts += 1 }
        return false
    }

    private mutating func apply(
        _ grant: ClassifiedGrant, of report: AnalysedReport, person: Int64, _ database: Database
    ) throws {
        let key = try self.connection(of: grant, database)
        guard var connection = self.memory.connections[key] else { return }
        let client = try self.client(of: grant, in: connection, database)
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT grant_no, set_no, liveness FROM grants
                    WHERE org_no = ? AND connection_no = ? AND person_no = ? AND client_no = ?
                    """),
            arguments: [Store.organisation, connection.number, person, client])

        let number: Int64
        var isChanged = false
        var liveness = ClassifiedGrant.Liveness.attempted
        if let row {
            number = row[0]
            let setNumber: Int64 = row[1]
            liveness = ClassifiedGrant.Liveness(rawValue: row[2]) ?? .attempted
            isChanged = try self.update(
                grant, number: number, setNumber: setNumber, liveness: liveness, &connection, person, client, database)
        } else {
            number = try self.insert(grant, report, &connection, person, client, database)
            isChanged = grant.liveness > .attempted
        }
        self.note(grant, on: number)

        var marks = ConnectionFacts.Marks(grant, isManagedAccount: report.isManagedSubject)
        if grant.liveness > .attempted {
            let isNew = liveness == .attempted && !connection.marks.contains(.redirectDrift)
            if isNew, try self.isDrift(grant, in: connection, database) { marks.insert(.redirectDrift) }
            isChanged = self.widen(&connection, by: grant, marks) || isChanged
        } else if connection.liveness == .attempted {
            connection.access = connection.access.widened(by: grant.access) ?? connection.access
        }
        connection.firstSeen = min(connection.firstSeen, grant.startedAt.startOfMinute)
        connection.lastSeen = max(connection.lastSeen, grant.endedAt.startOfMinute)
        if let known = self.memory.connections[key],
            isChanged || known.firstSeen != connection.firstSeen || known.lastSeen != connection.lastSeen
                || known.access.key != connection.access.key
        {
            self.touched.insert(key)
        }
        self.memory.connections[key] = connection
        if isChanged {
            self.changed[key] = .something
        } else if grant.liveness > .attempted, connection.finding?.status == .resolved {
            self.changed[key] = self.changed[key] ?? .nothing
        }
    }

    /// Takes what a live grant adds to its connection. Returns whether that was anything.
    private func widen(
        _ connection: inout ConnectionRecord, by grant: ClassifiedGrant, _ marks: ConnectionFacts.Marks
    ) -> Bool {
        var isChanged = false
        if connection.liveness == .attempted {
            connection.access = grant.access
            isChanged = true
        } else if let wider = connection.access.widened(by: grant.access) {
            connection.access = wider
            isChanged = true
        }
        if grant.liveness > connection.liveness {
            connection.liveness = grant.liveness
            isChanged = true
        }
        if !connection.marks.isSuperset(of: marks) {
            connection.marks.formUnion(marks)
            isChanged = true
        }
        return isChanged
    }

    // MARK: - Grants

    private mutating func insert(
        _ grant: ClassifiedGrant, _ report: AnalysedReport, _ connection: inout ConnectionRecord, _ person: Int64,
        _ client: Int64, _ database: Database
    ) throws -> Int64 {
        let number = try self.memory.number(in: .grants, database)
        let set = try self.scopeSet(grant.access, of: connection.resourceNumber, database)
        if grant.liveness > .attempted, try !self.isLive(person, in: connection, database) { connection.people += 1 }
        try database.cachedStatement(
            sql: """
                INSERT INTO grants (org_no, grant_no, connection_no, person_no, client_no, set_no, liveness,
                    outcome, first_report_no)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            Store.organisation, number, connection.number, person, client, set, grant.liveness.rawValue,
            grant.outcome.rawValue, report.inbox.number,
        ])
        try database.cachedStatement(
            sql: """
                INSERT INTO grant_activity (org_no, grant_no, first_seen, last_seen, sightings)
                VALUES (?, ?, ?, ?, 0)
                """
        ).execute(arguments: [
            Store.organisation, number, grant.startedAt.milliseconds, grant.endedAt.milliseconds,
        ])
        if grant.liveness > .attempted {
            self.outcome.newGrants += 1
            try self.logObservation("new_grant", grant, number, connection, person, client, set, database)
        }
        return number
    }

    /// Returns whether the grant got more scopes or came alive.
    private mutating func update(
        _ grant: ClassifiedGrant, number: Int64, setNumber: Int64, liveness: ClassifiedGrant.Liveness,
        _ connection: inout ConnectionRecord, _ person: Int64, _ client: Int64, _ database: Database
    ) throws -> Bool {
        let known = try self.scopeProfile(setNumber, database)
        guard grant.liveness > .attempted else {
            if liveness == .attempted { try self.note(attempt: grant, on: number, known, connection, database) }
            return false
        }
        let isWider = liveness == .attempted || known.widened(by: grant.access) != nil
        guard isWider || grant.liveness > liveness else { return false }
        if liveness == .attempted, try !self.isLive(person, in: connection, database) { connection.people += 1 }
        let access = liveness == .attempted ? grant.access : known.union(grant.access)
        let set = try self.scopeSet(access, of: connection.resourceNumber, database)
        try database.cachedStatement(
            sql: "UPDATE grants SET set_no = ?, liveness = ?, outcome = ? WHERE org_no = ? AND grant_no = ?"
        ).execute(arguments: [
            set, max(liveness, grant.liveness).rawValue, grant.outcome.rawValue, Store.organisation, number,
        ])
        let change = liveness == .attempted ? "new_grant" : isWider ? "new_scopes" : "confirmed"
        try self.logObservation(change, grant, number, connection, person, client, set, database)
        return true
    }

    /// An attempt that asked for more than the earlier ones of the same person and client.
    private mutating func note(
        attempt grant: ClassifiedGrant, on number: Int64, _ known: ScopeProfile, _ connection: ConnectionRecord,
        _ database: Database
    ) throws {
        guard let wider = known.widened(by: grant.access) else { return }
        let set = try self.scopeSet(wider, of: connection.resourceNumber, database)
        try database.cachedStatement(sql: "UPDATE grants SET set_no = ? WHERE org_no = ? AND grant_no = ?")
            .execute(arguments: [set, Store.organisation, number])
    }

    /// Whether the person has another grant in this connection that may be standing.
    private func isLive(_ person: Int64, in connection: ConnectionRecord, _ database: Database) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT count(*) > 0 FROM grants
                    WHERE org_no = ? AND connection_no = ? AND person_no = ? AND liveness > 0
                    """),
            arguments: [Store.organisation, connection.number, person]) ?? false
    }

    private mutating func logObservation(
        _ change: String, _ grant: ClassifiedGrant, _ number: Int64, _ connection: ConnectionRecord,
        _ person: Int64, _ client: Int64, _ set: Int64, _ database: Database
    ) throws {
        try LogWriter.append(
            LogEntry(
                type: "grant.observe", at: self.now, actor: "system:analyzer",
                targets: [
                    "grant:\(number)", "connection:\(connection.number)", "person:\(person)", "client:\(client)",
                    "scope_set:\(set)",
                ],
                facts: ["change": .string(change), "outcome": .string(grant.outcome.rawValue)]),
            &self.memory, database)
    }

    private mutating func note(_ grant: ClassifiedGrant, on number: Int64) {
        let first = grant.startedAt.milliseconds
        let last = grant.endedAt.milliseconds
        var activity = self.activity[number] ?? Activity(first: first, last: last, count: 0)
        activity.first = min(activity.first, first)
        activity.last = max(activity.last, last)
        activity.count += grant.count
        self.activity[number] = activity
    }

    /// In order of grants, so that neighbours share pages.
    private func writeActivity(_ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                UPDATE grant_activity SET sightings = sightings + ?,
                    first_seen = CASE WHEN first_seen > ? THEN ? ELSE first_seen END,
                    last_seen = CASE WHEN last_seen < ? THEN ? ELSE last_seen END
                WHERE org_no = ? AND grant_no = ?
                """)
        for (number, activity) in self.activity.sorted(by: { $0.key < $1.key }) {
            try statement.execute(
                arguments: [
                    Int64(activity.count), activity.first, activity.first, activity.last, activity.last,
                    Store.organisation, number,
                ])
        }
    }

    // MARK: - Connections and findings

    private mutating func writeConnections(_ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                UPDATE connections
                SET set_no = ?, people = ?, liveness = ?, marks = ?, first_seen = ?, last_seen = ?
                WHERE org_no = ? AND connection_no = ?
                """)
        for key in self.touched {
            guard var connection = self.memory.connections[key] else { continue }
            connection.setNumber = try self.scopeSet(connection.access, of: connection.resourceNumber, database)
            self.memory.connections[key] = connection
            try statement.execute(arguments: [
                connection.setNumber, connection.people, connection.liveness.rawValue, connection.marks.rawValue,
                connection.firstSeen.milliseconds, connection.lastSeen.milliseconds, Store.organisation,
                connection.number,
            ])
        }
    }

    private mutating func judgeChanged(_ database: Database) throws {
        let ordered = self.changed.sorted {
            (self.memory.connections[$0.key]?.number ?? 0) < (self.memory.connections[$1.key]?.number ?? 0)
        }
        for (key, change) in ordered {
            guard var connection = self.memory.connections[key] else { continue }
            var writer = FindingWriter(judge: self.judge, now: self.now, actor: "system:analyzer")
            try writer.judge(&connection, change, &self.memory, database)
            self.memory.connections[key] = connection
            self.outcome.findingsOpened += writer.opened
            self.outcome.findingsChanged += writer.changed
        }
    }
}

extension ScopeProfile {
    /// Both sets together; `nil` when `other` adds nothing.
    fileprivate func widened(by other: ScopeProfile) -> ScopeProfile? {
        if self.covers(other) { return nil }
        let union = self.union(other)
        return union.key == self.key ? nil : union
    }
}
