import CZlib

/// Inflates one gzip member (RFC 1952) into a buffer of its own, up to a limit.
///
/// Not `Sendable`: it reuses its stream and buffer from call to call.
package final class GzipInflater {
    /// Why bytes are not one whole gzip member within the limit.
    package enum Failure: Error, Equatable {
        /// No gzip header, or a damaged stream or checksum.
        case invalid
        /// The stream ends too early.
        case truncated
        /// Bytes follow the first member.
        case trailingData
        /// The text grew to the limit and was not yet at its end.
        case tooLarge
    }

    private let limit: Int
    private let padding: Int
    private var stream = z_stream()
    private var isReady: Bool
    private var buffer: UnsafeMutableBufferPointer<UInt8>

    /// - Parameters:
    ///   - limit: most bytes of inflated text.
    ///   - padding: readable bytes kept behind the text.
    package init(limit: Int, padding: Int) {
        self.limit = limit
        self.padding = padding
        self.buffer = .allocate(capacity: min(limit, 64 * 1024) + padding)
        self.buffer.initialize(repeating: 0)
        self.isReady = gnomon_inflate_init_gzip(&self.stream) == Z_OK
    }

    deinit {
        inflateEnd(&self.stream)
        self.buffer.deallocate()
    }

    /// Inflates `input`; the result is valid until the next call. At most `limit` bytes are ever written.
    package func inflate(_ input: UnsafeBufferPointer<UInt8>) throws(Failure) -> UnsafeMutableBufferPointer<UInt8> {
        guard self.isReady, inflateReset(&self.stream) == Z_OK, input.count >= 2,
            input[0] == 0x1F, input[1] == 0x8B, let start = input.baseAddress
        else { throw .invalid }
        self.stream.next_in = UnsafeMutablePointer(mutating: start)
        self.stream.avail_in = UInt32(input.count)

        var written = 0
        while true {
            let room = self.buffer.count - self.padding - written
            guard let base = self.buffer.baseAddress else { throw .invalid }
            self.stream.next_out = base + written
            self.stream.avail_out = UInt32(room)
            let status = CZlib.inflate(&self.stream, Z_NO_FLUSH)
            written += room - Int(self.stream.avail_out)
            switch status {
            case Z_STREAM_END:
                guard self.stream.avail_in == 0 else { throw .trailingData }
                return UnsafeMutableBufferPointer(rebasing: self.buffer[..<written])
            case Z_OK, Z_BUF_ERROR:
                if self.stream.avail_out == 0 {
                    // The text may end exactly here, with only the trailer still unread.
                    guard try self.grow(written) else { return try self.finish(written) }
                } else if self.stream.avail_in == 0 {
                    throw .truncated
                } else if status == Z_BUF_ERROR {
                    throw .invalid
                }
            default:
                throw .invalid
            }
        }
    }

    /// Doubles the buffer up to the limit.
    /// - Returns: false when it was already as large as allowed.
    private func grow(_ written: Int) throws(Failure) -> Bool {
        let capacity = self.buffer.count - self.padding
        guard capacity < self.limit else { return false }
        let larger = UnsafeMutableBufferPointer<UInt8>.allocate(
            capacity: min(self.limit, capacity * 2) + self.padding)
        larger.initialize(repeating: 0)
        _ = larger.update(fromContentsOf: self.buffer[..<written])
        self.buffer.deallocate()
        self.buffer = larger
        return true
    }

    /// Reads the trailer when the text fills the limit exactly; one more byte of text is too many.
    private func finish(_ written: Int) throws(Failure) -> UnsafeMutableBufferPointer<UInt8> {
        var spare: UInt8 = 0
        let status = withUnsafeMutablePointer(to: &spare) { pointer in
            self.stream.next_out = pointer
            self.stream.avail_out = 1
            return CZlib.inflate(&self.stream, Z_NO_FLUSH)
        }
        guard self.stream.avail_out == 1 else { throw .tooLarge }
        guard status == Z_STREAM_END else { throw self.stream.avail_in == 0 ? .truncated : .invalid }
        guard self.stream.avail_in == 0 else { throw .trailingData }
        return UnsafeMutableBufferPointer(rebasing: self.buffer[..<written])
    }
}
