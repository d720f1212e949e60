/// How sensors are let in.
package struct EnrolmentRules: Sendable {
    /// Whether reports may come with the enrolment token itself. Raw values are those of the setting.
    package enum Posting: String, Sendable, CaseIterable {
        /// Until a sensor has got a credential for the token.
        case untilEnrolled = "until_enrolled"
        case always, never
    }

    package var posting = Posting.untilEnrolled
    /// The name of the enrolment token that a client certificate stands for; `nil`: certificates count for nothing.
    package var certificateToken: String?
    /// Days that a credential is valid; 0 for no end.
    package var credentialDays = 90
    /// Enrolments a minute of one token; 0 is off.
    package var tokenRate = 600
    /// Enrolments and rotations a minute of one peer address; 0 is off.
    package var peerRate = 120
    /// Valid credentials of one token.
    package var tokenCap = 10_000
    /// Enrolments and rotations of one peer address in 24 hours, in each process.
    package var peerCap = 5_000

    package init() {}
}
