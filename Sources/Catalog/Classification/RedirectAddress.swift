package import Grants

/// The parts of a redirect URI that identify a client: scheme, host, path.
package struct RedirectAddress: Sendable, Hashable {
    /// Lower case, without colon; empty when there is none.
    package var scheme: String
    /// Lower case, without user information and port; empty for `scheme:/path`.
    package var host: String
    /// From the first slash on, without query and fragment.
    package var path: String

    package init(_ uri: String) {
        let end = uri.firstIndex { $0 == "?" || $0 == "#" } ?? uri.endIndex
        var rest = uri[..<end]
        self.scheme = ""
        if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/"),
            !rest[..<colon].contains(".") || rest[colon...].hasPrefix(":/")
        {
            self.scheme = rest[..<colon].lowercased()
            rest = rest[rest.index(after: colon)...]
        }
        guard rest.hasPrefix("//") else {
            self.host = ""
            self.path = String(rest)
            return
        }
        rest = rest.dropFirst(2)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash]
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        self.host = Self.host(of: authority)
        self.path = String(rest[slash...])
    }

    /// Whether the address is this very machine (RFC 8252 §7.3).
    package var isLoopback: Bool {
        self.host == "localhost" || self.host == "127.0.0.1" || self.host == "[::1]"
            || self.host.hasSuffix(".localhost")
    }

    /// The class a sensor would give it.
    package var redirectClass: AuthorizationEvent.RedirectClass {
        switch self.scheme {
        case "http", "https":
            if self.isLoopback { return .loopback }
            return self.host.hasSuffix(".chromiumapp.org") || self.host.hasSuffix(".extensions.allizom.org")
                ? .browserExtension : .web
        case "urn": return .oob
        case "chrome-extension", "moz-extension": return .browserExtension
        case "storagerelay": return .relay
        case "": return self.path == "oob" || self.path == "postmessage" ? .oob : .unknown
        default: return .customScheme
        }
    }

    /// Without port where the port is noise, for showing and comparing.
    package var normalized: String {
        self.host.isEmpty ? "\(self.scheme):\(self.path)" : "\(self.scheme)://\(self.host)\(self.path)"
    }

    private static func host(of authority: Substring) -> String {
        if authority.hasPrefix("["), let bracket = authority.firstIndex(of: "]") {
            return authority[...bracket].lowercased()
        }
        let host = authority.prefix { $0 != ":" }.lowercased()
        return host.hasSuffix(".") ? String(host.dropLast()) : host
    }
}
