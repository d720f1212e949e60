import FoundationEssentials

/// The parameters inside a signed request object (RFC 9101), read without checking the signature.
///
/// The signature protects the provider; an observer only wants to know what is asked for.
enum RequestObject {
    /// Reads the payload of a JWT.
    ///
    /// - Returns: nil when it is encrypted (five parts) or not a JSON object.
    static func values(of token: String) -> ParameterValues? {
        let parts = token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Self.base64URLDecoded(parts[1]) else { return nil }
        do {
            return try JSONDecoder().decode(Payload.self, from: Data(payload)).values
        } catch {
            // Not a request object; the caller treats its parameters as not visible.
            return nil
        }
    }

    private static func base64URLDecoded(_ text: Substring.UTF8View) -> [UInt8]? {
        var decoded: [UInt8] = []
        var buffer: UInt32 = 0
        var bits = 0
        for byte in text where byte != UInt8(ascii: "=") {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = byte - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = byte - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0") + 52
            case UInt8(ascii: "-"), UInt8(ascii: "+"): digit = 62
            case UInt8(ascii: "_"), UInt8(ascii: "/"): digit = 63
            default: return nil
            }
            buffer = (buffer << 6 | UInt32(digit)) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                decoded.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return decoded
    }
}

/// A request object's claims; those that are neither text nor lists of text are skipped.
private struct Payload: Decodable {
    var values = ParameterValues()

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: ClaimName.self)
        for claim in container.allKeys {
            guard let parameter = RequestParameter.named(Array(claim.stringValue.utf8)[...]) else { continue }
            let value = try container.decode(ClaimValue.self, forKey: claim)
            for text in value.texts where !text.isEmpty { self.values.append(text, to: parameter) }
        }
    }
}

private struct ClaimName: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// A claim as text: one string, several, or none.
private struct ClaimValue: Decodable {
    var texts: [String]

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Each failed attempt only means that the claim has another type.
        if let text = try? container.decode(String.self) {
            self.texts = [text]
        } else if let texts = try? container.decode([String].self) {
            self.texts = texts
        } else if let flag = try? container.decode(Bool.self) {
            self.texts = [String(flag)]
        } else {
            self.texts = []
        }
    }
}
