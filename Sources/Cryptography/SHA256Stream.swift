import CCrypto

/// The SHA-256 of bytes that come piece by piece; memory does not grow with their number.
package final class SHA256Stream {
    private let context: OpaquePointer

    /// - Precondition: there is memory for libcrypto's state of some hundred bytes, the one thing that can be amiss.
    package init() {
        guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex2(context, SHA256.algorithm, nil) == 1 else {
            fatalError("no memory for a SHA-256")
        }
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(self.context)
    }

    package func add(_ bytes: [UInt8]) {
        let outcome = bytes.withUnsafeBytes { EVP_DigestUpdate(self.context, $0.baseAddress, $0.count) }
        precondition(outcome == 1, "no memory for a SHA-256")
    }

    /// The 32 bytes of the hash; nothing can be added afterwards.
    package func finish() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: SHA256.byteCount) { (digest, count) in
            let outcome = EVP_DigestFinal_ex(self.context, digest.baseAddress, nil)
            precondition(outcome == 1, "a SHA-256 was finished twice")
            count = SHA256.byteCount
        }
    }
}
