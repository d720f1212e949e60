import Cryptography
package import Foundation

/// A signed JSON Web Token as a fake's token endpoint checks it (RFC 7515, RFC 7523 §3).
package struct SignedAssertion: Sendable {
    package let header: FakeJSON
    package let claims: FakeJSON

    /// - Returns: `nil` for anything but a compact token that the demonstration's key signed as its header says.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.json(parts[0]), let claims = Self.json(parts[1]),
            let signature = Self.bytes(parts[2]), let name = header["alg"]?.text,
            let algorithm = RSA.Algorithm(rawValue: name),
            let key = try? RSA.PublicKey(pem: Array(DemoKey.publicPEM.utf8)),
            key.isValid(signature, for: Array("\(parts[0]).\(parts[1])".utf8), by: algorithm)
        else { return nil }
        self.header = header
        self.claims = claims
    }

    /// Whether `now` lies between its start and its end, a minute of grace at either, and its life is as short as
    /// the provider wants it.
    ///
    /// - Parameter longest: seconds from issue to end.
    package func isTimely(_ now: Date, longest: Double) -> Bool {
        guard case .number(let end)? = self.claims["exp"], case .number(let start)? = self.claims["iat"] else {
            return false
        }
        let time = now.timeIntervalSince1970
        return end - start <= longest && start - 60 <= time && time <= end + 60
    }

    static func json(_ part: Substring) -> FakeJSON? {
        self.bytes(part).flatMap { bytes in
            try? JSONDecoder().decode(FakeJSON.self, from: Data(bytes))
        }
    }

    static func bytes(_ part: Substring) -> [UInt8]? {
        var text = String(part).replacing("-", with: "+").replacing("_", with: "/")
        while !text.count.isMultiple(of: 4) { text += "=" }
        return Data(base64Encoded: text).map { Array($0) }
    }
}
