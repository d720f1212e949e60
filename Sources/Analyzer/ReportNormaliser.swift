import Catalog
import Grants
package import Reports
package import Store

/// Reads a kept report again and classifies its events. Pure but for its caches.
package struct ReportNormaliser: Sendable {
    /// Why a kept report can not be analysed.
    package enum Failure: Error {
        case unreadable(ReportRefusal.Code)
    }

    private let decoders: ReportDecoderPool
    package let catalog: CatalogInForce
    private let managedDomains: Set<String>

    package init(catalog: CatalogInForce, rules: AdmissionRules) {
        // What the door admitted under its limits must be readable under any later, smaller ones.
        var rules = rules
        rules.limits.compressedBytes = .max
        rules.limits.inflatedBytes = max(rules.limits.inflatedBytes, 64 * 1024 * 1024)
        rules.limits.events = max(rules.limits.events, 1000)
        self.decoders = ReportDecoderPool(rules: rules)
        self.catalog = catalog
        self.managedDomains = rules.managedDomains
    }

    package func analysed(_ inbox: InboxReport) throws -> AnalysedReport {
        let report = try self.report(in: inbox)
        let skew = ClockSkew(milliseconds: inbox.skewMilliseconds)
        let shift = skew.isCorrected ? skew.milliseconds : 0
        let edition = self.catalog.current
        let subject = report.subject.email.flatMap(MailAddress.init)
        return AnalysedReport(
            inbox: inbox, subject: subject,
            isManagedSubject: subject.map { self.managedDomains.contains($0.domain) } ?? true,
            dropped: report.dropped, software: SensorSoftware(report),
            grants: report.events.map {
                AnalysedEvent(grant: edition.normaliser.grant(of: $0, shift: shift), digest: ContentHash.of($0))
            }, catalog: edition.stamp)
    }

    private func report(in inbox: InboxReport) throws -> GrantReport {
        switch inbox.content {
        case .decoded(let report): return report
        case .kept(let body, let isGzip):
            return try self.decoded(body, isGzip, inbox.receivedAt)
        }
    }

    private func decoded(_ body: [UInt8], _ isGzip: Bool, _ receivedAt: Timestamp) throws -> GrantReport {
        do {
            let decoded: DecodedReport = try body.withUnsafeBufferPointer {
                try self.decoders.decode($0, isGzip: isGzip, receivedAt: receivedAt).report
            }
            return decoded.report
        } catch let refusal as ReportRefusal {
            throw Failure.unreadable(refusal.code)
        }
    }
}
