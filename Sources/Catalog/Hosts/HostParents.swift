/// A host name's own text and that of its parent domains, longest first, never a single label.
///
/// `a.b.example` gives `a.b.example`, `b.example`. A name with a byte outside printable ASCII gives nothing:
/// Swift compares strings by canonical equivalence, so a look-alike letter could equal an ASCII one.
struct HostParents: Sequence, IteratorProtocol {
    private var rest: Substring

    /// - Parameter host: lower case, without port.
    init(_ host: String) {
        self.rest = host.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } ? host[...] : ""
    }

    mutating func next() -> Substring? {
        let bytes = self.rest.utf8
        guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        let parent = self.rest
        self.rest = Substring(bytes[bytes.index(after: dot)...])
        return parent
    }
}
