/// The host of an address, as the transfer will use it.
enum EgressHost: Sendable, Hashable {
    /// A literal address, whatever base or short form it was written in.
    case address(IPAddress)
    /// A name in lower case, ASCII, without a final dot.
    case name(String)

    /// - Parameter text: what libcurl's reader of addresses gives: literals of version 4 in four decimal numbers,
    ///   those of version 6 in brackets.
    /// - Returns: `nil` for a name with other characters than letters, digits, hyphens, underscores and single dots
    ///   between labels, or whose last label is a number: some resolvers read an address in that.
    init?(_ text: String) {
        let inner = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        if let address = IPAddress(inner) {
            self = .address(address)
            return
        }
        let name = text.lowercased()
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard name.utf8.count <= 253, labels.allSatisfy({ Self.isLabel($0) }), let last = labels.last,
            !Self.isNumber(last)
        else { return nil }
        self = .name(name)
    }

    /// Whether the machine itself is meant, without asking a resolver (RFC 6761 §6.3 for the name).
    var isLoopback: Bool {
        switch self {
        case .address(let address):
            NetworkRange.loopback.contains { $0.contains(address) }
        case .name(let name): name == "localhost"
        }
    }

    /// As it is shown in messages.
    var text: String {
        switch self {
        case .address(let address): address.description
        case .name(let name): name
        }
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count)
            && label.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x61...0x7A, 0x2D, 0x5F: true
                default: false
                }
            }
    }

    /// Decimal, or hexadecimal with its prefix, as inet_aton(3) takes them.
    private static func isNumber(_ label: Substring) -> Bool {
        label.utf8.allSatisfy { (0x30...0x39).contains($0) }
            || (label.hasPrefix("0x") && label.dropFirst(2).allSatisfy { $0.isHexDigit })
    }
}
