package import Cryptography
import Foundation

/// A public key that may sign catalogues.
package struct CatalogKey: Sendable {
    /// Letters of an id.
    static let idCount = 16

    package let publicKey: Ed25519.PublicKey

    package init(_ publicKey: Ed25519.PublicKey) {
        self.publicKey = publicKey
    }

    /// The key that checks what this one signs.
    package init(of privateKey: Ed25519.PrivateKey) throws {
        self.init(try privateKey.publicKey)
    }

    /// Reads the text form.
    ///
    /// - Returns: nil for anything but the Base64 of 32 bytes.
    package init?(_ text: String) {
        guard let raw = Data(base64Encoded: text), let key = try? Ed25519.PublicKey(rawRepresentation: [UInt8](raw))
        else { return nil }
        self.publicKey = key
    }

    /// The beginning of the key's SHA-256 in hexadecimal digits: a name, no proof.
    package var id: String { String(SHA256.hash(self.publicKey.rawRepresentation).hexadecimal.prefix(Self.idCount)) }

    /// Base64, as the setting `catalog.trusted_keys` has it.
    package var text: String { Data(self.publicKey.rawRepresentation).base64EncodedString() }
}

/// A private key in the forms in which a file may hold it.
package enum SigningKeyFile {
    /// Before the 32 bytes of the key in PKCS#8 (RFC 8410 section 7).
    private static let prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    /// Reads a PEM file as `openssl genpkey -algorithm ed25519` writes it, or the Base64 of the 32 bytes alone.
    ///
    /// - Returns: nil for anything else.
    package static func key(_ text: String) -> Ed25519.PrivateKey? {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        let isPEM = lines.first == "-----BEGIN PRIVATE KEY-----" && lines.last == "-----END PRIVATE KEY-----"
        let base64 = (isPEM ? Array(lines.dropFirst().dropLast()) : lines).joined()
        guard let data = Data(base64Encoded: base64) else { return nil }
        var raw = [UInt8](data)
        if isPEM {
            guard raw.starts(with: Self.prefix) else { return nil }
            raw.removeFirst(Self.prefix.count)
        }
        return try? Ed25519.PrivateKey(rawRepresentation: raw)
    }
}
