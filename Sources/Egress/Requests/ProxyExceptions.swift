/// Hosts that are reached without the proxy: the list that `NO_PROXY` holds.
///
/// Entries stand between commas or spaces; case does not count:
/// - `*`: every host;
/// - `example.com` or `.example.com`: that host and all below it;
/// - `192.0.2.1`, `2001:db8::1`, `[2001:db8::1]`: that literal address;
/// - `192.0.2.0/24`: literal addresses of the range. Names are not resolved for this.
///
/// With `:port` behind a name, version 4 address or bracket, the entry is for that port alone. What is none of these
/// matches nothing.
package struct ProxyExceptions: Sendable, Equatable {
    private enum Entry: Sendable, Equatable {
        case all
        case range(NetworkRange, port: Int?)
        case domain(String, port: Int?)
    }

    private let entries: [Entry]

    package init(_ text: String) {
        self.entries = text.split { $0 == "," || $0.isWhitespace }.compactMap { Self.entry($0.lowercased()) }
    }

    func contains(_ host: EgressHost, port: Int) -> Bool {
        self.entries.contains { entry in
            switch (entry, host) {
            case (.all, _): true
            case (.range(let range, let own), .address(let address)):
                (own ?? port) == port && range.contains(address)
            case (.domain(let domain, let own), .name(let name)):
                (own ?? port) == port && (name == domain || name.hasSuffix("." + domain))
            default: false
            }
        }
    }

    private static func entry(_ text: String) -> Entry? {
        if text == "*" { return .all }
        if let range = NetworkRange(text) { return .range(range, port: nil) }
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let rest = text[text.index(after: end)...]
            guard let range = NetworkRange(String(text[..<end].dropFirst())) else { return nil }
            if rest.isEmpty { return .range(range, port: nil) }
            return rest.first == ":" ? Self.port(rest.dropFirst()).map { .range(range, port: $0) } : nil
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let port = parts.count == 2 ? Self.port(parts[1]) : nil
        guard parts.count == 1 || port != nil else { return nil }
        let name = parts[0].hasPrefix(".") ? parts[0].dropFirst() : parts[0]
        switch EgressHost(String(name)) {
        case .address(let address): return NetworkRange("\(address)").map { .range($0, port: port) }
        case .name(let name): return .domain(name, port: port)
        case nil: return nil
        }
    }

    private static func port(_ text: Substring) -> Int? {
        Int(text).flatMap { (1...65_535).contains($0) ? $0 : nil }
    }
}
