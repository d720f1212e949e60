/// Scopes gathered from one or more values, in order and each once.
struct ScopeList {
    /// The scopes, at most `AuthorizationRequestReader.maximumScopes`.
    private(set) var scopes: [String] = []
    /// Pieces met after the list was full, repetitions included.
    private(set) var dropped = 0
    private var seen: Set<String> = []

    /// Splits values as the provider does.
    ///
    /// White space always separates (people write it even where commas are asked for). The provider's
    /// own delimiter separates, too. A comma also does where the provider is unknown or names no delimiter,
    /// and where the value has no white space: GitHub and others take either. A value that was encoded twice,
    /// as happens inside a login's return address, is decoded once more; `%` is in no real scope.
    init(_ values: [String], provider: Provider?) {
        guard !values.isEmpty else { return }
        let delimiters = provider?.scopeDelimiters ?? []
        let namesComma = delimiters.contains(Self.comma)
        let isOpen = !namesComma && !delimiters.contains(0x20)
        for value in values {
            var bytes = Array(value.utf8)
            if Self.isStillEncoded(bytes[...]) { bytes = FormDecoding.bytes(bytes[...], plusIsSpace: false) }
            let splitsCommas = isOpen || namesComma || !bytes.contains { $0 <= 0x20 }
            var start = 0
            for index in 0...bytes.count {
                if index < bytes.count {
                    let byte = bytes[index]
                    guard byte <= 0x20 || (byte == Self.comma && splitsCommas) || delimiters.contains(byte)
                    else {
                        continue
                    }
                }
                if start < index { self.append(bytes[start..<index]) }
                start = index + 1
            }
        }
    }

    private mutating func append(_ piece: ArraySlice<UInt8>) {
        var piece = piece
        if piece.first == Self.comma || piece.last == Self.comma {
            piece = piece.drop { $0 == Self.comma }
            while piece.last == Self.comma { piece.removeLast() }
            guard !piece.isEmpty else { return }
        }
        guard self.scopes.count < AuthorizationRequestReader.maximumScopes else {
            self.dropped += 1
            return
        }
        let scope = String(decoding: piece, as: UTF8.self)
        if self.scopes.count < Self.scanLimit {
            guard !self.scopes.contains(scope) else { return }
        } else {
            if self.seen.isEmpty { self.seen = Set(self.scopes) }
            guard self.seen.insert(scope).inserted else { return }
        }
        self.scopes.append(scope)
    }

    private static func isStillEncoded(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.contains(UInt8(ascii: "%")) else { return false }
        return bytes.containsASCII("%20") || bytes.containsASCII("%2C") || bytes.containsASCII("%3A")
            || bytes.containsASCII("%2F") || bytes.containsASCII("%2c") || bytes.containsASCII("%3a")
            || bytes.containsASCII("%2f")
    }

    private static let comma = UInt8(ascii: ",")
    /// Up to here comparing with each scope is faster than hashing.
    private static let scanLimit = 16
}
