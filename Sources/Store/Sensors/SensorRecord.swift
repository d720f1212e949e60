package import Grants

/// One install of the plugin, as lists show it.
package struct SensorRecord: Sendable, Equatable {
    package var installID: UUIDBits
    package var state: SensorState
    /// `nil` when it has sent nothing.
    package var firstReportAt: Timestamp?
    package var lastReportAt: Timestamp?
    /// `nil` when it reports by the enrolment token alone.
    package var enrolledAt: Timestamp?
    /// As its newest report says; `nil` when it is not known.
    package var pluginVersion: String?
    /// Name and version.
    package var browser: String?
    package var os: String?
    /// Events that it lost to the limit of its queue.
    package var dropped: Int
    /// Its valid credentials.
    package var credentials: Int
}

/// Where a sensor stands. Raw values are wire names.
package enum SensorState: String, Sendable, CaseIterable {
    /// It has a credential and has sent nothing yet.
    case enrolled
    case reporting
    /// It has sent nothing for longer than the setting allows.
    case silent
    /// It had credentials, and none is valid any more.
    case retired
}

/// A credential as lists show it.
package struct CredentialRecord: Sendable, Equatable {
    package var credential: SensorCredential
    /// The name of the enrolment token that it was given for.
    package var tokenName: String
    package var state: CredentialState
}

/// Whether a credential counts. Raw values are wire names.
package enum CredentialState: String, Sendable, CaseIterable {
    case valid, expired, revoked
}
