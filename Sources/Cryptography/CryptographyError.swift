import CCrypto

/// A step of libcrypto that failed.
package struct CryptographyError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Operation: String, Sendable {
        case randomBytes, generateKey, readKey, exportKey, sign, readCertificate, seal, open
    }

    package let operation: Operation
    /// libcrypto's packed error code (ERR_get_error(3)); 0 when it named none, as for a length checked here.
    package let code: UInt

    package var description: String {
        "libcrypto could not carry out \(self.operation.rawValue) (error \(String(self.code, radix: 16)))"
    }

    /// - Parameter code: 0 for what was found wrong before libcrypto was asked.
    init(_ operation: Operation, code: UInt = 0) {
        self.operation = operation
        self.code = code
    }

    /// The newest error of this thread's queue, which it empties: what stayed would be read as a later failure's.
    static func last(_ operation: Operation) -> CryptographyError {
        let code = ERR_peek_last_error()
        ERR_clear_error()
        return CryptographyError(operation, code: UInt(code))
    }
}
