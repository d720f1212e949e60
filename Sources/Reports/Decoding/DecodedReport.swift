package import Grants

/// A report after decoding: what is admitted, what is not and why, and whether the received bytes may be kept.
package struct DecodedReport: Sendable, Equatable {
    /// The envelope with the admitted events only, in the order received.
    package var report: GrantReport
    package var rejected: [RejectedEvent]
    /// Events that stand twice in this report with the same content.
    package var repeatedEvents: Int
    /// Members that the schema does not know, anywhere in the report.
    package var unknownFields: Int
    /// Values shortened because a part of them may not be kept (a query, an address outside the organisation).
    package var strippedValues: Int

    /// Events received, admitted or not.
    package var receivedEvents: Int {
        self.report.events.count + self.rejected.count + self.repeatedEvents
    }

    /// Whether the received text holds nothing beyond what is admitted, so that it may be stored as it came.
    package var isStorableAsReceived: Bool {
        self.rejected.isEmpty && self.repeatedEvents == 0 && self.unknownFields == 0 && self.strippedValues == 0
    }
}

/// One event that was not admitted.
package struct RejectedEvent: Sendable, Equatable {
    /// `nil` when the event's id itself was unreadable.
    package var eventID: UUIDBits?
    package var reason: Rejection

    package init(eventID: UUIDBits?, reason: Rejection) {
        self.eventID = eventID
        self.reason = reason
    }
}
