/// Reads the URL of an authorization request.
///
/// Takes time linear in the length of the URL, keeps nothing between calls and never traps. A URL that
/// is well formed but asks for nothing is read, too: its `clientID` is nil.
///
/// ```swift
/// let request = try AuthorizationRequestReader(providers: index).read(url)
/// ```
package struct AuthorizationRequestReader: Sendable {
    /// The longest URL read, in bytes of UTF-8.
    package static let maximumBytes = 65_536
    /// The most query parameters read.
    package static let maximumParameters = 512
    /// The most scopes kept per list; the rest is counted in `droppedScopes`.
    package static let maximumScopes = 2_000
    /// How many login pages around a request are looked through.
    private static let maximumDepth = 3

    private let providers: ProviderIndex

    /// Makes a reader that resolves providers with an index.
    package init(providers: ProviderIndex) {
        self.providers = providers
    }

    /// Reads one URL.
    ///
    /// Of a parameter that occurs twice the first value counts, except that scopes and resources add
    /// up. Of a login page that leads back to an authorization request, the inner request is read.
    ///
    /// - Throws: why it could not be read.
    package func read(_ url: String) throws(UnreadableURL) -> AuthorizationRequest {
        let bytes = try CleanedURL.bytes(of: url)
        return try self.read(OverEncodedQuery.decoded(bytes) ?? bytes, depth: 0)
    }

    private func read(_ bytes: [UInt8], depth: Int) throws(UnreadableURL) -> AuthorizationRequest {
        let parts = try URLParts(bytes)
        let list = try Self.parameters(of: parts)
        let values = ParameterValues(list, in: bytes)
        let path = parts.pathText
        let builder = RequestBuilder(
            host: parts.host, path: path, provider: self.providers.provider(host: parts.host, path: path))
        let outer = builder.request(from: values)
        guard depth < Self.maximumDepth else { return outer }
        let isComplete = outer.clientID != nil && RequestParameter.decisive.contains { values[$0] != nil }
        let wrapped = WrappedRequest(parts: parts, list: list)
        for candidate in wrapped.candidates(onlyReturnAddresses: isComplete) {
            // An address that cannot be read is no request; the login page itself is the answer then.
            guard var inner = try? self.read(candidate, depth: depth + 1), let client = inner.clientID,
                !isComplete || client == outer.clientID
            else { continue }
            inner.isWrapped = true
            return inner
        }
        return outer
    }

    /// The parameters in the query, or in the fragment of an application that routes there (`/#/authorize?…`).
    private static func parameters(of parts: URLParts) throws(UnreadableURL) -> ParameterList {
        let bytes = parts.bytes
        if parts.query.isEmpty, let mark = bytes[parts.fragment].firstIndex(of: UInt8(ascii: "?")) {
            return try ParameterList(bytes, query: (mark + 1)..<parts.fragment.upperBound)
        }
        return try ParameterList(bytes, query: parts.query)
    }
}
