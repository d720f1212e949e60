import CZlib

/// Compresses a whole text into one gzip member (RFC 1952).
package enum GzipDeflater {
    /// - Parameter level: 1 (fast) to 9 (small).
    /// - Returns: the member, or `nil` when zlib has no memory.
    package static func deflate(_ text: [UInt8], level: Int32 = 6) -> [UInt8]? {
        var stream = z_stream()
        guard gnomon_deflate_init_gzip(&stream, level) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(text.count))))
        let status = text.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { buffer in
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(buffer.count)
                return CZlib.deflate(&stream, Z_FINISH)
            }
        }
        guard status == Z_STREAM_END else { return nil }
        output.removeLast(Int(stream.avail_out))
        return output
    }
}
