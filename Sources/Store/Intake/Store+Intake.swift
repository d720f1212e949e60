import Foundation
import GRDB
import Grants
import Synchronization

extension Store {
    /// Keeps an admitted report; returns when it is on disk.
    ///
    /// - Throws: `StoreError` with `queue_full`, `inbox_full` or `store_unavailable`; then nothing was kept.
    package func admit(_ admission: Admission) async throws -> AdmissionOutcome {
        let isRoom = self.session.backlog.withLock { backlog in
            backlog.events + admission.events <= self.config.inboxEvents
                && backlog.bytes + admission.body.count <= self.config.inboxBytes
        }
        guard isRoom else { throw StoreError(.inboxFull) }
        let session = self.session
        let kept = try await self.lane.perform(bytes: admission.body.count + 512) { database in
            try session.memory.withLock { try Self.admit(admission, &$0, database) }
        } committed: { [self] kept in
            if let kept { self.noteWaiting(kept, admission) }
        }
        return kept == nil ? .repeated : .stored
    }

    /// Numbers that an admitted report got.
    private struct Kept: Sendable {
        var report: Int64
        var install: Int64
    }

    /// Tells the analyzer of a committed report. Runs on the writing thread, so in the order of commits.
    private func noteWaiting(_ kept: Kept, _ admission: Admission) {
        guard admission.events > 0 else { return }
        self.session.backlog.withLock { backlog in
            backlog.reports += 1
            backlog.events += admission.events
            backlog.bytes += admission.body.count
        }
        self.tail.append(
            InboxReport(
                number: kept.report, installNumber: kept.install, receivedAt: admission.receivedAt,
                skewMilliseconds: admission.skewMilliseconds, events: admission.events, bytes: admission.body.count,
                content: .decoded(admission.report), attempts: 0))
        self.inboxSignal.send()
    }

    /// How much waits for analysis.
    package var backlog: Backlog { self.session.backlog.withLock { $0 } }

    /// Bytes of reports that wait for a commit.
    package var queuedBytes: Int { self.lane.waitingBytes }

    /// The intake's durable counts, in one snapshot.
    package func intakeCounts() async throws -> IntakeCounts {
        try await self.read { database in
            var counts = IntakeCounts()
            let rows = try Row.fetchAll(
                database, sql: "SELECT name, count FROM intake WHERE org_no = ?", arguments: [Store.organisation])
            for row in rows {
                let name: String = row[0]
                let count: Int = row[1]
                switch name {
                case IntakeCounter.received: counts.received = count
                case IntakeCounter.stored: counts.stored = count
                case IntakeCounter.duplicate: counts.duplicate = count
                case IntakeCounter.setAside: counts.setAside = count
                default: counts.rejected[String(name.dropFirst("rejected:".count))] = count
                }
            }
            counts.waiting = try Backlog.measured(in: database).events
            return counts
        }
    }

    // MARK: - In the transaction

    /// - Returns: `nil` for a repeat.
    private static func admit(
        _ admission: Admission, _ memory: inout WriterMemory, _ database: Database
    ) throws -> Kept? {
        let install = try Self.install(admission.installID, at: admission.receivedAt, &memory, database)
        let report = try memory.number(in: .reports, database)
        let insert = try BoundStatement(
            """
            INSERT INTO reports
                (org_no, report_no, install_no, token_no, digest, received_at, skew_ms, events, coding, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (org_no, install_no, digest) DO NOTHING
            """, database)
        let isNew =
            try insert.run([
                .integer(Store.organisation), .integer(report), .integer(install), .integer(admission.tokenNumber),
                .bytes(admission.digest), .integer(admission.receivedAt.milliseconds),
                .integer(admission.skewMilliseconds), .integer(Int64(admission.events)),
                .text(admission.coding.rawValue), .bytes(admission.body),
            ]) == 1
        let refused = admission.rejected.values.reduce(0, +)
        memory.count(IntakeCounter.received, admission.events + admission.repeatedEvents + refused)
        memory.count(IntakeCounter.duplicate, admission.repeatedEvents + (isNew ? 0 : admission.events))
        for (reason, count) in admission.rejected { memory.count(IntakeCounter.rejected(reason), count) }
        guard isNew else { return nil }
        if admission.events > 0 {
            try BoundStatement(
                "INSERT INTO inbox (org_no, report_no, events, bytes) VALUES (?, ?, ?, ?)", database
            ).run([Store.organisation, report, Int64(admission.events), Int64(admission.body.count)])
        }
        return Kept(report: report, install: install)
    }

    private static func install(
        _ id: UUIDBits, at now: Timestamp, _ memory: inout WriterMemory, _ database: Database
    ) throws -> Int64 {
        if let known = memory.installs[id] { return known }
        let high = Int64(bitPattern: id.high)
        let low = Int64(bitPattern: id.low)
        let known = try Int64.fetchOne(
            database,
            sql: "SELECT install_no FROM installs WHERE org_no = ? AND install_high = ? AND install_low = ?",
            arguments: [Store.organisation, high, low])
        if let known {
            memory.installs.remember(known, for: id)
            return known
        }
        let number = try memory.number(in: .installs, database)
        try database.execute(
            sql: """
                INSERT INTO installs
                    (org_no, install_no, install_high, install_low, first_report_at, last_report_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [Store.organisation, number, high, low, now.milliseconds, now.milliseconds])
        memory.installs.remember(number, for: id)
        return number
    }
}
