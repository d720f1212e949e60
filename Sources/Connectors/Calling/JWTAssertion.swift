import Cryptography
import Foundation

/// A signed JSON Web Token by which a client proves itself (RFC 7523, RFC 7515 compact form).
struct JWTAssertion: Sendable {
    let key: RSA.PrivateKey
    let algorithm: RSA.Algorithm
    /// Beside `alg` and `typ`: `kid` or `x5t#S256`.
    var header: [String: String] = [:]

    /// - Parameters:
    ///   - texts: claims that are text: `iss`, `sub`, `aud`, `scope`.
    ///   - lifetime: seconds from `now` to `exp`.
    func signed(_ texts: [String: String], now: Date, lifetime: Int) throws(CryptographyError) -> String {
        let issued = Int(now.timeIntervalSince1970)
        let header = self.header.merging(["alg": self.algorithm.rawValue, "typ": "JWT"]) { $1 }
        let claims = Claims(texts: texts, iat: issued, exp: issued + lifetime)
        let input = "\(Self.part(header)).\(Self.part(claims))"
        let signature = try self.key.signature(for: Array(input.utf8), by: self.algorithm)
        return "\(input).\(Self.base64URL(signature))"
    }

    /// Unpadded base64url (RFC 7515 §2).
    static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private struct Claims: Encodable {
        struct Name: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }

            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        var texts: [String: String]
        var iat: Int
        var exp: Int

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Name.self)
            for (name, text) in self.texts { try container.encode(text, forKey: Name(stringValue: name)) }
            try container.encode(self.iat, forKey: Name(stringValue: "iat"))
            try container.encode(self.exp, forKey: Name(stringValue: "exp"))
        }
    }

    /// A value as a part of a compact token.
    static func part(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { preconditionFailure("texts and numbers alone") }
        return Self.base64URL(data)
    }
}
