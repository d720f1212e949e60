import Grants

/// One request as the rules of recognition look at it, taken apart once.
struct ClientSight {
    let request: ObservedRequest
    let redirect: RedirectAddress
    let endpointHost: String
    let provider: Provider?
    let resource: ResourceIdentity
    /// Whether the endpoint or a resource that the request names is a tool server (MCP).
    let isForToolServer: Bool

    init(
        _ request: ObservedRequest, redirect: RedirectAddress, endpointHost: String, provider: Provider?,
        resource: ResourceIdentity
    ) {
        self.request = request
        self.redirect = redirect
        self.endpointHost = endpointHost
        self.provider = provider
        self.resource = resource
        self.isForToolServer =
            provider?.category == "mcp" || ToolServer.isOne(host: endpointHost, path: request.endpointPath)
            || request.resources.contains { resource in
                let address = RedirectAddress(resource)
                return address.scheme == "https" && ToolServer.isOne(host: address.host, path: address.path)
            }
    }

    /// Whether the answer goes to a program on the person's machine, by loopback or by a scheme of its own.
    var isNative: Bool {
        self.redirect.isLoopback || self.request.redirectClass == .loopback
            || self.request.redirectClass == .customScheme
    }

    /// Whether the answer goes to a page that any program can use (Microsoft's `nativeclient`), or nowhere.
    var isHostless: Bool {
        self.request.redirectURI.isEmpty || self.request.redirectClass == .oob
            || self.redirect.path.hasSuffix("/oauth2/nativeclient")
    }

    /// Whether the answer goes to a site, so that the site's host says who the client is.
    var isWeb: Bool {
        guard !self.redirect.host.isEmpty, !self.redirect.isLoopback, !self.isHostless else { return false }
        switch self.redirect.scheme {
        case "http", "https", "storagerelay": return true
        default: return false
        }
    }

    /// What stays the same when a program registers anew: where it answers, without port and query.
    var redirectPattern: String {
        self.redirect.host.isEmpty ? self.redirect.scheme : "\(self.redirect.host)\(self.redirect.path)"
    }
}
