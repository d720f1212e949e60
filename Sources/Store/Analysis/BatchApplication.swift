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
    let database: Database
    var outcome = ApplyOutcome()

    private let statements: Statements
    private var activity: [Int64: Activity] = [:]
    private var changed: [Int64: Change] = [:]
    private var touched: [Int64: ConnectionRecord] = [:]

    /// What a batch adds to one grant's sightings.
    fileprivate struct Activity {
        var first: Int64
        var last: Int64
        var count: Int
    }

    /// A connection to be judged again.
    private struct Change {
        let connection: ConnectionRecord
        var kind: SightingChange
    }

    /// What every event or report runs.
    private struct Statements {
        let takeReport: BoundStatement
        let seeInstall: BoundStatement
        let claimEvent: BoundStatement
        let addActivity: BoundStatement

        init(_ database: Database) throws {
            self.takeReport = try BoundStatement(
                "DELETE FROM inbox WHERE org_no = ? AND report_no = ?", database)
            self.seeInstall = try BoundStatement(
                """
                UPDATE installs SET dropped = dropped + ?,
                    last_report_at = CASE WHEN last_report_at < ? THEN ? ELSE last_report_at END
                WHERE org_no = ? AND install_no = ?
                """, database)
            self.claimEvent = try BoundStatement(
                """
                INSERT INTO event_keys (org_no, install_no, event_high, event_low, digest, seen_day)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (org_no, install_no, event_high, event_low) DO NOTHING
                """, database)
            self.addActivity = try BoundStatement(
                """
                UPDATE grant_activity SET sightings = sightings + ?,
                    first_seen = CASE WHEN first_seen > ? THEN ? ELSE first_seen END,
                    last_seen = CASE WHEN last_seen < ? THEN ? ELSE last_seen END
                WHERE org_no = ? AND grant_no = ?
                """, database)
        }
    }

    init(memory: WriterMemory, judge: Judge, now: Timestamp, database: Database) throws {
        self.memory = memory
        // Never in the middle of a batch, which holds its news there.
        self.memory.shrink()
        self.judge = judge
        self.now = now
        self.database = database
        self.statements = try Statements(database)
    }

    mutating func apply(_ reports: [AnalysedReport]) throws {
        for report in reports { try self.apply(report) }
        try self.writeActivity()
        try self.writeConnections()
        try self.judgeChanged()
        self.memory.count(IntakeCounter.stored, self.outcome.stored)
        self.memory.count(IntakeCounter.duplicate, self.outcome.duplicate)
        self.memory.count(IntakeCounter.rejected(.eventIDConflict), self.outcome.conflicts)
    }

    // MARK: - Reports and events

    private mutating func apply(_ report: AnalysedReport) throws {
        // Another worker, or this one before a lost answer, has applied it already.
        guard try self.statements.takeReport.run([Store.organisation, report.inbox.number]) == 1 else { return }
        self.outcome.reports.insert(report.inbox.number)
        let receivedAt = report.inbox.receivedAt.milliseconds
        try self.statements.seeInstall.run([
            Int64(report.dropped), receivedAt, receivedAt, Store.organisation, report.inbox.installNumber,
        ])
        var person: Int64?
        for event in report.grants {
            guard try self.isFirst(event, of: report.inbox) else { continue }
            self.outcome.stored += 1
            let number = try person ?? self.person(of: report)
            person = number
            try self.apply(event.grant, of: report, person: number)
        }
    }

    /// Claims the event's id; false for a repeat or a conflict, which are counted.
    private mutating func isFirst(_ event: AnalysedEvent, of report: InboxReport) throws -> Bool {
        let id = event.grant.eventID
        let high = Int64(bitPattern: id.high)
        let low = Int64(bitPattern: id.low)
        let digest = Int64(bitPattern: event.digest)
        let claimed = try self.statements.claimEvent.run([
            Store.organisation, report.installNumber, high, low, digest, report.receivedAt.milliseconds / 86_400_000,
        ])
        if claimed == 1 { return true }
        let known = try Int64.fetchOne(
            self.database.cachedStatement(
                sql: """
                    SELECT digest FROM event_keys
                    WHERE org_no = ? AND install_no = ? AND event_high = ? AND event_low = ?
                    """),
            arguments: [Store.organisation, report.installNumber, high, low])
        if known == digest { self.outcome.duplicate += 1 } else { self.outcome.conflicts += 1 }
        return false
    }

    private mutating func apply(_ grant: ClassifiedGrant, of report: AnalysedReport, person: Int64) throws {
        let place = try self.place(of: grant)
        let connection = place.connection
        let sighting = try self.sighting(of: grant, at: place, by: person, in: report)
        self.note(grant, on: sighting.grantNumber)

        var isChanged = sighting.isNews
        var isTouched = connection.see(grant)
        if grant.liveness > .attempted {
            var marks = ConnectionFacts.Marks(grant, isManagedAccount: report.isManagedSubject)
            if sighting.cameAlive, !connection.marks.contains(.redirectDrift), try self.isDrift(grant, in: connection) {
                marks.insert(.redirectDrift)
            }
            isChanged = connection.widen(by: grant, marks) || isChanged
        } else {
            isTouched = connection.widen(byAttempt: grant) || isTouched
        }
        if isChanged || isTouched { self.touched[connection.number] = connection }
        if isChanged {
            self.changed[connection.number] = Change(connection: connection, kind: .something)
        } else if grant.liveness > .attempted, connection.finding?.status == .resolved,
            self.changed[connection.number] == nil
        {
            self.changed[connection.number] = Change(connection: connection, kind: .nothing)
        }
    }

    private mutating func note(_ grant: ClassifiedGrant, on number: Int64) {
        let first = grant.startedAt.milliseconds
        let last = grant.endedAt.milliseconds
        let count = grant.count
        self.activity[number, default: Activity(first: first, last: last, count: 0)].add(first, last, count)
    }

    // MARK: - At the end of the batch

    /// In order of grants, so that neighbours share pages.
    private func writeActivity() throws {
        for (number, activity) in self.activity.sorted(by: { $0.key < $1.key }) {
            try self.statements.addActivity.run([
                Int64(activity.count), activity.first, activity.first, activity.last, activity.last,
                Store.organisation, number,
            ])
        }
    }

    private mutating func writeConnections() throws {
        let statement = try BoundStatement(
            """
            UPDATE connections
            SET set_no = ?, people = ?, liveness = ?, marks = ?, first_seen = ?, last_seen = ?
            WHERE org_no = ? AND connection_no = ?
            """, self.database)
        for (number, connection) in self.touched.sorted(by: { $0.key < $1.key }) {
            connection.setNumber = try self.scopeSet(connection.access, of: connection.resourceNumber)
            try statement.run([
                connection.setNumber, Int64(connection.people), Int64(connection.liveness.rawValue),
                Int64(connection.marks.rawValue), connection.firstSeen.milliseconds,
                connection.lastSeen.milliseconds, Store.organisation, number,
            ])
        }
    }

    private mutating func judgeChanged() throws {
        for (_, change) in self.changed.sorted(by: { $0.key < $1.key }) {
            var writer = FindingWriter(judge: self.judge, now: self.now, actor: "system:analyzer")
            try writer.judge(change.connection, change.kind, &self.memory, self.database)
            self.outcome.findingsOpened += writer.opened
            self.outcome.findingsChanged += writer.changed
        }
    }
}

extension BatchApplication.Activity {
    fileprivate mutating func add(_ first: Int64, _ last: Int64, _ count: Int) {
        self.first = min(self.first, first)
        self.last = max(self.last, last)
        self.count += count
    }
}
