package import Grants
import SQL
import Synchronization

/// What becomes of reports and events that cannot be analysed.
extension Store {
    /// Attempts after which an event is set aside (the inbox keeps the count of its report).
    static let mostAttempts = 5

    /// The reason of events that the database refused.
    package static let applyFailed = "apply_failed"

    /// Notes that analysing a report failed; at the fifth failure all its events are set aside with the reason.
    ///
    /// - Returns: whether the report was set aside.
    package func noteFailure(of report: InboxReport, reason: String, now: Timestamp) async throws -> Bool {
        let isLast = report.isLastAttempt
        let session = self.session
        let isSetAside = try await self.lane.perform { database in
            guard isLast else {
                try database.execute(
                    "UPDATE inbox SET attempts = attempts + 1, writer_no = NULL WHERE org_no = ? AND report_no = ?",
                    [Store.organisation, report.number])
                return false
            }
            let taken = try database.execute(
                "DELETE FROM inbox WHERE org_no = ? AND report_no = ?", [Store.organisation, report.number])
            // It was applied or set aside meanwhile.
            guard taken == 1 else { return false }
            try database.execute(
                "INSERT INTO set_aside (org_no, report_no, events, reason, at) VALUES (?, ?, ?, ?, ?)",
                [Store.organisation, report.number, report.events, reason, now.milliseconds])
            session.memory.withLock { $0.count(IntakeCounter.setAside, report.events) }
            return true
        }
        if isSetAside { self.shrinkBacklog(by: [report]) }
        return isSetAside
    }

    /// Which events of a report cannot be applied, each tried alone and undone.
    ///
    /// - Returns: their places in `report.grants`.
    /// - Throws: `StoreError` when the store answers none of them.
    package func faultyEvents(of report: AnalysedReport, judge: Judge, now: Timestamp) async throws -> Set<Int> {
        var faulty: Set<Int> = []
        for place in report.grants.indices {
            do {
                try await self.tryApplying(report.only(place), judge: judge, now: now)
            } catch let error as StoreError {
                throw error
            } catch is Undone {
                continue
            } catch {
                faulty.insert(place)
            }
        }
        return faulty
    }

    /// Thrown at the end of a trial, so that nothing of it stays.
    private struct Undone: Error {}

    /// - Throws: always; `Undone` when the report could be applied.
    private func tryApplying(_ report: AnalysedReport, judge: Judge, now: Timestamp) async throws {
        let session = self.session
        try await self.lane.perform { database in
            try session.change(database) { memory in
                var application = BatchApplication(
                    memory: memory, judge: judge, now: now, writer: session.writer, database: database)
                try application.apply([report])
            }
            throw Undone()
        }
    }
}

extension InboxReport {
    /// Whether its events are set aside when they fail once more.
    package var isLastAttempt: Bool { self.attempts + 1 >= Store.mostAttempts }
}
