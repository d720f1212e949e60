import CCrypto

/// Signatures by ECDSA over the curve P-256 with SHA-256 (FIPS 186-5 §6), as browsers' WebCrypto reads them.
///
/// A signature is r and s, 32 bytes each, big-endian (RFC 7518 §3.4), not the DER form of X.509.
package enum P256 {
    /// Bytes of a signature.
    package static let signatureByteCount = 64
    /// Bytes of a public key in its raw form: `04`, x and y (SEC 1 §2.3.3).
    package static let publicKeyByteCount = 65

    /// Signs.
    package struct PrivateKey: Sendable {
        private let handle: KeyHandle

        /// Makes a new key from random bytes.
        package init() throws(CryptographyError) {
            guard let context = EVP_PKEY_CTX_new_from_name(nil, "EC", nil) else { throw .last(.generateKey) }
            defer { EVP_PKEY_CTX_free(context) }
            var key: OpaquePointer?
            guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_CTX_set_group_name(context, P256.curve) == 1,
                EVP_PKEY_generate(context, &key) == 1
            else { throw .last(.generateKey) }
            self.handle = try KeyHandle(key, .generateKey)
        }

        /// Reads a key: an `ECPrivateKey` of RFC 5915, or a PKCS #8 around one.
        package init(derRepresentation: [UInt8]) throws(CryptographyError) {
            let key = derRepresentation.withUnsafeBufferPointer { bytes in
                var start = bytes.baseAddress
                return d2i_AutoPrivateKey(nil, &start, bytes.count)
            }
            self.handle = try KeyHandle(key, .readKey)
            try P256.requireCurve(self.handle)
        }

        /// The `ECPrivateKey` of RFC 5915, public key included.
        package var derRepresentation: [UInt8] {
            get throws(CryptographyError) {
                try P256.der(.exportKey) { i2d_PrivateKey(self.handle.pointer, $0) }
            }
        }

        /// The key that checks this one's signatures.
        package var publicKey: PublicKey {
            get throws(CryptographyError) {
                let info = try P256.der(.exportKey) { i2d_PUBKEY(self.handle.pointer, $0) }
                return try PublicKey(rawRepresentation: Array(info.suffix(P256.publicKeyByteCount)))
            }
        }

        /// The 64 bytes of a signature over `message`; another one each time.
        package func signature(for message: [UInt8]) throws(CryptographyError) -> [UInt8] {
            let der = try KeyHandle.withContext { (context) throws(CryptographyError) in
                var count = 0
                guard EVP_DigestSignInit(context, nil, EVP_sha256(), nil, self.handle.pointer) == 1,
                    EVP_DigestSign(context, nil, &count, message, message.count) == 1
                else { throw .last(.sign) }
                var der = [UInt8](repeating: 0, count: count)
                guard EVP_DigestSign(context, &der, &count, message, message.count) == 1 else { throw .last(.sign) }
                return Array(der.prefix(count))
            }
            return try P256.halves(of: der)
        }
    }

    /// Checks signatures.
    package struct PublicKey: Sendable {
        /// `04`, x and y: 65 bytes.
        package let rawRepresentation: [UInt8]
        private let handle: KeyHandle

        /// Reads a key.
        ///
        /// - Throws: for bytes that are no point of the curve.
        package init(rawRepresentation: [UInt8]) throws(CryptographyError) {
            guard rawRepresentation.count == P256.publicKeyByteCount else { throw CryptographyError(.readKey) }
            let info = P256.publicKeyHeader + rawRepresentation
            let key = info.withUnsafeBufferPointer { bytes in
                var start = bytes.baseAddress
                return d2i_PUBKEY(nil, &start, bytes.count)
            }
            self.handle = try KeyHandle(key, .readKey)
            self.rawRepresentation = rawRepresentation
        }

        /// The `SubjectPublicKeyInfo` (RFC 5480), 91 bytes: what WebCrypto calls `spki`.
        package var subjectPublicKeyInfo: [UInt8] { P256.publicKeyHeader + self.rawRepresentation }

        /// Whether the signature is this key's over `message`.
        ///
        /// - Precondition: there is memory for the check.
        package func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
            guard signature.count == P256.signatureByteCount else { return false }
            let der = P256.der(ofHalves: signature)
            return KeyHandle.withContext { context in
                let isReady = EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, self.handle.pointer) == 1
                precondition(isReady, "no memory to check a signature")
                let outcome = EVP_DigestVerify(context, der, der.count, message, message.count)
                // A signature that does not fit, or is none, leaves its reason in the queue.
                ERR_clear_error()
                return outcome == 1
            }
        }
    }

    // MARK: - Forms

    /// libcrypto's name of P-256.
    private static let curve = "prime256v1"

    /// What stands before the point in a `SubjectPublicKeyInfo`: id-ecPublicKey and secp256r1 (RFC 5480 §2.1.1).
    private static let publicKeyHeader: [UInt8] = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48,
        0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ]

    private static func requireCurve(_ handle: KeyHandle) throws(CryptographyError) {
        var name = [CChar](repeating: 0, count: 32)
        var count = 0
        guard EVP_PKEY_is_a(handle.pointer, "EC") == 1,
            EVP_PKEY_get_group_name(handle.pointer, &name, name.count, &count) == 1,
            name.prefix(count).elementsEqual(Self.curve.utf8CString.dropLast())
        else { throw .last(.readKey) }
    }

    /// What one of libcrypto's DER writers writes.
    private static func der(
        _ operation: CryptographyError.Operation,
        _ write: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) throws(CryptographyError) -> [UInt8] {
        let count = Int(write(nil))
        guard count > 0 else { throw .last(operation) }
        var bytes = [UInt8](repeating: 0, count: count)
        let written = bytes.withUnsafeMutableBufferPointer { buffer in
            var start = buffer.baseAddress
            return Int(write(&start))
        }
        guard written == count else { throw .last(operation) }
        return bytes
    }

    /// r and s of a DER signature.
    private static func halves(of der: [UInt8]) throws(CryptographyError) -> [UInt8] {
        let signature = der.withUnsafeBufferPointer { bytes in
            var start = bytes.baseAddress
            return d2i_ECDSA_SIG(nil, &start, bytes.count)
        }
        guard let signature else { throw .last(.sign) }
        defer { ECDSA_SIG_free(signature) }
        let half = Self.signatureByteCount / 2
        var bytes = [UInt8](repeating: 0, count: Self.signatureByteCount)
        let isWritten = bytes.withUnsafeMutableBufferPointer { buffer in
            BN_bn2binpad(ECDSA_SIG_get0_r(signature), buffer.baseAddress, Int32(half)) == Int32(half)
                && BN_bn2binpad(ECDSA_SIG_get0_s(signature), buffer.baseAddress.map { $0 + half }, Int32(half))
                    == Int32(half)
        }
        guard isWritten else { throw .last(.sign) }
        return bytes
    }

    /// The DER form (RFC 3279 §2.2.3): a sequence of two integers, each without leading zeros, positive.
    private static func der(ofHalves signature: [UInt8]) -> [UInt8] {
        let half = Self.signatureByteCount / 2
        let body = Self.integer(signature.prefix(half)) + Self.integer(signature.suffix(half))
        return [0x30, UInt8(body.count)] + body
    }

    private static func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var digits = Array(bytes.drop { $0 == 0 })
        if digits.first.map({ $0 >= 0x80 }) ?? true { digits.insert(0, at: 0) }
        return [0x02, UInt8(digits.count)] + digits
    }
}
