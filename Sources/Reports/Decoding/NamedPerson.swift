/// Finds mail addresses inside other texts, such as a client id, and takes the person out of them.
///
/// A client app chooses its id, its redirect path and the words of its request, so a person's address can stand
/// there. Of an address only `@domain` is kept, as of any address outside the organisation (contracts §5). Service
/// accounts are no persons.
enum NamedPerson {
    /// `bytes` without the local part of each mail address, or `nil` when there is none.
    ///
    /// An address is local part, `@` (or `%40`, however often encoded again), and a domain of two or more labels
    /// whose last begins with a letter, so that neither `lodash@4.17.21` nor `/@name` is one.
    static func removed(from bytes: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var kept: [UInt8] = []
        var copied = 0
        var index = 0
        while index < bytes.count {
            guard let sign = self.atSign(bytes, index) else {
                index += 1
                continue
            }
            var start = index
            while start > copied, self.isLocalByte(bytes[start - 1]) { start -= 1 }
            if start < index, let domain = self.domain(bytes, sign.upperBound), !self.isServiceAccount(domain) {
                kept += bytes[copied..<start]
                copied = index
            }
            index = sign.upperBound
        }
        guard copied > 0 else { return nil }
        return kept + bytes[copied...]
    }

    /// The place of an `@` that begins at `index`.
    private static func atSign(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Range<Int>? {
        if bytes[index] == UInt8(ascii: "@") { return index..<index + 1 }
        guard bytes[index] == UInt8(ascii: "%") else { return nil }
        var end = index + 1
        while bytes[end...].starts(with: "25".utf8) { end += 2 }
        return bytes[end...].starts(with: "40".utf8) ? index..<end + 2 : nil
    }

    private static func domain(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int
    ) -> Slice<UnsafeBufferPointer<UInt8>>? {
        var domain = bytes[start...].prefix(while: self.isDomainByte)
        while let last = domain.last, !self.isAlphanumeric(last) { domain = domain.dropLast() }
        let labels = domain.split(separator: UInt8(ascii: "."))
        guard labels.count >= 2, let first = labels.last?.first, !(48...57).contains(first) else { return nil }
        return domain
    }

    /// Google's service accounts, whose ids look like addresses.
    private static func isServiceAccount(_ domain: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        domain.map { $0 | 0x20 }.reversed().starts(with: ".gserviceaccount.com".utf8.map { $0 | 0x20 }.reversed())
    }

    /// Atoms of RFC 5322 §3.2.3 with dots, without what separates parts of a URL, and all beyond ASCII.
    private static func isLocalByte(_ byte: UInt8) -> Bool {
        self.isAlphanumeric(byte) || "!$*+-._~%'".utf8.contains(byte)
    }

    private static func isDomainByte(_ byte: UInt8) -> Bool {
        self.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, 0x80...: true
        default: false
        }
    }
}
