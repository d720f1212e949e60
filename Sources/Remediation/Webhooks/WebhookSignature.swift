import Cryptography
import Foundation

/// Signs what is sent, by the Standard Webhooks specification, version 1 (standardwebhooks.com): a code over id, time
/// and body, so that a receiver knows the sender and can refuse a repetition.
package enum WebhookSignature {
    /// Before the Base64 of a secret.
    package static let prefix = "whsec_"

    /// The value of the header `webhook-signature`.
    ///
    /// - Parameters:
    ///   - id: the value of `webhook-id`, the same for each try of one event.
    ///   - seconds: the value of `webhook-timestamp`, Unix time of the try.
    package static func header(id: String, seconds: Int64, body: [UInt8], secret: [UInt8]) -> String {
        let signed = Array("\(id).\(seconds).".utf8) + body
        return "v1," + Data(HMACSHA256.code(for: signed, key: SecretBytes(secret))).base64EncodedString()
    }
}
