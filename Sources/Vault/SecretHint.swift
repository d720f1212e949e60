package import Cryptography

/// What people are shown of a secret to know it again.
package enum SecretHint {
    /// Characters that a secret must have before four of them are shown: of a shorter one they would tell too much.
    package static let minimumCount = 16

    /// The last four characters, without white space at the end.
    ///
    /// - Returns: `nil` for a secret of fewer than 16 bytes, or one whose last four are not printable ASCII.
    package static func lastFour(of secret: SecretBytes) -> String? {
        secret.withBytes { bytes in
            let end = bytes.lastIndex { $0 > 0x20 && $0 != 0x7F }.map { $0 + 1 } ?? 0
            let last = bytes[..<end].suffix(4)
            guard end >= Self.minimumCount, last.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
            return String(decoding: last, as: UTF8.self)
        }
    }
}
