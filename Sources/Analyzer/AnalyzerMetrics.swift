import Metrics
import Store

/// What the analyzer counts.
struct AnalyzerMetrics: Sendable {
    private let stored = Counter(label: "gnomon_events_stored_total")
    private let repeated = Counter(label: "gnomon_events_repeated_total")
    private let conflicts = Counter(label: "gnomon_events_conflict_total")
    private let aside = Counter(label: "gnomon_events_set_aside_total")
    private let grants = Counter(label: "gnomon_grants_new_total")
    private let findings = Counter(label: "gnomon_findings_opened_total")
    /// From the door to the commit that makes the finding readable.
    private let reportToFinding = Timer(label: "gnomon_report_to_finding_seconds")

    func applied(_ outcome: ApplyOutcome) {
        self.stored.increment(by: outcome.stored)
        self.repeated.increment(by: outcome.duplicate)
        self.conflicts.increment(by: outcome.conflicts)
        self.grants.increment(by: outcome.newGrants)
        self.findings.increment(by: outcome.findingsOpened)
    }

    func delay(milliseconds: Int64) {
        self.reportToFinding.recordMilliseconds(milliseconds)
    }

    func setAside(_ events: Int) {
        self.aside.increment(by: events)
    }
}
