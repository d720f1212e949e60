package import Grants

/// A report that the door has admitted, ready to be kept.
package struct Admission: Sendable {
    package enum Coding: String, Sendable {
        case gzip, identity
        /// Nothing was admitted; only the delivery itself is remembered.
        case none
    }

    package var installID: UUIDBits
    /// The enrolment token that brought it.
    package var tokenNumber: Int64
    /// SHA-256 of the inflated body as received, 32 bytes.
    package var digest: [UInt8]
    package var receivedAt: Timestamp
    package var skewMilliseconds: Int64
    /// Events admitted.
    package var events: Int
    /// Events that stand twice in the report.
    package var repeatedEvents: Int
    /// Events rejected, by reason.
    package var rejected: [Rejection: Int]
    package var coding: Coding
    /// The bytes to keep.
    package var body: [UInt8]
    /// What the bytes say.
    package var report: GrantReport

    package init(
        installID: UUIDBits, tokenNumber: Int64, digest: [UInt8], receivedAt: Timestamp, skewMilliseconds: Int64,
        events: Int, repeatedEvents: Int, rejected: [Rejection: Int], coding: Coding, body: [UInt8],
        report: GrantReport
    ) {
        self.installID = installID
        self.tokenNumber = tokenNumber
        self.digest = digest
        self.receivedAt = receivedAt
        self.skewMilliseconds = skewMilliseconds
        self.events = events
        self.repeatedEvents = repeatedEvents
        self.rejected = rejected
        self.coding = coding
        self.body = body
        self.report = report
    }
}

/// What became of an admission.
package enum AdmissionOutcome: Sendable, Equatable {
    case stored
    /// The same batch of the same sensor was committed before.
    case repeated
}
