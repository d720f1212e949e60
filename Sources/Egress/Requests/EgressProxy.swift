import CCurl
import Foundation

/// A proxy that opens tunnels for https (RFC 9110 §9.3.6).
package struct EgressProxy: Sendable, Equatable {
    /// Scheme, host and port: without user and password, so it may be shown.
    package let url: String
    /// What goes to the host directly instead.
    package let exceptions: ProxyExceptions
    let user: String?
    let password: String?

    /// - Parameters:
    ///   - url: `http://…` or `https://…`, with or without user, password (percent-encoded) and port.
    ///   - exceptions: in the manner of `NO_PROXY`; see `ProxyExceptions`.
    /// - Throws: `urlInvalid`, without any word of the address, as a password may be in it.
    package init(url: String, exceptions: String = "") throws(EgressError) {
        let address = try CurlURL(url, mayHaveCredentials: true)
        guard let scheme = address.part(CURLUPART_SCHEME), ["http", "https"].contains(scheme),
            let host = address.part(CURLUPART_HOST), EgressHost(host) != nil,
            let path = address.part(CURLUPART_PATH), ["", "/"].contains(path), address.part(CURLUPART_QUERY) == nil
        else {
            throw EgressError(.urlInvalid, "the proxy is no http or https address of a host and port alone")
        }
        // What curl takes for a proxy without a port differs from what its scheme says.
        let port = address.part(CURLUPART_PORT) ?? (scheme == "https" ? "443" : "80")
        self.url = "\(scheme)://\(host):\(port)"
        self.exceptions = ProxyExceptions(exceptions)
        self.user = address.part(CURLUPART_USER, decoded: true)
        self.password = address.part(CURLUPART_PASSWORD, decoded: true)
    }

    /// Reads `HTTPS_PROXY` and `NO_PROXY`; in lower case each counts first, as in curl.
    ///
    /// - Returns: `nil` when the environment names none.
    /// - Throws: `urlInvalid`.
    package static func of(environment: [String: String]) throws(EgressError) -> EgressProxy? {
        guard let url = environment["https_proxy"] ?? environment["HTTPS_PROXY"], !url.isEmpty else { return nil }
        return try EgressProxy(url: url, exceptions: environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
    }
}

extension EgressProxy: CustomStringConvertible, CustomReflectable {
    package var description: String { self.url }
    package var customMirror: Mirror { Mirror(self, children: ["url": self.url]) }
}
