import CCrypto

/// Bytes fit for keys and tokens, from libcrypto's generator, which the kernel seeds.
///
/// - Parameter count: 0 to 2³¹ − 1.
/// - Throws: when the generator can not be seeded.
package func randomBytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
    guard let length = Int32(exactly: count), length >= 0 else { preconditionFailure("count is 0 to 2³¹ − 1") }
    var bytes = [UInt8](repeating: 0, count: count)
    let outcome = bytes.withUnsafeMutableBufferPointer { RAND_bytes($0.baseAddress, length) }
    guard count == 0 || outcome == 1 else { throw .last(.randomBytes) }
    return bytes
}
