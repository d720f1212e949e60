package import Grants

/// An enrolment token as the store knows it: never its secret.
package struct EnrolmentToken: Sendable, Equatable {
    package var number: Int64
    package var name: String
    /// SHA-256 of the secret, 32 bytes.
    package var hash: [UInt8]
    package var createdAt: Timestamp
    package var expiresAt: Timestamp?
    package var revokedAt: Timestamp?
    /// Whether a sensor ever got a credential for it.
    package var hasEnrolled: Bool

    package func isValid(at now: Timestamp) -> Bool {
        self.revokedAt == nil && self.expiresAt.map { now < $0 } ?? true
    }
}

/// An API token as the store knows it: never its secret.
package struct APIToken: Sendable, Equatable {
    package var number: Int64
    package var personNumber: Int64
    package var personName: String
    package var name: String
    /// Wire names of roles.
    package var roles: [String]
    package var hash: [UInt8]
    package var createdAt: Timestamp
    package var expiresAt: Timestamp?
    package var revokedAt: Timestamp?

    package func isValid(at now: Timestamp) -> Bool {
        self.revokedAt == nil && self.expiresAt.map { now < $0 } ?? true
    }
}

/// Who changes something: a person of the system log.
package struct Author: Sendable, Equatable {
    /// `person:3`, `sensor:7` or `system:first_start`.
    package var text: String

    init(text: String) { self.text = text }
    package init(person: Int64) { self.text = "person:\(person)" }
    package init(system part: String) { self.text = "system:\(part)" }

    /// The worker that carries out actions and reads listings.
    package static let remediator = Author(system: "remediator")
}
