import CCrypto

/// An X.509 certificate that goes with a private key (RFC 5280). Its chain and dates are the reader's to judge: here
/// it only names a key.
package struct Certificate: Sendable {
    /// SHA-256 over its DER form, 32 bytes: `x5t#S256` of a JSON Web Signature's header (RFC 7515 §4.1.8).
    package let thumbprint: [UInt8]
    private let key: KeyHandle

    /// Reads the first certificate of a PEM text.
    ///
    /// - Throws: `readCertificate` for text without one.
    package init(pem: [UInt8]) throws(CryptographyError) {
        let text = try PEMText(pem, .readCertificate)
        let certificate = text.withSource { PEM_read_bio_X509($0, nil, { _, _, _, _ in 0 }, nil) }
        guard let certificate else { throw .last(.readCertificate) }
        defer { X509_free(certificate) }
        var digest = [UInt8](repeating: 0, count: SHA256.byteCount)
        var count = UInt32(digest.count)
        guard X509_digest(certificate, SHA256.algorithm, &digest, &count) == 1, count == digest.count else {
            throw .last(.readCertificate)
        }
        self.thumbprint = digest
        self.key = try KeyHandle(X509_get_pubkey(certificate), .readCertificate)
    }

    /// Whether the private key is the one that the certificate speaks of.
    package func belongs(to key: RSA.PrivateKey) -> Bool {
        let outcome = EVP_PKEY_eq(self.key.pointer, key.handle.pointer)
        ERR_clear_error()
        return outcome == 1
    }
}
