import Cryptography

/// A sealed value as it is kept: it shows nothing but its length and the name of its master key.
///
/// Byte by byte:
///
/// | Offset | Bytes | What |
/// |---|---|---|
/// | 0 | 4 | `gnv` in ASCII and the format's version, 1 |
/// | 4 | 8 | name of the master key (`MasterKeyID`) |
/// | 12 | 12 | nonce of the data key's seal, random |
/// | 24 | 32 | data key, encrypted under the master key |
/// | 56 | 16 | tag of that |
/// | 72 | 12 | nonce of the value's seal, random |
/// | 84 | 1 to 65,536 | value, encrypted under the data key |
/// | then | 16 | tag of that |
///
/// Both seals are AES-256-GCM; `SecretPlace` is their additional data. The data key is made for this record and version
/// and seals nothing else, so its nonce can not come twice.
package struct SealedSecret: Sendable, Equatable {
    /// Bytes of a value at most.
    package static let valueBytesBound = 65_536

    package let keyID: MasterKeyID
    let wrapNonce: [UInt8]
    let wrappedKey: [UInt8]
    let valueNonce: [UInt8]
    let sealedValue: [UInt8]

    private static let head: [UInt8] = Array("gnv".utf8) + [1]
    private static let wrappedKeyByteCount = AES256GCM.keyByteCount + AES256GCM.tagByteCount
    private static let overhead =
        Self.head.count + MasterKeyID.byteCount + AES256GCM.nonceByteCount + Self.wrappedKeyByteCount
        + AES256GCM.nonceByteCount + AES256GCM.tagByteCount

    init(keyID: MasterKeyID, wrapNonce: [UInt8], wrappedKey: [UInt8], valueNonce: [UInt8], sealedValue: [UInt8]) {
        self.keyID = keyID
        self.wrapNonce = wrapNonce
        self.wrappedKey = wrappedKey
        self.valueNonce = valueNonce
        self.sealedValue = sealedValue
    }

    /// Reads a kept record.
    ///
    /// - Throws: `corrupt` for what is no record of this format.
    package init(bytes: [UInt8]) throws(VaultError) {
        guard bytes.starts(with: Self.head) else {
            throw VaultError(.corrupt, "a sealed record does not begin as one of format 1")
        }
        guard (Self.overhead + 1...Self.overhead + Self.valueBytesBound).contains(bytes.count) else {
            throw VaultError(.corrupt, "a sealed record of \(bytes.count) bytes is too short or too long")
        }
        var rest = bytes.dropFirst(Self.head.count)
        func take(_ count: Int) -> [UInt8] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        guard let keyID = MasterKeyID(bytes: take(MasterKeyID.byteCount)) else {
            preconditionFailure("the length was checked")
        }
        self.keyID = keyID
        self.wrapNonce = take(AES256GCM.nonceByteCount)
        self.wrappedKey = take(Self.wrappedKeyByteCount)
        self.valueNonce = take(AES256GCM.nonceByteCount)
        self.sealedValue = Array(rest)
    }

    package var bytes: [UInt8] {
        Self.head + self.keyID.bytes + self.wrapNonce + self.wrappedKey + self.valueNonce + self.sealedValue
    }
}
