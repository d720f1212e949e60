import CCrypto

/// Encryption that also tells tampering: AES with a key of 256 bits in Galois/Counter Mode (NIST SP 800-38D).
///
/// A nonce must never come twice under one key. With random nonces a key may seal 2³² messages (§8.3).
package enum AES256GCM {
    /// Bytes of a key.
    package static let keyByteCount = 32
    /// Bytes of a nonce: 96 bits, the length that §5.2.1.1 recommends.
    package static let nonceByteCount = 12
    /// Bytes of the tag that follows the ciphertext.
    package static let tagByteCount = 16

    /// Encrypts.
    ///
    /// - Parameters:
    ///   - additional: what is not encrypted and yet must be the same when the message is opened.
    /// - Returns: ciphertext, as long as the message, and tag.
    /// - Precondition: key and nonce have their lengths; the message is shorter than 2³¹ bytes.
    package static func seal(
        _ message: SecretBytes, key: SecretBytes, nonce: [UInt8], additional: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        try Self.withCipher(.seal, key, nonce) { (context) throws(CryptographyError) in
            var length: Int32 = 0
            var sealed = [UInt8](repeating: 0, count: message.count + Self.tagByteCount)
            let isDone = message.withBytes { bytes in
                EVP_EncryptUpdate(context, nil, &length, additional, Int32(additional.count)) == 1
                    && EVP_EncryptUpdate(
                        context, &sealed, &length, bytes.bindMemory(to: UInt8.self).baseAddress, Int32(bytes.count))
                        == 1
            }
            guard isDone, EVP_EncryptFinal_ex(context, nil, &length) == 1 else { throw .last(.seal) }
            let isTagged = sealed.withUnsafeMutableBytes {
                EVP_CIPHER_CTX_ctrl(
                    context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagByteCount), $0.baseAddress.map { $0 + message.count })
            }
            guard isTagged == 1 else { throw .last(.seal) }
            return sealed
        }
    }

    /// Decrypts.
    ///
    /// - Parameter sealed: ciphertext and tag.
    /// - Returns: `nil` when they were not made with this key, nonce and additional data, or were changed since.
    package static func open(
        _ sealed: [UInt8], key: SecretBytes, nonce: [UInt8], additional: [UInt8]
    ) throws(CryptographyError) -> SecretBytes? {
        guard sealed.count >= Self.tagByteCount else { return nil }
        let count = sealed.count - Self.tagByteCount
        return try Self.withCipher(.open, key, nonce) { (context) throws(CryptographyError) in
            var length: Int32 = 0
            guard EVP_DecryptUpdate(context, nil, &length, additional, Int32(additional.count)) == 1 else {
                throw .last(.open)
            }
            let message = try SecretBytes(count: count) { (buffer) throws(CryptographyError) in
                let start = buffer.bindMemory(to: UInt8.self).baseAddress
                guard EVP_DecryptUpdate(context, start, &length, sealed, Int32(count)) == 1 else { throw .last(.open) }
            }
            var tag = Array(sealed.suffix(Self.tagByteCount))
            guard EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1 else {
                throw .last(.open)
            }
            guard EVP_DecryptFinal_ex(context, nil, &length) == 1 else {
                ERR_clear_error()
                return nil
            }
            return message
        }
    }

    private static func withCipher<Value>(
        _ operation: CryptographyError.Operation, _ key: SecretBytes, _ nonce: [UInt8],
        _ body: (OpaquePointer) throws(CryptographyError) -> Value
    ) throws(CryptographyError) -> Value {
        precondition(
            key.count == Self.keyByteCount && nonce.count == Self.nonceByteCount, "key or nonce of a wrong length")
        guard let context = EVP_CIPHER_CTX_new() else { fatalError("no memory for a cipher") }
        // Frees and overwrites the key's schedule.
        defer { EVP_CIPHER_CTX_free(context) }
        let isReady = key.withBytes { bytes in
            let start = bytes.bindMemory(to: UInt8.self).baseAddress
            return operation == .seal
                ? EVP_EncryptInit_ex2(context, Self.algorithm, start, nonce, nil)
                : EVP_DecryptInit_ex2(context, Self.algorithm, start, nonce, nil)
        }
        guard isReady == 1 else { throw .last(operation) }
        return try body(context)
    }

    /// Fetched once and never freed, as with `SHA256`.
    ///
    /// `nonisolated(unsafe)` holds because libcrypto's algorithms do not change once they are fetched and are made
    /// to be shared by threads.
    nonisolated(unsafe) private static let algorithm: OpaquePointer = {
        guard let algorithm = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil) else {
            fatalError("libcrypto has no AES-256-GCM")
        }
        return algorithm
    }()
}
