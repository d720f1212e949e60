package import Grants
import SQL

/// A kept report that waits for analysis.
package struct InboxReport: Sendable {
    package var number: Int64
    package var installNumber: Int64
    package var receivedAt: Timestamp
    package var skewMilliseconds: Int64
    package var events: Int
    package var bytes: Int
    package var content: Content
    /// Earlier attempts that failed.
    package var attempts: Int

    package enum Content: Sendable {
        /// As the database keeps it.
        case kept([UInt8], isGzip: Bool)
        /// As the door of this process decoded it.
        case decoded(GrantReport)
    }
}

extension InboxReport {
    /// A row of number, sensor, time of receipt, skew, events, bytes, coding, body and attempts.
    init(kept row: SQLRow) {
        self.init(
            number: row[0], installNumber: row[1], receivedAt: Timestamp(milliseconds: row[2]),
            skewMilliseconds: row[3], events: row[4], bytes: row[5],
            content: .kept(row[7], isGzip: (row[6] as String) == Admission.Coding.gzip.rawValue), attempts: row[8])
    }
}

/// A report after normalising, ready to be applied.
package struct AnalysedReport: Sendable {
    package var inbox: InboxReport
    /// The browser user, or `nil` when the sensor knows none.
    package var subject: MailAddress?
    package var isManagedSubject: Bool
    package var dropped: Int
    package var software: SensorSoftware
    package var grants: [AnalysedEvent]
    /// By which catalogue they were classified.
    package var catalog: CatalogStamp
    /// Events that could not be applied, and are set aside while the others are applied.
    package private(set) var setAside: [UUIDBits] = []

    package init(
        inbox: InboxReport, subject: MailAddress?, isManagedSubject: Bool, dropped: Int,
        software: SensorSoftware, grants: [AnalysedEvent], catalog: CatalogStamp = .shipped
    ) {
        self.inbox = inbox
        self.subject = subject
        self.isManagedSubject = isManagedSubject
        self.dropped = dropped
        self.software = software
        self.grants = grants
        self.catalog = catalog
    }

    /// The report without the events at these places, which are set aside.
    package func settingAside(_ places: Set<Int>) -> AnalysedReport {
        var rest = self
        rest.setAside += places.sorted().map { self.grants[$0].grant.eventID }
        rest.grants = self.grants.indices.filter { !places.contains($0) }.map { self.grants[$0] }
        return rest
    }

    /// The report as if it had this one event alone.
    func only(_ place: Int) -> AnalysedReport {
        var part = self
        part.grants = [self.grants[place]]
        return part
    }
}

/// What a sensor says it runs in.
package struct SensorSoftware: Sendable, Equatable {
    /// The plugin's version.
    package var plugin: String
    /// The browser's name and version, such as `Chrome 156.0.8078.79`.
    package var browser: String
    package var os: String

    package init(_ report: GrantReport) {
        self.plugin = report.plugin.version
        self.browser = "\(report.browser.name) \(report.browser.version)"
        self.os = report.browser.os
    }
}

/// A classified event and a hash of its content, by which a repeat is told from a conflict.
package struct AnalysedEvent: Sendable {
    package var grant: ClassifiedGrant
    package var digest: UInt64

    package init(grant: ClassifiedGrant, digest: UInt64) {
        self.grant = grant
        self.digest = digest
    }
}

/// What applying a batch did.
package struct ApplyOutcome: Sendable, Equatable {
    package var stored = 0
    package var duplicate = 0
    package var conflicts = 0
    package var setAside = 0
    package var newGrants = 0
    package var findingsOpened = 0
    package var findingsChanged = 0
    /// Numbers of the reports that this call took out of the inbox.
    package var reports: Set<Int64> = []

    package init() {}
}
