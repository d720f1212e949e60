import Cryptography
package import Foundation
import Grants
import Store

/// The key that signs the list by which the plugin opens its coaching page.
///
/// It lies in the state directory. Browsers know its public part by managed configuration, so collectors on several
/// machines need the same file.
package struct PluginPolicyKey: Sendable {
    /// Its name in the state directory.
    package static let fileName = "plugin-policy-key"

    private let key: P256.PrivateKey
    /// The first 16 hexadecimal digits of the SHA-256 of `publicKey`'s bytes.
    package let id: String
    /// Base64 of the `SubjectPublicKeyInfo` (RFC 5480): what WebCrypto imports as `spki`.
    package let publicKey: String

    /// Reads the key of a state directory.
    ///
    /// - Parameter makingOne: whether a missing one is made (mode 0600).
    package init(stateDirectory: URL, makingOne: Bool) throws {
        let file = stateDirectory.appendingPathComponent(Self.fileName)
        // A key that can not be read is no missing one: browsers would refuse what another one signs.
        if makingOne, !FileManager.default.fileExists(atPath: file.path) {
            let made = try P256.PrivateKey()
            try PrivateFile.write(Data(made.derRepresentation).base64EncodedData(), to: file)
        }
        guard let der = Data(base64Encoded: try Data(contentsOf: file)) else {
            throw CocoaError(.fileReadCorruptFile)
        }
        self.key = try P256.PrivateKey(derRepresentation: Array(der))
        let info = try self.key.publicKey.subjectPublicKeyInfo
        self.id = String(SHA256.hash(info).hexadecimal.prefix(16))
        self.publicKey = Data(info).base64EncodedString()
    }

    /// r and s, 64 bytes.
    func signature(for message: [UInt8]) throws -> [UInt8] {
        try self.key.signature(for: message)
    }
}
