/// Why there is no response.
///
/// It never holds a header, a body, a query or a path: what it says may be shown and logged.
package struct EgressError: Error, Sendable, Equatable {
    /// Wire names: never renamed, only added.
    package enum Code: String, Sendable, CaseIterable {
        /// The address can not be read, or is written in a way that two readers may understand differently.
        case urlInvalid = "egress_url_invalid"
        /// Neither https, nor http to a loopback network that the permission names.
        case schemeRefused = "egress_scheme_refused"
        /// The address has a user or password in it.
        case credentialsInURL = "egress_credentials_in_url"
        /// A header with a line break, no name, or a name that the transfer sets itself.
        case headerInvalid = "egress_header_invalid"
        /// The host is not on the permission's list, or can not be told behind a proxy.
        case hostRefused = "egress_host_refused"
        /// Every address tried lies in a blocked range, or the proxy's is not allowed.
        case addressRefused = "egress_address_refused"
        /// The answer was a redirect.
        case redirectRefused = "egress_redirect_refused"
        /// The answer's body or headers grew past their bound.
        case responseTooLarge = "egress_response_too_large"
        /// The connection or the answer took longer than the settings allow.
        case timeout = "egress_timeout"
        /// No trustworthy TLS connection: certificate, name, version.
        case tlsFailed = "egress_tls_failed"
        /// The additional authorities can not be read.
        case authoritiesUnreadable = "egress_authorities_unreadable"
        /// The name has no address.
        case resolveFailed = "egress_resolve_failed"
        /// No connection came about.
        case connectFailed = "egress_connect_failed"
        /// The proxy refused to connect.
        case proxyRefused = "egress_proxy_refused"
        /// The connection broke before the answer was whole.
        case connectionLost = "egress_connection_lost"
        /// The answer is no HTTP that can be read.
        case responseInvalid = "egress_response_invalid"
        /// The task that asked was cancelled, or the client shut down.
        case cancelled = "egress_cancelled"
        /// More requests wait than the client keeps.
        case busy = "egress_busy"
        /// libcurl refused a step that should not fail.
        case `internal` = "egress_internal"
    }

    package let kind: Code
    /// For people: what was wrong and, where a setting mends it, which one.
    package let detail: String
    /// Whether the same request may succeed later without a change of settings.
    package let isTransient: Bool
    /// Whether the request, or a part of it, may have reached the peer.
    package let sent: Bool

    /// The stable name.
    package var code: String { self.kind.rawValue }

    package init(_ kind: Code, _ detail: String, isTransient: Bool = false, sent: Bool = false) {
        self.kind = kind
        self.detail = detail
        self.isTransient = isTransient
        self.sent = sent
    }
}

extension EgressError: CustomStringConvertible {
    package var description: String { "\(self.code): \(self.detail)" }
}
