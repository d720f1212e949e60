package import APIModel
import Grants
import Metrics

/// What the door counts. Labels are the interface's own codes.
struct CollectorMetrics: Sendable {
    private let received = Counter(label: "gnomon_events_received_total")
    private let accepted = Counter(label: "gnomon_events_accepted_total")
    private let duplicates = Counter(label: "gnomon_events_duplicate_total")
    private let unknownFields = Counter(label: "gnomon_unknown_fields_total")
    private let stripped = Counter(label: "gnomon_stripped_values_total")
    private let reports = Counter(label: "gnomon_reports_accepted_total")

    func admitted(received: Int, accepted: Int, duplicate: Int, unknownFields: Int, stripped: Int) {
        self.reports.increment()
        self.received.increment(by: received)
        self.accepted.increment(by: accepted)
        if duplicate > 0 { self.duplicates.increment(by: duplicate) }
        if unknownFields > 0 { self.unknownFields.increment(by: unknownFields) }
        if stripped > 0 { self.stripped.increment(by: stripped) }
    }

    func rejected(_ reason: Rejection) {
        Counter(label: "gnomon_events_rejected_total", dimensions: [("reason", reason.rawValue)]).increment()
    }

}

/// Enrolments and rotations.
struct EnrolmentMetrics: Sendable {
    private let given = Counter(label: "gnomon_enrolments_total")

    func made() { self.given.increment() }

    func refused(_ code: String) {
        Counter(label: "gnomon_enrolments_refused_total", dimensions: [("code", code)]).increment()
    }
}

/// Requests refused whole, by code.
package enum RefusedRequests {
    package static func count(_ code: ProblemCode) {
        Counter(label: "gnomon_reports_refused_total", dimensions: [("code", code.rawValue)]).increment()
    }
}
