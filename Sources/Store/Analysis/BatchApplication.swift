import Foundation
import Governance
import Grants
import Risk
import SQL

/// One batch of analysed reports on its way into the database.
struct BatchApplication {
    var memory: WriterMemory
    let judge: Judge
    let now: Timestamp
    /// The process that took the reports; 0 where there is one.
    let writer: Int64
    let database: any SQLSession
    var outcome = ApplyOutcome()

    /// Grants that the batch has made and not yet written.
    var newGrants = NewGrants()
    /// Whether a person has a grant in a connection that may be standing, as far as this batch has asked.
    var livePeople: [LivePerson: Bool] = [:]
    /// People whom this batch has made known, so that nothing else can be known of them.
    var newPeople: Set<Int64> = []
    /// Other registrations of a client id, by the client's number, as far as this batch has asked.
    var otherClients: [Int64: OtherClients] = [:]
    /// The newest coaching of a grant, by the grant's number.
    var coaching: [Int64: SeenCoaching] = [:]
    private var activity: [Int64: EventStatements.Activity] = [:]
    private var changed: [Int64: Change] = [:]
    private var touched: [Int64: ConnectionRecord] = [:]

    /// One person's part in one connection.
    struct LivePerson: Hashable {
        var connection: Int64
        var person: Int64
    }

    /// A connection to be judged again.
    private struct Change {
        let connection: ConnectionRecord
        var kind: SightingChange
    }

    init(memory: WriterMemory, judge: Judge, now: Timestamp, writer: Int64, database: any SQLSession) {
        self.memory = memory
        // Never in the middle of a batch, which holds its news there.
        self.memory.shrink()
        self.judge = judge
        self.now = now
        self.writer = writer
        self.database = database
    }

    /// - Throws: `catalog_stale` for reports that were classified by another catalogue than the newest.
    mutating func apply(_ reports: [AnalysedReport]) throws {
        try self.requireNewestCatalog(reports)
        let taken = try self.take(reports)
        try self.setAside(in: taken)
        let news = try self.claim(taken)
        try self.learnPeople(news.map(\.report))
        try self.learnGrants(news)
        for (report, events) in news {
            let person = try self.person(of: report)
            for event in events { try self.apply(event.grant, of: report, person: person) }
        }
        try self.newGrants.write(self.database)
        try EventStatements.add(self.activity, self.database)
        try self.writeCoaching()
        try self.writeConnections()
        try self.judgeChanged()
        self.memory.count(IntakeCounter.stored, self.outcome.stored)
        self.memory.count(IntakeCounter.duplicate, self.outcome.duplicate)
        self.memory.count(IntakeCounter.rejected(.eventIDConflict), self.outcome.conflicts)
    }

    // MARK: - Reports and events

    /// What was classified by an older catalogue would undo what a reclassification has done.
    private mutating func requireNewestCatalog(_ reports: [AnalysedReport]) throws {
        let newest = try CatalogStamp.newest(in: self.database)
        guard !reports.contains(where: { $0.catalog.isBehind(newest) }) else {
            throw StoreError(.catalogStale, "the catalogue has changed meanwhile")
        }
        try self.memory.notice(ReclassificationMark.present(in: self.database))
    }

    /// A report and those of its events that were not seen before.
    typealias News = (report: AnalysedReport, events: [AnalysedEvent])

    /// Takes the reports out of the inbox, and leaves out those that another worker, or this one before a lost
    /// answer, has applied already.
    private mutating func take(_ reports: [AnalysedReport]) throws -> [AnalysedReport] {
        let taken = try Self.taking.changes(
            reports.map { [.integer(Store.organisation), .integer($0.inbox.number), .integer(self.writer)] },
            self.database)
        let mine = zip(reports, taken).filter(\.1).map(\.0)
        self.outcome.reports.formUnion(mine.map(\.inbox.number))
        try SensorNews.write(mine, self.database)
        return mine
    }

    private static let taking = RowStatement(
        [.organisation, .integer("report_no"), .integer("writer_no")], telling: ["report_no"],
        sqlite: "DELETE FROM inbox WHERE org_no = ? AND report_no = ? AND coalesce(writer_no, 0) = ?"
    ) { rows in
        """
        DELETE FROM inbox i USING \(rows)
        WHERE i.org_no = r.org_no AND i.report_no = r.report_no AND coalesce(i.writer_no, 0) = r.writer_no
        RETURNING i.report_no
        """
    }

    private mutating func setAside(in reports: [AnalysedReport]) throws {
        let rows: [[SQLValue]] = reports.flatMap { report in
            report.setAside.map { event in
                [
                    .integer(Store.organisation), .integer(report.inbox.number),
                    .integer(Int64(bitPattern: event.high)), .integer(Int64(bitPattern: event.low)),
                    .text(Store.applyFailed), .integer(self.now.milliseconds),
                ]
            }
        }
        try self.database.executeMany(
            """
            INSERT INTO set_aside_events (org_no, report_no, event_high, event_low, reason, at)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """, rows)
        self.outcome.setAside = rows.count
        self.memory.count(IntakeCounter.setAside, rows.count)
    }

    /// Claims the ids of the events; a repeat and a conflict are counted and go no further.
    private mutating func claim(_ reports: [AnalysedReport]) throws -> [News] {
        let keys = reports.flatMap { report in
            report.grants.map { event in
                let id = event.grant.eventID
                return EventStatements.Key(
                    install: report.inbox.installNumber, high: Int64(bitPattern: id.high),
                    low: Int64(bitPattern: id.low), digest: Int64(bitPattern: event.digest),
                    day: report.inbox.receivedAt.milliseconds / 86_400_000)
            }
        }
        let isNew = try EventStatements.claim(keys, self.database)
        try self.countRepeats(zip(keys, isNew).filter { !$0.1 }.map(\.0))
        var place = 0
        var news: [News] = []
        for report in reports {
            let events = zip(report.grants, isNew[place...]).filter(\.1).map(\.0)
            place += report.grants.count
            self.outcome.stored += events.count
            if !events.isEmpty { news.append((report, events)) }
        }
        return news
    }

    /// - Parameter keys: what had been claimed before.
    private mutating func countRepeats(_ keys: [EventStatements.Key]) throws {
        let known = try Self.digestSearch.rows(
            for: keys.map { key in
                [.integer(Store.organisation), .integer(key.install), .integer(key.high), .integer(key.low)]
            }, self.database)
        for (key, rows) in zip(keys, known) {
            if rows.first?[0] == key.digest { self.outcome.duplicate += 1 } else { self.outcome.conflicts += 1 }
        }
    }

    private static let digestSearch = RowQuery(
        "event_keys",
        by: [.organisation, .integer("install_no"), .integer("event_high"), .integer("event_low")],
        columns: ["digest"])

    private mutating func apply(_ grant: ClassifiedGrant, of report: AnalysedReport, person: Int64) throws {
        let place = try self.place(of: grant)
        let connection = place.connection
        let sighting = try self.sighting(of: grant, at: place, by: person, in: report)
        self.note(grant, on: sighting.grantNumber)
        self.noteCoaching(grant, on: sighting.grantNumber)

        var isChanged = sighting.isNews
        var isTouched = connection.see(grant)
        if grant.liveness > .attempted {
            var marks = ConnectionFacts.Marks(grant, isManagedAccount: report.isManagedSubject)
            if sighting.cameAlive { marks.formUnion(try self.driftMarks(grant, at: place)) }
            isChanged = connection.widen(by: grant, marks) || isChanged
            isChanged = try self.note(sighting.growth, of: sighting.grantNumber, in: connection) || isChanged
        } else {
            isTouched = connection.widen(byAttempt: grant) || isTouched
        }
        if isChanged || isTouched { self.touched[connection.number] = connection }
        guard isChanged || grant.liveness > .attempted, try !self.isOver(grant, sighting.grantNumber, in: connection)
        else { return }
        if isChanged {
            self.changed[connection.number] = Change(connection: connection, kind: .something)
        } else if connection.finding?.status == .resolved, self.changed[connection.number] == nil {
            self.changed[connection.number] = Change(connection: connection, kind: .nothing)
        }
    }

    /// A connection that has changed by what was seen in another. A finding that is over stays so: its own grants were
    /// not seen again.
    mutating func judgeAgain(_ connection: ConnectionRecord) {
        self.touched[connection.number] = connection
        guard connection.finding?.status != .resolved else { return }
        self.changed[connection.number] = Change(connection: connection, kind: .something)
    }

    /// Whether the finding ended by a revoke after which this very grant was gone, later than it was seen here: the
    /// report is late and tells nothing new.
    private func isOver(
        _ grant: ClassifiedGrant, _ number: Int64, in connection: ConnectionRecord
    ) throws -> Bool {
        guard let finding = connection.finding, finding.status == .resolved, finding.endedAt != nil else {
            return false
        }
        let endedAt = try self.database.value(
            Int64.self, "SELECT ended_at FROM grant_ends WHERE org_no = ? AND grant_no = ?",
            [Store.organisation, number])
        return endedAt.map { grant.endedAt.milliseconds <= $0 } ?? false
    }

    private mutating func note(_ grant: ClassifiedGrant, on number: Int64) {
        let first = grant.startedAt.milliseconds
        let last = grant.endedAt.milliseconds
        self.activity[number, default: .init(first: first, last: last, count: 0)].add(first, last, grant.count)
    }

    // MARK: - At the end of the batch

    private mutating func writeConnections() throws {
        let touched = self.touched.sorted { $0.key < $1.key }
        for (_, connection) in touched {
            connection.setNumber = try self.scopeSet(connection.access, of: connection.resourceNumber)
        }
        try Self.connectionUpdate.run(
            touched.map { number, connection in
                [
                    .integer(Store.organisation), .integer(number), .integer(connection.setNumber),
                    .integer(Int64(connection.people)), .integer(Int64(connection.liveness.rawValue)),
                    .integer(Int64(connection.marks.rawValue)), .integer(connection.firstSeen.milliseconds),
                    .integer(connection.lastSeen.milliseconds),
                ]
            }, self.database)
    }

    private static let connectionUpdate = RowStatement.update(
        "connections", key: [.organisation, .integer("connection_no")],
        set: [
            .integer("set_no"), .integer("people"), .integer("liveness"), .integer("marks"), .integer("first_seen"),
            .integer("last_seen"),
        ])

    private mutating func judgeChanged() throws {
        for (_, change) in self.changed.sorted(by: { $0.key < $1.key }) {
            var writer = FindingWriter(judge: self.judge, now: self.now, actor: "system:analyzer")
            try writer.judge(change.connection, change.kind, &self.memory, self.database)
            self.outcome.findingsOpened += writer.opened
            self.outcome.findingsChanged += writer.changed
        }
    }
}
