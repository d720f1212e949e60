package import Hummingbird

/// What travels with one request.
package struct WebContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The address of the connection's other end; behind a trusted proxy, the address that the proxy names.
    package var peer: String
    /// Whether a trusted proxy says that it has checked the caller's client certificate.
    package var isCertified = false

    package init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
        self.peer = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }
}
