import Cryptography

/// What is kept beside the records to tell a wrong master key at once, before anything is sealed under it.
///
/// It is the key's name and a code over a fixed text: whoever reads it can try keys against it, and a key of 256 random
/// bits can not be found that way.
package struct KeyCheck: Sendable, Equatable {
    /// Bytes of a check.
    package static let byteCount = MasterKeyID.byteCount + HMACSHA256.byteCount

    /// Name and code, as they are kept.
    package let bytes: [UInt8]

    package init(of key: MasterKey) {
        self.bytes = key.id.bytes + HMACSHA256.code(for: Array("gnomon vault key check v1".utf8), key: key.bytes)
    }

    /// - Throws: `corrupt` for another number of bytes.
    package init(bytes: [UInt8]) throws(VaultError) {
        guard bytes.count == Self.byteCount else {
            throw VaultError(.corrupt, "the vault's key check has \(bytes.count) bytes, not \(Self.byteCount)")
        }
        self.bytes = bytes
    }

    /// The name of the key that it was made of.
    package var keyID: MasterKeyID {
        guard let id = MasterKeyID(bytes: Array(self.bytes.prefix(MasterKeyID.byteCount))) else {
            preconditionFailure("a check begins with a name")
        }
        return id
    }

    package func fits(_ key: MasterKey) -> Bool {
        isEqualInConstantTime(self.bytes, KeyCheck(of: key).bytes)
    }
}
