/// What a peer answered: any status but a redirect.
package struct EgressResponse: Sendable {
    /// 200 to 299 or 400 to 999.
    package let status: Int
    /// In the order received, at most 200 of them; a trailer's are not among them.
    package let headers: [EgressHeader]
    /// After any inflating.
    package let body: [UInt8]
    /// The peer's address; `nil` behind a proxy, which alone knows it.
    package let address: String?

    package init(status: Int, headers: [EgressHeader], body: [UInt8], address: String?) {
        self.status = status
        self.headers = headers
        self.body = body
        self.address = address
    }

    /// The value of the first header of that name, in whatever case.
    package subscript(name: String) -> String? {
        self.headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
