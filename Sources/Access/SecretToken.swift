import Cryptography
import Foundation

/// A token's secret as it is shown once, and the hash that is kept.
package struct SecretToken: Sendable {
    package enum Kind: String, Sendable {
        case enrolment = "gnm_enr_"
        case api = "gnm_api_"
        /// A sensor's own credential.
        case sensor = "gnm_sns_"
    }

    /// Prefix and 32 random bytes in unpadded base64url (RFC 4648 §5).
    package let secret: String
    /// SHA-256 of the secret: the secret has 256 random bits, so a slow hash would add nothing.
    package let hash: [UInt8]

    /// Makes a new one from the system's random source.
    package init(_ kind: Kind) throws {
        let text = Data(try randomBytes(32)).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
        self.secret = kind.rawValue + text
        self.hash = Self.hash(of: self.secret)
    }

    package static func hash(of secret: some StringProtocol) -> [UInt8] {
        SHA256.hash(Array(secret.utf8))
    }
}
