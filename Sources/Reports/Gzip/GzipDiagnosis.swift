import CZlib

/// Tells why a gzip member could not be inflated.
enum GzipDiagnosis {
    /// Whether a member that is not whole is good as far as it goes.
    ///
    /// - Parameter limit: most bytes of text to look at.
    static func isTruncated(_ input: UnsafeBufferPointer<UInt8>, limit: Int) -> Bool {
        guard input.count >= 2, input[0] == 0x1F, input[1] == 0x8B else { return false }
        var stream = z_stream()
        guard gnomon_inflate_init_gzip(&stream) == Z_OK else { return false }
        defer { inflateEnd(&stream) }
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(input.count)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32 * 1024) { window in
            var status = Z_OK
            while status == Z_OK, stream.total_out <= UInt(limit) {
                stream.next_out = window.baseAddress
                stream.avail_out = UInt32(window.count)
                status = CZlib.inflate(&stream, Z_NO_FLUSH)
            }
            // Nothing more to read or to write: the stream waits for bytes that never came.
            return status == Z_BUF_ERROR && stream.avail_in == 0
        }
    }
}
