import CCurl

/// Where a request goes and by which way: decided before a socket is opened.
struct EgressTarget {
    let url: CurlURL
    let host: EgressHost
    /// Whether the request goes in plain http, to loopback.
    let isPlain: Bool
    /// `nil`: directly.
    let proxy: EgressProxy?
    /// What the addresses of the connection are held against: the peer's, or the proxy's.
    let addresses: AddressGuard

    /// - Throws: `urlInvalid`, `credentialsInURL`, `schemeRefused`, `hostRefused`.
    init(_ text: String, permission: EgressPermission, settings: EgressSettings) throws(EgressError) {
        let url = try CurlURL(text)
        let host = try Self.host(of: url)
        let isPlain = try Self.isPlain(url, host, permission)
        let port = url.part(CURLUPART_PORT).flatMap { Int($0) } ?? (isPlain ? 80 : 443)
        guard port > 0 else { throw EgressError(.urlInvalid, "the address names port 0") }
        try Self.checkPath(of: url)

        // A proxy's own loopback is another machine's.
        let isDirect = host.isLoopback || settings.proxy.map { $0.exceptions.contains(host, port: port) } ?? true
        self.proxy = isDirect ? nil : settings.proxy
        try Self.check(host, permission, isProxied: self.proxy != nil)
        self.url = url
        self.host = host
        self.isPlain = isPlain
        self.addresses =
            switch (self.proxy, isPlain) {
            case (.some, _): AddressGuard(networks: settings.proxyNetworks, reach: .namedOnly)
            case (nil, true): AddressGuard(networks: permission.networks.filter(\.isLoopback), reach: .namedOnly)
            case (nil, false): AddressGuard(networks: permission.networks, reach: .open)
            }
    }

    private static func host(of url: CurlURL) throws(EgressError) -> EgressHost {
        guard url.part(CURLUPART_ZONEID) == nil else {
            throw EgressError(.urlInvalid, "the address's host has a zone")
        }
        guard let text = url.part(CURLUPART_HOST), let host = EgressHost(text) else {
            throw EgressError(.urlInvalid, "the address's host is neither a name nor an IP address")
        }
        return host
    }

    private static func isPlain(
        _ url: CurlURL, _ host: EgressHost, _ permission: EgressPermission
    ) throws(EgressError) -> Bool {
        switch url.part(CURLUPART_SCHEME) {
        case "https": return false
        case "http" where host.isLoopback && permission.isTest: return true
        default:
            throw EgressError(
                .schemeRefused, "only https is spoken; plain http only to loopback, when the networks named include it")
        }
    }

    /// A segment of dots would change the path where a server, or the library, resolves it (RFC 3986 §5.2.4).
    private static func checkPath(of url: CurlURL) throws(EgressError) {
        let segments = (url.part(CURLUPART_PATH) ?? "").lowercased().replacing("%2e", with: ".").split(separator: "/")
        guard !segments.contains(where: { $0 == "." || $0 == ".." }) else {
            throw EgressError(.urlInvalid, "the address's path has a segment of dots")
        }
    }

    private static func check(
        _ host: EgressHost, _ permission: EgressPermission, isProxied: Bool
    ) throws(EgressError) {
        guard isProxied else {
            if permission.hosts.isEmpty || permission.hosts.contains(host.text) || permission.names(host) { return }
            throw EgressError(.hostRefused, "\(host.text) is not among the hosts allowed")
        }
        guard case .name(let name) = host, name.contains(".") else {
            throw EgressError(.hostRefused, "behind a proxy \(host.text) is refused: it is no full name of a host")
        }
        guard permission.hosts.contains(name) else {
            throw EgressError(.hostRefused, "behind a proxy \(name) is refused: it is not among the hosts allowed")
        }
    }
}
