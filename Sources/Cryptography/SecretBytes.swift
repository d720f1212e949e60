import CCrypto

/// Bytes that nobody may see: kept in one place, never printed, and overwritten when the last user lets go of them.
///
/// What was copied out of them is out of its hands; so was what they were made from.
package final class SecretBytes: Sendable {
    /// Written in `init` alone, freed in `deinit`; never moved or handed out between.
    nonisolated(unsafe) private let buffer: UnsafeMutableRawBufferPointer

    /// - Parameter write: fills the buffer, which holds zeros before.
    package init<Failure: Error>(
        count: Int, _ write: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        self.buffer = .allocate(byteCount: count, alignment: 16)
        self.buffer.initializeMemory(as: UInt8.self, repeating: 0)
        try write(self.buffer)
    }

    /// Copies bytes; the caller's own copy stays as it is.
    package convenience init(_ bytes: some Collection<UInt8>) {
        self.init(count: bytes.count) { $0.copyBytes(from: bytes) }
    }

    /// Bytes fit for a key.
    ///
    /// - Throws: when the generator can not be seeded.
    package convenience init(randomCount count: Int) throws(CryptographyError) {
        guard let length = Int32(exactly: count), length > 0 else { preconditionFailure("count is 1 to 2³¹ − 1") }
        try self.init(count: count) { (buffer) throws(CryptographyError) in
            guard RAND_bytes(buffer.bindMemory(to: UInt8.self).baseAddress, length) == 1 else {
                throw .last(.randomBytes)
            }
        }
    }

    deinit {
        OPENSSL_cleanse(self.buffer.baseAddress, self.buffer.count)
        self.buffer.deallocate()
    }

    package var count: Int { self.buffer.count }

    /// Lends the bytes; they must not leave `body`.
    package func withBytes<Value, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try body(UnsafeRawBufferPointer(self.buffer))
    }
}

extension SecretBytes: Equatable {
    /// In a time that depends on the lengths alone.
    package static func == (left: SecretBytes, right: SecretBytes) -> Bool {
        guard left.count == right.count, left.count > 0 else { return left.count == right.count }
        return CRYPTO_memcmp(left.buffer.baseAddress, right.buffer.baseAddress, left.count) == 0
    }
}

extension SecretBytes: CustomStringConvertible, CustomReflectable {
    package var description: String { "(secret)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
