import Grants

/// Finds known apps by the signs a request shows. Look-ups are hash look-ups; hosts match on label boundaries.
package struct AppIndex: Sendable {
    private var byClientID: [String: [KnownApp]] = [:]
    private var byMetadataHost: [String: KnownApp] = [:]
    /// Redirect host → patterns, longest path first.
    private var byRedirectHost: [String: [(path: String, app: KnownApp)]] = [:]
    private var byScheme: [String: KnownApp] = [:]
    private var byDomain: [String: KnownApp] = [:]
    private var byName: [String: KnownApp] = [:]
    /// App name → hosts and domains that are known to be its own.
    private var hostsOfApp: [String: Set<String>] = [:]

    package init(_ rows: [KnownApp]) {
        for row in rows {
            let value = row.value.lowercased()
            switch row.kind {
            case .clientID: self.byClientID[row.value, default: []].append(row)
            case .metadataHost: self.byMetadataHost[value] = self.byMetadataHost[value] ?? row
            case .customScheme: self.byScheme[value] = self.byScheme[value] ?? row
            case .domain: self.byDomain[value] = self.byDomain[value] ?? row
            case .name: self.byName[value] = self.byName[value] ?? row
            case .redirectHost:
                let slash = value.firstIndex(of: "/") ?? value.endIndex
                let host = String(value[..<slash].drop { $0 == "*" || $0 == "." })
                self.byRedirectHost[host, default: []].append((String(row.value.lowercased()[slash...]), row))
            }
            switch row.kind {
            case .redirectHost, .domain, .metadataHost:
                let host = value.prefix { $0 != "/" }.drop { $0 == "*" || $0 == "." }
                self.hostsOfApp[row.app, default: []].insert(String(host))
            case .clientID, .customScheme, .name: break
            }
        }
        for host in self.byRedirectHost.keys {
            self.byRedirectHost[host]?.sort { $0.path.utf8.count > $1.path.utf8.count }
        }
    }

    /// The app with exactly this id at `provider`, or with this id anywhere.
    package func app(clientID: String, provider: String?) -> KnownApp? {
        guard let rows = self.byClientID[clientID] else { return nil }
        return rows.first { $0.provider == provider } ?? rows.first(where: \.provider.isEmpty)
    }

    /// The app whose client-id metadata documents live on `host` (itself or a parent domain).
    package func app(metadataHost host: String) -> KnownApp? {
        Self.parents(of: host).lazy.compactMap { self.byMetadataHost[String($0)] }.first
    }

    /// The app whose redirect pattern covers this host and path.
    package func app(redirectHost host: String, path: String) -> KnownApp? {
        for parent in Self.parents(of: host) {
            guard let patterns = self.byRedirectHost[String(parent)] else { continue }
            let path = path.lowercased()
            if let match = patterns.first(where: { path.hasPrefix($0.path) }) { return match.app }
        }
        return nil
    }

    package func app(scheme: String) -> KnownApp? {
        self.byScheme[scheme.lowercased()]
    }

    /// The app on whose domain `host` lies.
    package func app(onDomain host: String) -> KnownApp? {
        Self.parents(of: host).lazy.compactMap { self.byDomain[String($0)] }.first
    }

    package func app(named name: String) -> KnownApp? {
        self.byName[name.lowercased()]
    }

    /// Whether `host` is one of the hosts known for `app`; `nil` when none is known.
    package func isOwnHost(_ host: String, of app: String) -> Bool? {
        guard let hosts = self.hostsOfApp[app] else { return nil }
        return Self.parents(of: host).contains { hosts.contains(String($0)) }
    }

    /// `a.b.c` → `a.b.c`, `b.c`, never a single label.
    private static func parents(of host: String) -> [Substring] {
        var parents: [Substring] = []
        var rest = host[...]
        while let dot = rest.firstIndex(of: ".") {
            parents.append(rest)
            rest = rest[rest.index(after: dot)...]
        }
        return parents
    }
}
