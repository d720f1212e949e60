package import Cryptography

/// The key that wraps the key of every record. It seals no value itself.
package struct MasterKey: Sendable {
    /// Names the key without telling it.
    package let id: MasterKeyID
    let bytes: SecretBytes

    /// Makes a new key from the system's random source.
    package init() throws(VaultError) {
        do throws(CryptographyError) {
            self.init(try SecretBytes(randomCount: AES256GCM.keyByteCount))
        } catch {
            throw VaultError(.internal, "\(error)")
        }
    }

    /// Reads a key's text: 64 hexadecimal digits in any case, with or without a line's end.
    ///
    /// - Throws: `keyInvalid`.
    package init(text: SecretBytes) throws(VaultError) {
        let bytes = text.withBytes { text -> SecretBytes? in
            let digits = text.last == 0x0A ? text.dropLast() : text[...]
            guard digits.count == AES256GCM.keyByteCount * 2, digits.allSatisfy({ Self.value(of: $0) != nil }) else {
                return nil
            }
            return SecretBytes(count: AES256GCM.keyByteCount) { key in
                for (index, digit) in digits.enumerated() {
                    key[index / 2] = key[index / 2] << 4 | (Self.value(of: digit) ?? 0)
                }
            }
        }
        guard let bytes else {
            throw VaultError(.keyInvalid, "a master key is \(AES256GCM.keyByteCount * 2) hexadecimal digits")
        }
        self.init(bytes)
    }

    private init(_ bytes: SecretBytes) {
        self.bytes = bytes
        self.id = MasterKeyID(of: bytes)
    }

    /// The form that `init(text:)` reads, ended by a line feed.
    var text: SecretBytes {
        let digits = Array("0123456789abcdef".utf8)
        return self.bytes.withBytes { key in
            SecretBytes(count: key.count * 2 + 1) { text in
                for (index, byte) in key.enumerated() {
                    text[index * 2] = digits[Int(byte >> 4)]
                    text[index * 2 + 1] = digits[Int(byte & 0xF)]
                }
                text[key.count * 2] = 0x0A
            }
        }
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}

extension MasterKey: CustomStringConvertible {
    package var description: String { "master key \(self.id)" }
}
