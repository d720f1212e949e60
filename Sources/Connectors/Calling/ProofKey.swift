import Cryptography
import Egress
import Foundation

/// Shows with each request that its sender holds the key that a token was given to (DPoP, RFC 9449).
///
/// The key lives as long as the connector and is kept nowhere: another one gets another token.
struct ProofKey: Sendable {
    /// The scheme of `Authorization`, and the name of the proof's header (§4.1, §7.1).
    static let scheme = "DPoP"

    private let key: P256.PrivateKey
    /// The encoded header: it names the public key.
    private let header: String

    private struct Header: Encodable {
        struct Key: Encodable {
            var kty = "EC"
            var crv = "P-256"
            var x: String
            var y: String
        }

        var typ = "dpop+jwt"
        var alg = "ES256"
        var jwk: Key
    }

    private struct Claims: Encodable {
        var jti = UUID().uuidString
        var htm: String
        var htu: String
        var iat: Int
        var ath: String?
        var nonce: String?
    }

    init() throws(CryptographyError) {
        self.key = try P256.PrivateKey()
        // After the first byte x and y follow, 32 bytes each.
        let point = try self.key.publicKey.rawRepresentation.dropFirst()
        self.header = JWTAssertion.part(
            Header(
                jwk: .init(x: JWTAssertion.base64URL(point.prefix(32)), y: JWTAssertion.base64URL(point.suffix(32)))))
    }

    /// The proof for one request (§4.2); it counts for this method and address alone, and once.
    ///
    /// - Parameters:
    ///   - token: the access token that goes with it; `nil` when one is asked for.
    ///   - nonce: what the server asked to be told again (§8).
    /// - Throws: `misconfigured` where the key does not sign.
    func proof(
        of request: EgressRequest, token: String? = nil, nonce: String? = nil, in conversation: Conversation
    ) throws(ProviderAnswer) -> EgressHeader {
        let claims = Claims(
            htm: request.method.rawValue, htu: String(request.url.prefix { $0 != "?" && $0 != "#" }),
            iat: Int(conversation.now.timeIntervalSince1970),
            ath: token.map { JWTAssertion.base64URL(SHA256.hash(Array($0.utf8))) }, nonce: nonce)
        let input = "\(self.header).\(JWTAssertion.part(claims))"
        do throws(CryptographyError) {
            let signature = try self.key.signature(for: Array(input.utf8))
            return EgressHeader(name: Self.scheme, value: "\(input).\(JWTAssertion.base64URL(signature))")
        } catch {
            throw conversation.answer(.misconfigured, "the key of proofs does not sign: \(error)")
        }
    }
}
