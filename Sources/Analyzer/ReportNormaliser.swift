package import Catalog
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
    private let normaliser: Normaliser
    private let managedDomains: Set<String>

    package init(catalog: CatalogSnapshot, rules: AdmissionRules) {
        // What the door admitted under its limits must be readable under any later, smaller ones.
        var rules = rules
        rules.limits.compressedBytes = .max
        rules.limits.inflatedBytes = max(rules.limits.inflatedBytes, 64 * 1024 * 1024)
        rules.limits.events = max(rules.limits.events, 1000)
        self.decoders = ReportDecoderPool(rules: rules)
        self.normaliser = Normaliser(catalog: catalog)
        self.managedDomains = rules.managedDomains
    }

    package func analysed(_ inbox: InboxReport) throws -> AnalysedReport {
        let decoded: DecodedReport
        do {
            decoded = try inbox.body.withUnsafeBufferPointer {
                try self.decoders.decode($0, isGzip: inbox.isGzip, receivedAt: inbox.receivedAt).report
            }
        } catch let refusal as ReportRefusal {
            throw Failure.unreadable(refusal.code)
        }
        let skew = ClockSkew(milliseconds: inbox.skewMilliseconds)
        let shift = skew.isCorrected ? skew.milliseconds : 0
        let subject = decoded.report.subject.email.flatMap(MailAddress.init)
        return AnalysedReport(
            inbox: inbox, subject: subject,
            isManagedSubject: subject.map { self.managedDomains.contains($0.domain) } ?? true,
            dropped: decoded.report.dropped,
            grants: decoded.report.events.map {
                AnalysedEvent(grant: self.normaliser.grant(of: $0, shift: shift), digest: ContentHash.of($0))
            })
    }
}
