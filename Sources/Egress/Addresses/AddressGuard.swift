/// Decides whether a connection may go to an address. It is asked with the address in use, after the name was resolved,
/// so a name that resolves to something else the second time changes nothing.
struct AddressGuard: Sendable, Hashable {
    /// Where connections may go.
    enum Reach: Sendable, Hashable {
        /// Anywhere but the blocked ranges, and into the networks that the permission names.
        case open
        /// Only into the named networks.
        case namedOnly
    }

    let networks: [NetworkRange]
    let reach: Reach

    /// - Returns: why not, in words that name the range; `nil` when the address may be used.
    func refusal(of address: IPAddress) -> String? {
        let spellings = [address] + (address.mapped.map { [$0] } ?? [])
        if self.networks.contains(where: { network in spellings.contains { network.contains($0) } }) { return nil }
        if self.reach == .namedOnly { return "\(address) lies in no network that the settings name for it" }
        return Self.blocking(address).map { "\(address) lies in \($0)" }
    }

    /// The blocked range that an address lies in, itself or by an address embedded in it.
    static func blocking(_ address: IPAddress) -> BlockedRange? {
        for inner in address.embedded {
            if let range = self.range(of: inner) { return range }
        }
        return address.standsForEmbedded ? nil : self.range(of: address)
    }

    private static func range(of address: IPAddress) -> BlockedRange? {
        BlockedRange.all.first { $0.range.contains(address) }
    }
}
