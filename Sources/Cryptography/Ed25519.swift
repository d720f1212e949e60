import CCrypto

/// Signatures by Ed25519 (RFC 8032).
package enum Ed25519 {
    /// Bytes of a private or public key in its raw form.
    package static let keyByteCount = 32
    /// Bytes of a signature.
    package static let signatureByteCount = 64

    /// Signs.
    package struct PrivateKey: Sendable {
        private let handle: KeyHandle

        /// Makes a new key from random bytes.
        package init() throws(CryptographyError) {
            let seed = try randomBytes(Ed25519.keyByteCount)
            self.handle = try KeyHandle(
                EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, seed, seed.count), .generateKey)
        }

        /// Reads a key: the 32 bytes that RFC 8032 §5.1.5 calls the private key.
        package init(rawRepresentation: [UInt8]) throws(CryptographyError) {
            guard rawRepresentation.count == Ed25519.keyByteCount else { throw CryptographyError(.readKey) }
            self.handle = try KeyHandle(
                EVP_PKEY_new_raw_private_key_ex(nil, "ED25519", nil, rawRepresentation, rawRepresentation.count),
                .readKey)
        }

        /// The 32 bytes from which the key can be made again.
        package var rawRepresentation: [UInt8] {
            get throws(CryptographyError) {
                try Ed25519.raw { EVP_PKEY_get_raw_private_key(self.handle.pointer, $0, $1) }
            }
        }

        /// The key that checks this one's signatures.
        package var publicKey: PublicKey {
            get throws(CryptographyError) {
                try PublicKey(
                    rawRepresentation: Ed25519.raw { EVP_PKEY_get_raw_public_key(self.handle.pointer, $0, $1) })
            }
        }

        /// The 64 bytes of the signature over `message`; the same for the same message.
        package func signature(for message: [UInt8]) throws(CryptographyError) -> [UInt8] {
            try KeyHandle.withContext { (context) throws(CryptographyError) in
                guard EVP_DigestSignInit(context, nil, nil, nil, self.handle.pointer) == 1 else {
                    throw .last(.sign)
                }
                var signature = [UInt8](repeating: 0, count: Ed25519.signatureByteCount)
                var count = signature.count
                guard EVP_DigestSign(context, &signature, &count, message, message.count) == 1,
                    count == signature.count
                else { throw .last(.sign) }
                return signature
            }
        }
    }

    /// Checks signatures.
    package struct PublicKey: Sendable {
        /// The 32 bytes of RFC 8032 §5.1.5.
        package let rawRepresentation: [UInt8]
        private let handle: KeyHandle

        /// Reads a key; bytes that are no point of the curve make a key that no signature fits.
        package init(rawRepresentation: [UInt8]) throws(CryptographyError) {
            guard rawRepresentation.count == Ed25519.keyByteCount else { throw CryptographyError(.readKey) }
            self.rawRepresentation = rawRepresentation
            self.handle = try KeyHandle(
                EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, rawRepresentation, rawRepresentation.count),
                .readKey)
        }

        /// Whether the signature is this key's over `message`.
        ///
        /// - Precondition: there is memory for the check, the one thing that can be amiss with a key of this kind.
        package func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
            guard signature.count == Ed25519.signatureByteCount else { return false }
            return KeyHandle.withContext { context in
                let isReady = EVP_DigestVerifyInit(context, nil, nil, nil, self.handle.pointer) == 1
                precondition(isReady, "no memory to check a signature")
                let outcome = EVP_DigestVerify(context, signature, signature.count, message, message.count)
                // A signature that does not fit, or is none, leaves its reason in the queue.
                ERR_clear_error()
                return outcome == 1
            }
        }
    }

    /// The 32 bytes that one of libcrypto's exports writes.
    private static func raw(
        _ export: (UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<Int>) -> Int32
    ) throws(CryptographyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.keyByteCount)
        var count = bytes.count
        guard export(&bytes, &count) == 1, count == bytes.count else { throw .last(.exportKey) }
        return bytes
    }
}
