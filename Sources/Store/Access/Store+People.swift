import Foundation
import Governance
package import Grants
import SQL
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
            let row = try database.row(
                """
                SELECT person_no, address, domain, created_at FROM people
                WHERE org_no = ? AND person_key = ?
                """, [Store.organisation, "mail:\(address.lowercased())"])
            guard let row else { return nil }
            let number: Int64 = row[0]
            return PersonRecord(
                number: number, address: row[1], domain: row[2], createdAt: Timestamp(milliseconds: row[3]),
                grantNumbers: try database.column(
                    Int64.self, "SELECT grant_no FROM grants WHERE org_no = ? AND person_no = ? ORDER BY grant_no",
                    [Store.organisation, number]))
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
            try session.change(database) { memory in
                let key = "mail:\(address.lowercased())"
                let number = try database.value(
                    Int64.self, "SELECT person_no FROM people WHERE org_no = ? AND person_key = ?",
                    [Store.organisation, key])
                let (emptied, waiting) = try Self.emptyReports(isNamed, now, &memory, database)
                guard number != nil || emptied > 0 else {
                    throw StoreError(.notFound, "nothing is held about this address")
                }
                if let number {
                    try database.execute(
                        """
                        UPDATE people SET person_key = ?, address = NULL, domain = NULL, erased_at = ?
                        WHERE org_no = ? AND person_no = ?
                        """, ["erased:\(number)", now.milliseconds, Store.organisation, number])
                    try database.execute(
                        """
                        UPDATE grant_coaching SET reason = NULL WHERE org_no = ? AND grant_no IN (
                            SELECT grant_no FROM grants WHERE org_no = ? AND person_no = ?)
                        """, [Store.organisation, Store.organisation, number])
                }
                try Self.emptyReasons(naming: address, database)
                memory.people[key] = nil
                LogWriter.append(
                    LogEntry(
                        type: "person.erase", at: now, actor: author.text,
                        targets: number.map { ["person:\($0)"] } ?? [], facts: ["reports": CanonicalJSON(emptied)]),
                    &memory)
                return (number: number, reports: emptied, waiting: waiting)
            }
        }
        self.shrinkBacklog(by: erased.waiting)
        await self.scrub()
        return (erased.number, erased.reports)
    }

    /// Empties the reasons in which somebody wrote the address.
    private static func emptyReasons(naming address: String, _ database: any SQLSession) throws {
        var named: [[SQLValue]] = []
        try database.forEachRow("SELECT seq, text FROM log_reasons WHERE org_no = ?", [Store.organisation]) { row in
            let text: String = row[1]
            guard text.lowercased().contains(address.lowercased()) else { return }
            named.append([.integer(Store.organisation), .integer(row[0])])
        }
        try database.executeMany("UPDATE log_reasons SET text = '' WHERE org_no = ? AND seq = ?", named)
    }

    /// Empties the reports that name the person.
    ///
    /// - Returns: how many, and those of them that waited for analysis.
    private static func emptyReports(
        _ isNamed: (InboxReport) -> Bool, _ now: Timestamp, _ memory: inout WriterMemory, _ database: any SQLSession
    ) throws -> (count: Int, waiting: [InboxReport]) {
        var named: [InboxReport] = []
        try database.forEachRow(
            """
            SELECT report_no, install_no, received_at, skew_ms, events, length(body), coding, body, 0
            FROM reports WHERE org_no = ? AND events > 0
            """,
            [Store.organisation]
        ) { row in
            var report = InboxReport(kept: row)
            guard isNamed(report) else { return }
            report.content = .kept([], isGzip: false)
            named.append(report)
        }
        var waiting: [InboxReport] = []
        for report in named {
            try database.execute(
                "UPDATE reports SET events = 0, coding = 'none', body = ? WHERE org_no = ? AND report_no = ?",
                [[UInt8](), Store.organisation, report.number])
            // An analysis that has read the report already finds no place in the inbox and changes nothing.
            let taken = try database.execute(
                "DELETE FROM inbox WHERE org_no = ? AND report_no = ?", [Store.organisation, report.number])
            guard taken == 1 else { continue }
            waiting.append(report)
            try database.execute(
                "INSERT INTO set_aside (org_no, report_no, events, reason, at) VALUES (?, ?, ?, 'erased', ?)",
                [Store.organisation, report.number, report.events, now.milliseconds])
            memory.count(IntakeCounter.setAside, report.events)
        }
        return (named.count, waiting)
    }
}
