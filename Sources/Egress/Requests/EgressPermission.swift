/// Where one client may connect to. Clients with different permission share no connection.
package struct EgressPermission: Sendable, Hashable {
    /// Networks that a setting names and that the guard lets pass, though they are blocked otherwise. A loopback
    /// network also permits plain http to it.
    package let networks: [NetworkRange]
    /// Exact names, in lower case. Behind a proxy only these may be asked for. Without one, when there are any, also
    /// only these, `localhost` of a named loopback network, and literal addresses of named networks.
    package let hosts: Set<String>

    package init(networks: [NetworkRange] = [], hosts: Set<String> = []) {
        self.networks = networks
        self.hosts = Set(hosts.map { $0.lowercased() })
    }

    /// Whether plain http is possible: what this reaches is no more than a test.
    package var isTest: Bool { self.networks.contains { $0.isLoopback } }

    /// Whether the host is a literal address of a named network, or `localhost` where a loopback network is named.
    func names(_ host: EgressHost) -> Bool {
        switch host {
        case .address(let address): self.networks.contains { $0.contains(address) }
        case .name(let name): name == "localhost" && self.isTest
        }
    }
}
