import CCrypto

/// Owns one `EVP_PKEY` and frees it.
///
/// `@unchecked Sendable` holds because the key is never changed after this takes it over, and libcrypto lets threads
/// read one key at the same time (openssl-threads(7)).
final class KeyHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes over what a constructor of libcrypto returned; `nil` becomes the error it left.
    init(_ pointer: OpaquePointer?, _ operation: CryptographyError.Operation) throws(CryptographyError) {
        guard let pointer else { throw .last(operation) }
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(self.pointer)
    }

    /// Lends a digest context, which is freed on every path.
    ///
    /// - Precondition: there is memory for it.
    static func withContext<Result, Failure: Error>(
        _ body: (OpaquePointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let context = EVP_MD_CTX_new() else { fatalError("no memory for a digest context") }
        defer { EVP_MD_CTX_free(context) }
        return try body(context)
    }
}
