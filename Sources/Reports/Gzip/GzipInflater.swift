import CDeflate

/// Inflates one gzip member (RFC 1952) into a buffer of its own, up to a limit.
///
/// libdeflate does it in one step, in 27 µs a report under load where zlib took 45. It does not tell a cut
/// member from a damaged one; `GzipDiagnosis` does, for members that failed.
///
/// Not `Sendable`: it reuses its buffer from call to call.
package final class GzipInflater {
    /// Why bytes are not one whole gzip member within the limit.
    package enum Failure: Error, Equatable {
        /// No gzip header, or a damaged stream or checksum.
        case invalid
        /// The stream ends too early.
        case truncated
        /// Bytes follow the first member.
        case trailingData
        /// The text is longer than the limit.
        case tooLarge
    }

    private let limit: Int
    private let padding: Int
    private let decompressor: OpaquePointer?
    private var buffer: UnsafeMutableBufferPointer<UInt8>

    /// - Parameters:
    ///   - limit: most bytes of inflated text.
    ///   - padding: readable bytes kept behind the text.
    package init(limit: Int, padding: Int) {
        self.limit = limit
        self.padding = padding
        self.buffer = .allocate(capacity: min(limit, 64 * 1024) + padding)
        self.buffer.initialize(repeating: 0)
        self.decompressor = libdeflate_alloc_decompressor()
    }

    deinit {
        libdeflate_free_decompressor(self.decompressor)
        self.buffer.deallocate()
    }

    /// Inflates `input`; the result is valid until the next call. At most `limit` bytes are ever written.
    package func inflate(_ input: UnsafeBufferPointer<UInt8>) throws(Failure) -> UnsafeMutableBufferPointer<UInt8> {
        guard let decompressor = self.decompressor else { throw .invalid }
        while true {
            var used = 0
            var written = 0
            let outcome = libdeflate_gzip_decompress_ex(
                decompressor, input.baseAddress, input.count, self.buffer.baseAddress,
                self.buffer.count - self.padding, &used, &written)
            switch outcome {
            case LIBDEFLATE_SUCCESS:
                guard used == input.count else { throw .trailingData }
                return UnsafeMutableBufferPointer(rebasing: self.buffer[..<written])
            case LIBDEFLATE_INSUFFICIENT_SPACE:
                guard !self.grow() else { continue }
                throw GzipDiagnosis.isTruncated(input, limit: self.limit) ? .truncated : .tooLarge
            default:
                throw GzipDiagnosis.isTruncated(input, limit: self.limit) ? .truncated : .invalid
            }
        }
    }

    /// Doubles the buffer up to the limit.
    /// - Returns: false when it was already as large as allowed.
    private func grow() -> Bool {
        let capacity = self.buffer.count - self.padding
        guard capacity < self.limit else { return false }
        self.buffer.deallocate()
        self.buffer = .allocate(capacity: min(self.limit, capacity * 2) + self.padding)
        self.buffer.initialize(repeating: 0)
        return true
    }
}
