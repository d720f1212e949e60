import Foundation

/// The root of a provider's interface: scheme, host, port and an optional path.
struct ProviderAddress: Sendable, Equatable {
    /// Without a slash at its end.
    let text: String
    private let scheme: String
    private let host: String
    private let port: Int

    /// - Returns: `nil` for anything but an absolute http or https address without user, query and fragment. Whether
    ///   http may be spoken there is for egress to decide.
    init?(_ text: String) {
        guard text.utf8.count <= 2_048, let parts = URLComponents(string: text),
            let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme),
            let host = parts.host?.lowercased(), !host.isEmpty, parts.user == nil, parts.password == nil,
            parts.query == nil, parts.fragment == nil
        else { return nil }
        self.text = text.hasSuffix("/") ? String(text.dropLast()) : text
        self.scheme = scheme
        self.host = host
        self.port = parts.port ?? (scheme == "https" ? 443 : 80)
    }

    /// The address of one resource.
    ///
    /// - Parameter path: the segments, not yet encoded.
    /// - Throws: `needs_mapping` for a segment that no path can carry: empty, or of dots, which servers resolve.
    func url(_ path: [String], query: [(String, String)] = []) throws(ProviderAnswer) -> String {
        guard !path.contains(where: { ["", ".", ".."].contains($0) }) else {
            throw ProviderAnswer(.needsMapping, detail: "a name that no address can carry")
        }
        let path = path.map(PercentEncoding.encoded).joined(separator: "/")
        return "\(self.text)/\(path)" + (query.isEmpty ? "" : "?" + PercentEncoding.pairs(query))
    }

    /// Whether an address that a provider named lies on the same scheme, host and port. Others are not called: a
    /// link in an answer would choose where the caller's token goes.
    func isOrigin(of url: String) -> Bool {
        guard let other = ProviderAddress(url.prefix { $0 != "?" && $0 != "#" }.description) else { return false }
        return other.scheme == self.scheme && other.host == self.host && other.port == self.port
    }
}
