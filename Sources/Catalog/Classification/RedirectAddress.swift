package import Grants

/// The parts of a redirect URI that identify a client: scheme, host, path.
///
/// Cut as browsers do: a backslash ends the authority like a slash, and whatever stands before the last `@` of
/// the authority is user information, not the host. Only ASCII letters change their case, so that a letter that
/// folds to an ASCII one (KELVIN SIGN) never makes a known name.
package struct RedirectAddress: Sendable, Hashable {
    /// Lower case, without colon; empty when there is none.
    package var scheme: String
    /// Lower case, without user information and port; empty for `scheme:/path`. Of Google's
    /// `storagerelay://https/example.com` it is the origin that the answer goes to.
    package var host: String
    /// The port, when one is written.
    package var port: UInt16?
    /// From the first slash on, without query and fragment.
    package var path: String

    package init(_ uri: String) {
        var uri = uri
        self = uri.withUTF8 { Self($0[...]) }
    }

    private init(_ uri: Slice<UnsafeBufferPointer<UInt8>>) {
        var rest = uri[..<(uri.firstIndex { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") } ?? uri.endIndex)]
        self.scheme = ""
        self.host = ""
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")), Self.isScheme(rest[..<colon], in: rest) {
            self.scheme = Self.lowercased(rest[..<colon])
            rest = rest[(colon + 1)...]
        }
        guard rest.count >= 2, rest.prefix(2).allSatisfy({ $0 == UInt8(ascii: "/") }) else {
            self.path = String(decoding: rest, as: UTF8.self)
            return
        }
        rest = rest.dropFirst(2)
        var authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
        if self.scheme == "storagerelay" {
            rest = rest.dropFirst(min(authority.count + 1, rest.count))
            authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "\\") }
        }
        self.path = String(decoding: rest[authority.endIndex...], as: UTF8.self)
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[(at + 1)...] }
        self.setHost(authority)
    }

    private mutating func setHost(_ authority: Slice<UnsafeBufferPointer<UInt8>>) {
        var name = authority
        if name.first == UInt8(ascii: "["), let bracket = name.firstIndex(of: UInt8(ascii: "]")) {
            name = name[...bracket]
        } else {
            name = name.prefix { $0 != UInt8(ascii: ":") }
        }
        self.port = UInt16(String(decoding: authority[name.endIndex...].dropFirst(), as: UTF8.self))
        if name.last == UInt8(ascii: ".") { name = name.dropLast() }
        self.host = Self.lowercased(name)
    }

    /// Whether the address is this very machine (RFC 8252 §7.3).
    package var isLoopback: Bool {
        self.host == "localhost" || self.host == "[::1]" || self.host.hasSuffix(".localhost")
            || Self.isLoopbackNumber(self.host)
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

    private static func isScheme(
        _ name: Slice<UnsafeBufferPointer<UInt8>>, in uri: Slice<UnsafeBufferPointer<UInt8>>
    ) -> Bool {
        guard !name.contains(UInt8(ascii: "/")) else { return false }
        // `example.com:8080` is a host and a port, `com.example.app:/cb` a scheme.
        return !name.contains(UInt8(ascii: ".")) || uri[name.endIndex...].dropFirst().first == UInt8(ascii: "/")
    }

    private static func lowercased(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        String(unsafeUninitializedCapacity: bytes.count) { buffer in
            var count = 0
            for byte in bytes {
                buffer[count] = byte.asciiLowercased
                count += 1
            }
            return count
        }
    }

    /// `127.0.0.1` and its like: four numbers of which the first is 127.
    private static func isLoopbackNumber(_ host: String) -> Bool {
        guard host.hasPrefix("127.") else { return false }
        let numbers = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy(\.isASCIIDigit) }
    }
}
