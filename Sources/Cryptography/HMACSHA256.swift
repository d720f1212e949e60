import CCrypto

/// Codes that only who has the key can make: HMAC (RFC 2104) with SHA-256.
package enum HMACSHA256 {
    /// Bytes of a code.
    package static let byteCount = 32

    /// The 32 bytes of the code. Compare it with `isEqualInConstantTime`.
    ///
    /// - Precondition: there is memory for libcrypto's state, the one thing that can be amiss.
    package static func code(for message: [UInt8], key: SecretBytes) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { (code, count) in
            key.withBytes { bytes in
                let written = EVP_Q_mac(
                    nil, "HMAC", nil, "SHA2-256", nil, bytes.baseAddress, bytes.count, message, message.count,
                    code.baseAddress, Self.byteCount, &count)
                precondition(written != nil && count == Self.byteCount, "no memory for a code")
            }
        }
    }
}
