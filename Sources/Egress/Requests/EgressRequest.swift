/// What is asked of a peer.
package struct EgressRequest: Sendable {
    package var method: EgressMethod
    /// An absolute address in ASCII, the path and query already percent-encoded; it is sent as it stands.
    package var url: String
    /// In the order given. What the transfer sets itself is refused: see `EgressHeader.reserved`.
    package var headers: [EgressHeader]
    /// `nil`: no body; an empty one is sent as such, with a length of 0.
    package var body: [UInt8]?
    /// Bytes of the response's body, after any inflating. More end the transfer with `responseTooLarge`.
    package var maximumResponseBytes: Int

    package init(
        method: EgressMethod = .get, url: String, headers: [EgressHeader] = [], body: [UInt8]? = nil,
        maximumResponseBytes: Int = 4 * 1024 * 1024
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.maximumResponseBytes = maximumResponseBytes
    }
}

/// A method of HTTP (RFC 9110 §9, RFC 5789).
package enum EgressMethod: String, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
}
