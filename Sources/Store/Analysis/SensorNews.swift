import Grants
import SQL

/// What a batch of reports says about their sensors: when they were heard, with which software, what they dropped.
enum SensorNews {
    /// One sensor's.
    private struct News {
        var dropped = 0
        /// Milliseconds.
        var first: Int64
        var newest: Int64
        var software: SensorSoftware

        init(_ report: AnalysedReport) {
            self.first = report.inbox.receivedAt.milliseconds
            self.newest = self.first
            self.software = report.software
        }

        mutating func add(_ report: AnalysedReport) {
            let at = report.inbox.receivedAt.milliseconds
            self.dropped += report.dropped
            self.first = min(self.first, at)
            guard at >= self.newest else { return }
            self.newest = at
            self.software = report.software
        }
    }

    static func write(_ reports: [AnalysedReport], _ database: any SQLSession) throws {
        var news: [Int64: News] = [:]
        for report in reports { news[report.inbox.installNumber, default: News(report)].add(report) }
        try self.statement.run(
            news.sorted { $0.key < $1.key }.map { number, news in
                [
                    .integer(Store.organisation), .integer(number), .integer(Int64(news.dropped)),
                    .integer(news.first), .integer(news.newest), .text(news.software.plugin),
                    .text(news.software.browser), .text(news.software.os),
                ]
            }, database)
    }

    private static let statement = RowStatement(
        [
            .organisation, .integer("install_no"), .integer("dropped"), .integer("first"), .integer("newest"),
            .text("plugin"), .text("browser"), .text("os"),
        ],
        sqlite: """
            UPDATE installs
            SET \(Self.changes(dropped: "?3", first: "?4", newest: "?5", plugin: "?6", browser: "?7", os: "?8"))
            WHERE org_no = ?1 AND install_no = ?2
            """
    ) { rows in
        """
        UPDATE installs t
        SET \(Self.changes(
            "t", dropped: "r.dropped", first: "r.first", newest: "r.newest", plugin: "r.plugin", browser: "r.browser",
            os: "r.os"))
        FROM \(rows) WHERE t.org_no = r.org_no AND t.install_no = r.install_no
        """
    }

    /// - Parameter table: the name that the statement gives to the table.
    private static func changes(
        _ table: String = "installs", dropped: String, first: String, newest: String, plugin: String, browser: String,
        os: String
    ) -> String {
        // A sensor that was not heard yet has the time of its enrolment.
        let isNewest = "\(table).heard = 0 OR \(table).last_report_at <= \(newest)"
        let isFirst = "\(table).heard = 0 OR \(table).first_report_at > \(first)"
        return """
            dropped = \(table).dropped + \(dropped), heard = 1,
                first_report_at = CASE WHEN \(isFirst) THEN \(first) ELSE \(table).first_report_at END,
                plugin_version = CASE WHEN \(isNewest) THEN \(plugin) ELSE \(table).plugin_version END,
                browser = CASE WHEN \(isNewest) THEN \(browser) ELSE \(table).browser END,
                os = CASE WHEN \(isNewest) THEN \(os) ELSE \(table).os END,
                last_report_at = CASE WHEN \(isNewest) THEN \(newest) ELSE \(table).last_report_at END
            """
    }
}
