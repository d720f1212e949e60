import Foundation
import GRDB
import Governance
package import Grants
import Synchronization

/// All that is held about one person.
package struct PersonRecord: Sendable, Equatable {
    package var number: Int64
    package var address: String?
    package var domain: String?
    package var createdAt: Timestamp
    package var grantNumbers: [Int64]
}

extension Store {
    /// What is held about an address; `nil` when nothing is.
    package func person(address: String) async throws -> PersonRecord? {
        try await self.read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT person_no, address, domain, created_at FROM people
                    WHERE org_no = ? AND person_key = ?
                    """,
                arguments: [Store.organisation, "mail:\(address.lowercased())"])
            guard let row else { return nil }
            let number: Int64 = row[0]
            return PersonRecord(
                number: number, address: row[1], domain: row[2], createdAt: Timestamp(milliseconds: row[3]),
                grantNumbers: try Int64.fetchAll(
                    database, sql: "SELECT grant_no FROM grants WHERE org_no = ? AND person_no = ? ORDER BY grant_no",
                    arguments: [Store.organisation, number]))
        }
    }

    /// Forgets an address: the person's row keeps only its number, and kept reports that name the address go, also
    /// those that wait for analysis. The events of these are set aside because they were erased.
    ///
    /// The system log names people by number, so its chain stays valid.
    /// - Returns: the person's number, `nil` when only waiting reports named the address, and how many kept reports
    ///   were emptied.
    /// - Throws: `not_found` when neither a person nor a kept report has the address.
    package func erasePerson(
        address: String, reportsNaming isNamed: @escaping @Sendable (InboxReport) -> Bool, by author: Author,
        now: Timestamp
    ) async throws -> (number: Int64?, reports: Int) {
        let session = self.session
        let erased = try await self.lane.perform { database in
            try session.memory.withLock { memory in
                let key = "mail:\(address.lowercased())"
                let number = try Int64.fetchOne(
                    database, sql: "SELECT person_no FROM people WHERE org_no = ? AND person_key = ?",
                    arguments: [Store.organisation, key])
                let (emptied, waiting) = try Self.emptyReports(isNamed, now, &memory, database)
                guard number != nil || emptied > 0 else {
                    throw StoreError(.notFound, "nothing is held about this address")
                }
                if let number {
                    try database.execute(
                        sql: """
                            UPDATE people SET person_key = ?, address = NULL, domain = NULL, erased_at = ?
                            WHERE org_no = ? AND person_no = ?
                            """,
                        arguments: ["erased:\(number)", now.milliseconds, Store.organisation, number])
                }
                memory.people[key] = nil
                try LogWriter.append(
                    LogEntry(
                        type: "person.erase", at: now, actor: author.text,
                        targets: number.map { ["person:\($0)"] } ?? [], facts: ["reports": CanonicalJSON(emptied)]),
                    &memory, database)
                return (number: number, reports: emptied, waiting: waiting)
            }
        }
        self.shrinkBacklog(by: erased.waiting)
        await self.checkpointer.truncate()
        return (erased.number, erased.reports)
    }

    /// Empties the reports that name the person.
    ///
    /// - Returns: how many, and those of them that waited for analysis.
    private static func emptyReports(
        _ isNamed: (InboxReport) -> Bool, _ now: Timestamp, _ memory: inout WriterMemory, _ database: Database
    ) throws -> (count: Int, waiting: [InboxReport]) {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT report_no, install_no, received_at, skew_ms, events, coding, body FROM reports
                WHERE org_no = ? AND events > 0
                """,
            arguments: [Store.organisation])
        var named: [InboxReport] = []
        while let row = try rows.next() {
            let body = Array(row[6] as Data)
            var report = InboxReport(
                number: row[0], installNumber: row[1], receivedAt: Timestamp(milliseconds: row[2]),
                skewMilliseconds: row[3], events: row[4], bytes: body.count,
                content: .kept(body, isGzip: (row[5] as String) == Admission.Coding.gzip.rawValue), attempts: 0)
            guard isNamed(report) else { continue }
            report.content = .kept([], isGzip: false)
            named.append(report)
        }
        var waiting: [InboxReport] = []
        for report in named {
            try database.execute(
                sql: "UPDATE reports SET events = 0, coding = 'none', body = x'' WHERE org_no = ? AND report_no = ?",
                arguments: [Store.organisation, report.number])
            // An analysis that has read the report already finds no place in the inbox and changes nothing.
            try database.execute(
                sql: "DELETE FROM inbox WHERE org_no = ? AND report_no = ?",
                arguments: [Store.organisation, report.number])
            guard database.changesCount == 1 else { continue }
            waiting.append(report)
            try database.execute(
                sql: "INSERT INTO set_aside (org_no, report_no, events, reason, at) VALUES (?, ?, ?, 'erased', ?)",
                arguments: [Store.organisation, report.number, report.events, now.milliseconds])
            memory.count(IntakeCounter.setAside, report.events)
        }
        return (named.count, waiting)
    }
}
