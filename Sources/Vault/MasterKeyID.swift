import Cryptography

/// The name of a master key: a code that only the key gives, and from which it can not be found.
package struct MasterKeyID: Sendable, Hashable {
    /// Bytes of a name.
    package static let byteCount = 8

    package let bytes: [UInt8]

    /// - Returns: `nil` for another number of bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    init(of key: SecretBytes) {
        self.bytes = Array(HMACSHA256.code(for: Array("gnomon vault key id v1".utf8), key: key).prefix(Self.byteCount))
    }
}

extension MasterKeyID: CustomStringConvertible {
    /// 16 hexadecimal digits.
    package var description: String { self.bytes.hexadecimal }
}
