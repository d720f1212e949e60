/// How all clients of a process reach the outside.
package struct EgressSettings: Sendable {
    /// `nil`: connections are direct.
    package var proxy: EgressProxy?
    /// Where the proxy's address must lie. Empty: no proxy can be used.
    package var proxyNetworks: [NetworkRange]
    /// Path of a file of certificates (PEM) that are trusted beside the system's.
    package var extraCABundle: String?
    /// From the start of a transfer to an established connection, TLS included.
    package var connectTimeout: Duration
    /// From the start of a transfer to the answer's last byte. The wait for a free place before it does not count.
    package var totalTimeout: Duration

    package init(
        proxy: EgressProxy? = nil, proxyNetworks: [NetworkRange] = [], extraCABundle: String? = nil,
        connectTimeout: Duration = .seconds(10), totalTimeout: Duration = .seconds(30)
    ) {
        self.proxy = proxy
        self.proxyNetworks = proxyNetworks
        self.extraCABundle = extraCABundle
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
    }
}
