/// Where a provider serves its authorization endpoint, as the catalogue writes it.
package struct EndpointPattern: Sendable, Hashable, Codable {
    /// A host name; `*` stands for one or more labels, and a lone `*` (self-hosted product) matches nothing.
    package var host: String
    /// A path beginning with `/`; `*` stands for exactly one segment.
    package var path: String

    /// Makes a pattern from a host and a path, both as the catalogue writes them.
    package init(host: String, path: String) {
        self.host = host
        self.path = path
    }
}
