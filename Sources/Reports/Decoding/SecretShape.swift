import Grants

/// Recognises credentials and one-time codes by their shape.
///
/// The door uses it on every text it would store. Shapes: the vendors' published token prefixes, JWTs
/// (RFC 7519: base64url of `{"`), PEM blocks, `name=value` pairs of OAuth and SAML parameters that carry a
/// secret, user information in a URL, and long runs of mixed token characters.
package enum SecretShape {
    /// Token prefixes and the least number of token characters behind them.
    private static let prefixes: [(StaticString, Int)] = [
        ("ya29.", 8), ("1//0", 16), ("4/0A", 8), ("ghp_", 16), ("gho_", 16), ("ghu_", 16), ("ghs_", 16),
        ("ghr_", 16), ("github_pat_", 16), ("glpat-", 12), ("xoxb-", 6), ("xoxp-", 6), ("xoxa-", 6),
        ("xoxe-", 6), ("xoxe.", 6), ("xoxr-", 6), ("xoxs-", 6), ("xapp-", 6), ("sk-", 20), ("sk_live_", 8),
        ("rk_live_", 8), ("AKIA", 16), ("ASIA", 16), ("AIza", 30), ("SG.", 20), ("shpat_", 16), ("eyJ", 16),
        ("npm_", 30), ("pypi-", 30), ("secret_", 30), ("ntn_", 30), ("GOCSPX-", 12), ("Bearer ", 8),
        ("-----BEGIN", 0), ("gnm_", 16),
    ]

    /// Parameters whose value must never be kept (browser-plugin privacy rule 1).
    private static let parameters: [StaticString] = [
        "code=", "token=", "secret=", "password=", "state=", "nonce=", "assertion=", "verifier=",
        "challenge=", "samlresponse=", "samlrequest=", "device_code=", "user_code=", "id_token_hint=",
        "login_hint=",
    ]

    /// What a byte can be to the search.
    private struct ByteKind: OptionSet {
        let rawValue: UInt8

        static let token = ByteKind(rawValue: 1)
        static let digit = ByteKind(rawValue: 2)
        static let letter = ByteKind(rawValue: 4)
        /// The first byte of a prefix.
        static let start = ByteKind(rawValue: 8)
        static let equals = ByteKind(rawValue: 16)
        static let at = ByteKind(rawValue: 32)
    }

    /// Kinds of all bytes, so that the search looks at most of them once.
    private static let kinds: [ByteKind] = (0...255).map { (byte: Int) in
        var kind: ByteKind = []
        let byte = UInt8(byte)
        if (48...57).contains(byte) { kind.formUnion([.token, .digit]) }
        if (65...90).contains(byte) || (97...122).contains(byte) { kind.formUnion([.token, .letter]) }
        if byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") { kind.insert(.token) }
        if byte == UInt8(ascii: "=") { kind.insert(.equals) }
        if byte == UInt8(ascii: "@") { kind.insert(.at) }
        if prefixes.contains(where: { $0.0.utf8Start[0] == byte }) { kind.insert(.start) }
        return kind
    }

    /// Whether `text` holds something that looks like a credential.
    ///
    /// - Parameter allowsLongTokens: true for fields that hold opaque identifiers by nature (client ids).
    package static func occurs(in text: UnsafeBufferPointer<UInt8>, allowsLongTokens: Bool = false) -> Bool {
        guard text.count >= 6 else { return false }
        return self.kinds.withUnsafeBufferPointer { kinds in
            var run = 0
            var digits = 0
            var letters = 0
            for index in 0..<text.count {
                let kind = kinds[Int(text[index])]
                if kind.contains(.start), run == 0, self.hasPrefix(text, at: index) { return true }
                if kind.contains(.token) {
                    run += 1
                    if kind.contains(.digit) { digits += 1 } else if kind.contains(.letter) { letters += 1 }
                    if run >= 40, digits >= 4, letters >= 4, !allowsLongTokens { return true }
                } else {
                    (run, digits, letters) = (0, 0, 0)
                    if kind.contains(.equals), self.endsWithSecretParameter(text, at: index) { return true }
                    if kind.contains(.at), self.endsWithUserInformation(text, at: index) { return true }
                }
            }
            return false
        }
    }

    package static func occurs(in text: String, allowsLongTokens: Bool = false) -> Bool {
        var text = text
        return text.withUTF8 { self.occurs(in: $0, allowsLongTokens: allowsLongTokens) }
    }

    /// The length of `path` up to its first segment of 32 or more token characters that is no UUID and not
    /// plain words (browser-plugin privacy rule 2).
    package static func lengthBeforeOpaqueSegment(of path: UnsafeBufferPointer<UInt8>) -> Int {
        var start = 0
        for index in 0...path.count where index == path.count || path[index] == UInt8(ascii: "/") {
            let segment = UnsafeBufferPointer(rebasing: path[start..<index])
            if segment.count >= 32, segment.contains(where: { (48...57).contains($0) }),
                segment.allSatisfy(self.isTokenByte), UUIDBits(segment) == nil
            {
                return start
            }
            start = index + 1
        }
        return path.count
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private static func hasPrefix(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        for (prefix, least) in self.prefixes {
            let length = prefix.utf8CodeUnitCount
            guard index + length + least <= text.count, text[index] == prefix.utf8Start[0] else { continue }
            guard (0..<length).allSatisfy({ text[index + $0] == prefix.utf8Start[$0] }) else { continue }
            let tail = text[(index + length)..<(index + length + least)]
            if tail.allSatisfy({ self.isTokenByte($0) || $0 == UInt8(ascii: ".") }) { return true }
        }
        return false
    }

    /// Whether what stands before `at` is the user information of a URL (RFC 3986 §3.2.1).
    private static func endsWithUserInformation(_ text: UnsafeBufferPointer<UInt8>, at: Int) -> Bool {
        guard let slash = text[..<at].lastIndex(of: UInt8(ascii: "/")), slash >= 2 else { return false }
        return text[slash - 1] == UInt8(ascii: "/") && text[slash - 2] == UInt8(ascii: ":")
    }

    private static func endsWithSecretParameter(_ text: UnsafeBufferPointer<UInt8>, at equals: Int) -> Bool {
        guard equals + 1 < text.count else { return false }
        return self.parameters.contains { parameter in
            let length = parameter.utf8CodeUnitCount
            let start = equals + 1 - length
            guard start >= 0 else { return false }
            return (0..<length).allSatisfy { text[start + $0] | 0x20 == parameter.utf8Start[$0] | 0x20 }
        }
    }
}
