import CCrypto

/// Text in PEM (RFC 7468), lent to libcrypto's readers.
struct PEMText {
    /// Longer text is refused before it is read: a key of 16 384 bits with a chain of certificates is shorter.
    static let longest = 64 * 1024

    let bytes: [UInt8]

    /// - Throws: `operation` with no error code for text that is too long.
    init(_ bytes: [UInt8], _ operation: CryptographyError.Operation) throws(CryptographyError) {
        guard !bytes.isEmpty, bytes.count <= Self.longest else { throw CryptographyError(operation) }
        self.bytes = bytes
    }

    /// Lends the text as a source that libcrypto reads from.
    func withSource<Result, Failure: Error>(_ body: (OpaquePointer?) throws(Failure) -> Result) throws(Failure)
        -> Result
    {
        let source = BIO_new_mem_buf(self.bytes, Int32(self.bytes.count))
        defer { BIO_free(source) }
        return try body(source)
    }
}
