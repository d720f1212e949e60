import Cryptography
import Foundation

/// A proof of possession as a server checks it (RFC 9449 §4.3).
struct SignedProof {
    /// The public key, raw.
    let key: [UInt8]
    let id: String
    let nonce: String?
    private let tokenHash: String?

    /// - Returns: `nil` for anything but a proof of this request, signed by the key that it names.
    init?(_ request: FakeRequest) {
        let parts = (request.headers["dpop"] ?? "").split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = SignedAssertion.json(parts[0]),
            let claims = SignedAssertion.json(parts[1]),
            let signature = SignedAssertion.bytes(parts[2]), header["typ"] == "dpop+jwt", header["alg"] == "ES256",
            let jwk = header["jwk"], jwk["kty"] == "EC", jwk["crv"] == "P-256", jwk["d"] == nil,
            let x = SignedAssertion.bytes(Substring(jwk["x"]?.text ?? "")),
            let y = SignedAssertion.bytes(Substring(jwk["y"]?.text ?? "")),
            let key = try? P256.PublicKey(rawRepresentation: [4] + x + y),
            key.isValid(signature, for: Array("\(parts[0]).\(parts[1])".utf8)),
            claims["htm"]?.text == request.method,
            claims["htu"]?.text?.removingPercentEncoding
                == "\(request.origin)/\(request.path.joined(separator: "/"))",
            case .number(let time)? = claims["iat"], abs(time - Date().timeIntervalSince1970) < 300,
            let id = claims["jti"]?.text, !id.isEmpty
        else { return nil }
        self.key = key.rawRepresentation
        self.id = id
        self.nonce = claims["nonce"]?.text
        self.tokenHash = claims["ath"]?.text
    }

    func isBound(to token: String) -> Bool {
        self.tokenHash.flatMap { SignedAssertion.bytes(Substring($0)) } == SHA256.hash(Array(token.utf8))
    }
}
