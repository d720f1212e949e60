import CCrypto

/// Signatures by RSA with SHA-256 (RFC 8017), as JSON Web Signatures name them (RFC 7518 §3.3, §3.5).
package enum RSA {
    /// Bits of the shortest key that is taken (RFC 7518 §3.3: 2048 or larger).
    package static let minimumBitCount = 2048

    /// How a signature is padded. Raw values are the names in a JSON Web Signature's header.
    package enum Algorithm: String, Sendable, CaseIterable {
        /// RSASSA-PKCS1-v1_5.
        case rs256 = "RS256"
        /// RSASSA-PSS with MGF1, SHA-256 and a salt of 32 bytes.
        case ps256 = "PS256"

        fileprivate func configure(_ context: OpaquePointer?) -> Bool {
            switch self {
            case .rs256: EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
            case .ps256:
                EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
                    && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1
            }
        }
    }

    /// Signs.
    package struct PrivateKey: Sendable {
        let handle: KeyHandle

        /// Reads a key from PEM: PKCS #8 or PKCS #1, not encrypted.
        ///
        /// - Throws: `readKey` for text that is no such key, or a key that is no RSA or too short.
        package init(pem: [UInt8]) throws(CryptographyError) {
            let text = try PEMText(pem, .readKey)
            self.handle = try RSA.checked(
                text.withSource { (source) throws(CryptographyError) in
                    // Without a callback of its own the reader would ask the terminal for a passphrase.
                    try KeyHandle(PEM_read_bio_PrivateKey_ex(source, nil, { _, _, _, _ in 0 }, nil, nil, nil), .readKey)
                })
        }

        /// The signature over `message`, as many bytes as the key's modulus has.
        package func signature(
            for message: [UInt8], by algorithm: Algorithm
        ) throws(CryptographyError) -> [UInt8] {
            try KeyHandle.withContext { (context) throws(CryptographyError) in
                var keyContext: OpaquePointer?
                guard EVP_DigestSignInit_ex(context, &keyContext, "SHA2-256", nil, nil, self.handle.pointer, nil) == 1,
                    algorithm.configure(keyContext)
                else { throw .last(.sign) }
                var signature = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(self.handle.pointer)))
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
        private let handle: KeyHandle

        /// Reads a key from PEM: a SubjectPublicKeyInfo.
        ///
        /// - Throws: `readKey` for text that is no such key, or a key that is no RSA or too short.
        package init(pem: [UInt8]) throws(CryptographyError) {
            let text = try PEMText(pem, .readKey)
            self.handle = try RSA.checked(
                text.withSource { (source) throws(CryptographyError) in
                    try KeyHandle(PEM_read_bio_PUBKEY_ex(source, nil, nil, nil, nil, nil), .readKey)
                })
        }

        /// Whether the signature is this key's over `message`.
        ///
        /// - Precondition: there is memory for the check.
        package func isValid(_ signature: [UInt8], for message: [UInt8], by algorithm: Algorithm) -> Bool {
            KeyHandle.withContext { context in
                var keyContext: OpaquePointer?
                let isReady =
                    EVP_DigestVerifyInit_ex(context, &keyContext, "SHA2-256", nil, nil, self.handle.pointer, nil) == 1
                    && algorithm.configure(keyContext)
                precondition(isReady, "no memory to check a signature")
                let outcome = EVP_DigestVerify(context, signature, signature.count, message, message.count)
                // A signature that does not fit leaves its reason in the queue.
                ERR_clear_error()
                return outcome == 1
            }
        }
    }

    private static func checked(_ handle: KeyHandle) throws(CryptographyError) -> KeyHandle {
        guard EVP_PKEY_is_a(handle.pointer, "RSA") == 1,
            EVP_PKEY_get_bits(handle.pointer) >= Self.minimumBitCount
        else { throw CryptographyError(.readKey) }
        return handle
    }
}
