/// Text as a part of an address (RFC 3986 §2): everything but unreserved characters is encoded.
enum PercentEncoding {
    static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
            default: bytes += [0x25, Self.digit(byte >> 4), Self.digit(byte & 0xF)]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `name=value` pairs between ampersands: a query, or the body of a form.
    static func pairs(_ pairs: [(String, String)]) -> String {
        pairs.map { "\(Self.encoded($0))=\(Self.encoded($1))" }.joined(separator: "&")
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
