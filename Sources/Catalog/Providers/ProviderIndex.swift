/// Finds the provider that an authorization endpoint belongs to.
///
/// Costs one table look-up per label of the host, whatever the size of the catalogue. The index is a
/// value made of values; build it once and share it.
package struct ProviderIndex: Sendable {
    /// The providers, in catalogue order.
    package let providers: [Provider]

    private let exactHosts: [String: Endpoints]
    /// Keyed by the literal suffix; slices, so that a look-up copies nothing.
    private let wildcardHosts: [Substring: [WildcardHost]]
    private let positions: [String: Int]

    /// Indexes a catalogue. When two rows claim the same endpoint, the first one has it.
    package init(providers: [Provider]) {
        var exact: [String: Endpoints] = [:]
        var wildcards: [Substring: [WildcardHost]] = [:]
        for (position, provider) in providers.enumerated() {
            for endpoint in provider.authorize {
                guard let pattern = HostPattern(endpoint.host) else { continue }
                let path = PathPattern(endpoint.path)
                if pattern.isExact {
                    exact[pattern.suffix, default: Endpoints(isSignInHost: pattern.isSignInHost)]
                        .add(path, provider: position)
                } else {
                    wildcards[pattern.suffix[...], default: []].add(pattern, path, provider: position)
                }
            }
        }
        for (host, endpoints) in exact {
            // A name and its `www.` twin are one owner's, but only a known path identifies the product there.
            let twin = host.hasPrefix("www.") ? String(host.dropFirst(4)) : "www." + host
            if exact[twin] == nil { exact[twin] = endpoints.strict }
        }
        self.providers = providers
        self.exactHosts = exact
        self.wildcardHosts = wildcards
        self.positions = Dictionary(
            providers.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first }
        )
    }

    /// The provider that a place belongs to, and by which sign.
    package struct Match: Sendable {
        package var provider: Provider
        /// Whether the path is a known authorization endpoint; otherwise the host alone decided.
        package var isEndpoint: Bool
    }

    /// The provider whose authorization endpoint this is, or nil when the catalogue cannot tell.
    ///
    /// A known path must match, except on a host that only signs people in, and on any host for a page where a
    /// device code is entered; then the host must leave one provider only, after those are set aside whose every
    /// endpoint there begins otherwise (`/tfp/…`). Exact hosts come before wildcards, longer suffixes before shorter
    /// ones.
    ///
    /// - Parameters:
    ///   - host: in any case, perhaps with a default port or a final dot; not percent-encoded.
    ///   - path: without query; empty when it was not observed.
    ///   - isDevicePage: whether a sensor says that this is no authorization endpoint but a device page.
    package func match(host: String, path: String, isDevicePage: Bool = false) -> Match? {
        self.position(host: host, path: path, isDevicePage)
            .map { Match(provider: self.providers[$0.provider], isEndpoint: $0.isEndpoint) }
    }

    /// The provider of `match(host:path:isDevicePage:)`.
    package func provider(host: String, path: String) -> Provider? {
        self.match(host: host, path: path)?.provider
    }

    /// The provider with this id, or nil.
    package func provider(id: String) -> Provider? {
        self.positions[id].map { self.providers[$0] }
    }

    private func position(host: String, path: String, _ isDevicePage: Bool) -> (provider: Int, isEndpoint: Bool)? {
        guard let name = HostName(host) else { return nil }
        let path = Array(path.utf8)
        if let found = self.exactHosts[name.text]?.provider(path: path, isDevicePage) { return found }
        var suffix = name.text[...]
        while let dot = suffix.utf8.firstIndex(of: UInt8(ascii: ".")) {
            suffix = suffix[suffix.utf8.index(after: dot)...]
            guard let candidates = self.wildcardHosts[suffix] else { continue }
            let labels = name.text[..<suffix.startIndex].split(separator: ".")
            for candidate in candidates where candidate.pattern.matches(prefix: labels) {
                if let found = candidate.endpoints.provider(path: path, isDevicePage) { return found }
            }
        }
        return nil
    }
}

/// The authorization endpoints that the catalogue knows at one host pattern.
private struct Endpoints: Sendable {
    private var paths: [(pattern: PathPattern, provider: Int)] = []
    private var isSignInHost: Bool
    private var isStrict = false

    init(isSignInHost: Bool) {
        self.isSignInHost = isSignInHost
    }

    /// The same endpoints, matched by path only.
    var strict: Endpoints {
        var copy = self
        copy.isStrict = true
        return copy
    }

    mutating func add(_ pattern: PathPattern, provider: Int) {
        self.paths.append((pattern, provider))
    }

    func provider(path: [UInt8], _ isDevicePage: Bool) -> (provider: Int, isEndpoint: Bool)? {
        var best: (score: Int, provider: Int)?
        for entry in self.paths {
            guard let score = entry.pattern.specificity(of: path), score > best?.score ?? 0 else { continue }
            best = (score, entry.provider)
        }
        if let best { return (best.provider, true) }
        guard !self.isStrict, self.isSignInHost || isDevicePage || path.isEmpty else { return nil }
        let possible = Set(self.paths.lazy.filter { $0.pattern.mayBegin(path) }.map(\.provider))
        let all = Set(self.paths.lazy.map(\.provider))
        guard let only = all.count == 1 ? all.first : possible.count == 1 ? possible.first : nil else { return nil }
        return (only, false)
    }
}

/// One wildcard pattern with its endpoints.
private struct WildcardHost: Sendable {
    let pattern: HostPattern
    var endpoints: Endpoints
}

extension [WildcardHost] {
    fileprivate mutating func add(_ pattern: HostPattern, _ path: PathPattern, provider: Int) {
        if let known = self.firstIndex(where: { $0.pattern == pattern }) {
            self[known].endpoints.add(path, provider: provider)
        } else {
            var endpoints = Endpoints(isSignInHost: pattern.isSignInHost)
            endpoints.add(path, provider: provider)
            self.append(WildcardHost(pattern: pattern, endpoints: endpoints))
        }
    }
}
