extension IPAddress {
    /// The version 4 address that is the same destination: `::ffff:a.b.c.d` (RFC 4291 §2.5.5.2).
    var mapped: IPAddress? {
        Self.mapping.contains(self) ? self.version4(at: 12) : nil
    }

    /// The version 4 addresses that a packet to this address may come out at, as translators and tunnels read it.
    ///
    /// - Returns: none when the address embeds none; two for Teredo, whose server and client both count.
    var embedded: [IPAddress] {
        switch self {
        case _ where self.isVersion4: []
        case _ where Self.mapping.contains(self) || Self.translation.contains(self): [self.version4(at: 12)]
        case _ where Self.sixToFour.contains(self): [self.version4(at: 2)]
        case _ where Self.teredo.contains(self): [self.version4(at: 4), self.version4(at: 12, isInverted: true)]
        default: []
        }
    }

    /// Whether the address stands for the version 4 ones in it and may be used when these may.
    ///
    /// Not so for Teredo: it lies in a range that is not globally reachable.
    var standsForEmbedded: Bool {
        [Self.mapping, Self.translation, Self.sixToFour].contains { $0.contains(self) }
    }

    private func version4(at index: Int, isInverted: Bool = false) -> IPAddress {
        let bytes = self.bytes[index..<index + 4].map { isInverted ? ~$0 : $0 }
        guard let address = IPAddress(bytes: bytes) else { preconditionFailure("four bytes are an address") }
        return address
    }

    private static let mapping = range("::ffff:0:0/96")
    /// NAT64's well-known prefix (RFC 6052 §2.1).
    private static let translation = range("64:ff9b::/96")
    /// RFC 3056 §2.
    private static let sixToFour = range("2002::/16")
    /// RFC 4380 §4: the client's address is stored inverted.
    private static let teredo = range("2001::/32")

    private static func range(_ text: String) -> NetworkRange {
        guard let range = NetworkRange(text) else { preconditionFailure("\(text) is no range") }
        return range
    }
}
