package import Grants

/// A credential that one sensor got for an enrolment token: never its secret.
package struct SensorCredential: Sendable, Equatable {
    package var number: Int64
    /// The enrolment token by which the sensor was let in.
    package var tokenNumber: Int64
    package var installNumber: Int64
    package var installID: UUIDBits
    /// SHA-256 of the secret, 32 bytes.
    package var hash: [UInt8]
    package var createdAt: Timestamp
    package var expiresAt: Timestamp?
    package var revokedAt: Timestamp?

    package func isValid(at now: Timestamp) -> Bool {
        self.revokedAt == nil && self.expiresAt.map { now < $0 } ?? true
    }
}

/// What became of an enrolment or a rotation.
package enum EnrolmentOutcome: Sendable, Equatable {
    case made(SensorCredential)
    /// The token or credential has ended meanwhile.
    case ended
    /// So many credentials are valid that another one is refused.
    case capReached
}

extension Author {
    /// The bearer of an enrolment token.
    init(enrolmentToken number: Int64) { self.init(text: "enrolment_token:\(number)") }
    init(sensor number: Int64) { self.init(text: "sensor:\(number)") }
}
