import CCrypto

/// HMAC with SHA-256 (RFC 2104, FIPS 198-1), by libcrypto.
package enum HMACSHA256 {
    /// The 32 bytes of the code.
    ///
    /// - Precondition: there is memory for libcrypto's state, the one thing that can be amiss.
    package static func code(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 32) { code, count in
            var length: UInt32 = 0
            let outcome = HMAC(
                EVP_sha256(), key, Int32(key.count), bytes, bytes.count, code.baseAddress, &length)
            precondition(outcome != nil && length == 32, "libcrypto has no memory for a code")
            count = 32
        }
    }
}
