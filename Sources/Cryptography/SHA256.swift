import CCrypto

/// SHA-256 (FIPS 180-4).
package enum SHA256 {
    /// Bytes of a hash.
    package static let byteCount = 32

    /// Fetched once, as a fetch by name costs more than a short hash; never freed, as it lives as long as the process.
    ///
    /// `nonisolated(unsafe)` holds because libcrypto's algorithms do not change once they are fetched and are made
    /// to be shared by threads.
    nonisolated(unsafe) static let algorithm: OpaquePointer = {
        guard let algorithm = EVP_MD_fetch(nil, "SHA2-256", nil) else {
            fatalError("libcrypto has no SHA-256")
        }
        return algorithm
    }()

    /// The 32 bytes of the hash.
    ///
    /// - Precondition: there is memory for libcrypto's state of some hundred bytes, the one thing that can be amiss.
    package static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { (digest, count) in
            let outcome = EVP_Digest(bytes.baseAddress, bytes.count, digest.baseAddress, nil, Self.algorithm, nil)
            precondition(outcome == 1, "no memory for a SHA-256")
            count = Self.byteCount
        }
    }

    /// The 32 bytes of the hash.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        bytes.withUnsafeBytes { Self.hash($0) }
    }
}
