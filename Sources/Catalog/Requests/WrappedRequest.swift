/// Finds the authorization request that a login page leads back to (`continue=`, `next=`, `return_to=` …).
struct WrappedRequest {
    private let parts: URLParts
    private let list: ParameterList

    /// Prepares to look into the parameters of one URL.
    init(parts: URLParts, list: ParameterList) {
        self.parts = parts
        self.list = list
    }

    /// The absolute URLs that may be the request, best first; few, so that work stays linear.
    ///
    /// - Parameter onlyReturnAddresses: look only at parameters that login pages are known to use.
    func candidates(onlyReturnAddresses: Bool) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var others: [[UInt8]] = []
        for parameter in self.list.parameters {
            guard found.count < Self.limit, parameter.value.count >= Self.shortestAddress,
                parameter.known?.isNeverWrapper != true
            else { continue }
            if self.isReturnAddress(parameter) {
                if let url = self.url(in: parameter.value) { found.append(url) }
            } else if !onlyReturnAddresses, others.count < Self.limit {
                if let url = self.url(in: parameter.value) { others.append(url) }
            }
        }
        return Array((found + others).prefix(Self.limit))
    }

    private func isReturnAddress(_ parameter: ParameterList.Parameter) -> Bool {
        guard parameter.known == nil, parameter.name.count <= Self.longestName else { return false }
        let name = self.parts.bytes[parameter.name].map(\.asciiLowercased)
        return Self.returnAddresses.contains(String(decoding: name, as: UTF8.self))
    }

    private func url(in value: Range<Int>) -> [UInt8]? {
        let raw = self.parts.bytes[value]
        guard Self.mentionsClient(raw) else { return nil }
        // Not encoded at all: everything to the end of the query belongs to the inner URL.
        if raw.contains(UInt8(ascii: "?")), Self.isAddress(raw) {
            return self.absolute(self.parts.bytes[value.lowerBound..<self.list.end])
        }
        var decoded = FormDecoding.bytes(raw)[...]
        // Once more for each time that the address as a whole was escaped.
        for _ in 0..<Self.maximumEscapes where !Self.isAddress(decoded) && Self.isEscapedAddress(decoded) {
            decoded = FormDecoding.bytes(decoded, plusIsSpace: false)[...]
        }
        return self.absolute(decoded)
    }

    /// Resolves an address against the outer URL, or nil when it carries no query.
    private func absolute(_ address: ArraySlice<UInt8>) -> [UInt8]? {
        guard address.contains(UInt8(ascii: "?")) || address.contains(UInt8(ascii: "#")) else { return nil }
        if address.hasASCIIPrefix("https://") || address.hasASCIIPrefix("http://") { return Array(address) }
        let bytes = self.parts.bytes
        if address.hasASCIIPrefix("//") {
            return Array(bytes[..<(self.parts.scheme.upperBound - 2)]) + address
        }
        let origin = Array(bytes[..<self.parts.authority.upperBound])
        switch address.first {
        case UInt8(ascii: "/"): return origin + address
        case UInt8(ascii: "?"): return Array(bytes[..<self.parts.path.upperBound]) + address
        default: return origin + [UInt8(ascii: "/")] + address
        }
    }

    private static func mentionsClient(_ value: ArraySlice<UInt8>) -> Bool {
        value.containsASCII("client_id") || value.containsASCII("app_id") || value.containsASCII("authorize")
            || value.containsASCII("client_key")
    }

    private static func isAddress(_ value: ArraySlice<UInt8>) -> Bool {
        value.first == UInt8(ascii: "/") || value.first == UInt8(ascii: "?")
            || value.hasASCIIPrefix("https://")
            || value.hasASCIIPrefix("http://")
    }

    private static func isEscapedAddress(_ value: ArraySlice<UInt8>) -> Bool {
        value.hasASCIIPrefix("http%") || value.hasASCIIPrefix("https%") || value.hasASCIIPrefix("%2")
            || value.hasASCIIPrefix("%3") || value.hasASCIIPrefix("http:%") || value.hasASCIIPrefix("https:%")
    }

    /// Names that login pages give the address to return to, in lower case.
    private static let returnAddresses: Set<String> = [
        "continue", "redirect", "redir", "next", "return", "return_to", "returnto", "return_path",
        "returnurl", "returnuri", "return_uri", "redirect_to", "redirectto", "redirecturl",
        "loginredirecturl", "goto", "dest", "destination", "target", "targeturl", "followup", "fromuri",
        "relaystate", "forward", "back", "opparams", "wreply", "service", "url", "continue_url",
        "login_redirect",
    ]
    private static let longestName = Self.returnAddresses.map(\.utf8.count).max() ?? 0
    /// Shorter values cannot hold a path and a client id.
    private static let shortestAddress = 12
    private static let limit = 3
    private static let maximumEscapes = 3
}
