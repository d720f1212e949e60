import Grants

/// Finds known apps by the signs a request shows. Look-ups are hash look-ups; hosts match on label boundaries.
package struct AppIndex: Sendable {
    private var byClientID: [String: [KnownApp]] = [:]
    /// Google's ids begin with the number of the project that owns them.
    private var byGoogleProject: [Substring: KnownApp] = [:]
    private var byMetadataHost: [Substring: KnownApp] = [:]
    private var byRedirectHost: [Substring: RedirectPatterns] = [:]
    private var byLoopbackPort: [UInt16: RedirectPatterns] = [:]
    /// Redirect paths that one self-hosted product alone has, on whatever host (`*/rest/oauth2-credential/callback`).
    private var anyHost = RedirectPatterns()
    private var byScheme: [String: KnownApp] = [:]
    private var byDomain: [Substring: KnownApp] = [:]
    private var byName: [String: KnownApp] = [:]
    /// App name → hosts and domains that are known to be its own.
    private var hostsOfApp: [String: Set<Substring>] = [:]
    private var hostsOfVendor: [String: Set<Substring>] = [:]

    /// Of two rows with the same sign the first counts.
    package init(_ rows: [KnownApp]) {
        for row in rows {
            self.add(row)
            self.addHost(of: row)
        }
    }

    private mutating func add(_ row: KnownApp) {
        let value = row.value.lowercased()
        switch row.kind {
        case .clientID:
            self.byClientID[Self.idKey(row.value), default: []].append(row)
            if let project = Self.googleProject(of: row.value) {
                self.byGoogleProject[project] = self.byGoogleProject[project] ?? row
            }
        case .metadataHost: self.byMetadataHost[value[...]] = self.byMetadataHost[value[...]] ?? row
        case .customScheme: self.byScheme[value] = self.byScheme[value] ?? row
        case .domain: self.byDomain[value[...]] = self.byDomain[value[...]] ?? row
        case .name: self.byName[value] = self.byName[value] ?? row
        case .redirectHost: self.addRedirect(value, row)
        }
    }

    private mutating func addRedirect(_ value: String, _ row: KnownApp) {
        let slash = value.firstIndex(of: "/") ?? value.endIndex
        let path = String(value[slash...])
        if value.hasPrefix("localhost:") {
            guard let port = UInt16(value[..<slash].dropFirst("localhost:".count)) else { return }
            self.byLoopbackPort[port, default: RedirectPatterns()].add(path, row)
        } else if value[..<slash] == "*" {
            self.anyHost.add(path, row)
        } else {
            let host = Substring(String(value[..<slash].drop { $0 == "*" || $0 == "." }))
            self.byRedirectHost[host, default: RedirectPatterns()].add(path, row)
        }
    }

    private mutating func addHost(of row: KnownApp) {
        switch row.kind {
        case .redirectHost, .domain, .metadataHost:
            let host = Substring(String(row.value.lowercased().prefix { $0 != "/" }.drop { $0 == "*" || $0 == "." }))
            guard !host.isEmpty, !host.contains(":") else { return }
            self.hostsOfApp[row.app, default: []].insert(host)
            if !row.vendor.isEmpty { self.hostsOfVendor[row.vendor, default: []].insert(host) }
        case .clientID, .customScheme, .name: break
        }
    }

    // MARK: - Look-ups

    /// The app with exactly this id at `provider`, or with this id anywhere.
    package func app(clientID: String, provider: String?) -> KnownApp? {
        guard let rows = self.byClientID[Self.idKey(clientID)] else { return nil }
        return rows.first { $0.provider == provider } ?? rows.first(where: \.provider.isEmpty)
    }

    /// The app with exactly this id, whatever the provider.
    func app(clientIDAnywhere clientID: String) -> KnownApp? {
        self.byClientID[Self.idKey(clientID)]?.first
    }

    /// The app whose Google project registered this id.
    package func app(projectOf clientID: String) -> KnownApp? {
        Self.googleProject(of: clientID).flatMap { self.byGoogleProject[$0] }
    }

    /// The app whose client-id metadata documents live on `host` (itself or a parent domain).
    package func app(metadataHost host: String) -> KnownApp? {
        Self.first(in: self.byMetadataHost, host)
    }

    /// The app whose redirect pattern covers this host and path.
    package func app(redirectHost host: String, path: String) -> KnownApp? {
        for parent in HostParents(host) {
            guard let patterns = self.byRedirectHost[parent] else { continue }
            let isForeign = parent.utf8.count < host.utf8.count && SharedHosting.isShared(parent)
            if let match = patterns.app(path: path, needsPath: isForeign) { return match }
        }
        return nil
    }

    /// The app that is known to listen on this port of the person's own machine.
    package func app(loopbackPort port: UInt16, path: String) -> KnownApp? {
        self.byLoopbackPort[port]?.app(path: path, needsPath: false)
    }

    /// The self-hosted product whose redirect path this is.
    package func app(redirectPath path: String) -> KnownApp? {
        self.anyHost.app(path: path, needsPath: true)
    }

    package func app(scheme: String) -> KnownApp? {
        self.byScheme[scheme.lowercased()]
    }

    /// The app on whose domain `host` lies; a customer's name on shared hosting is nobody's.
    package func app(onDomain host: String) -> KnownApp? {
        Self.first(in: self.byDomain, host)
    }

    package func app(named name: String) -> KnownApp? {
        self.byName[name.lowercased()]
    }

    /// Whether `host` is one of the hosts known for `app`; `nil` when none is known.
    package func isOwnHost(_ host: String, of app: String) -> Bool? {
        self.hostsOfApp[app].map { hosts in HostParents(host).contains { hosts.contains($0) } }
    }

    /// Whether `host` is known for any app of `vendor`.
    func isHost(_ host: String, ofVendor vendor: String) -> Bool {
        guard let hosts = self.hostsOfVendor[vendor] else { return false }
        for parent in HostParents(host) {
            if parent.utf8.count < host.utf8.count, SharedHosting.isShared(parent) { return false }
            if hosts.contains(parent) { return true }
        }
        return false
    }

    /// Whether any host of the vendor is known.
    func hasHosts(ofVendor vendor: String) -> Bool { self.hostsOfVendor[vendor] != nil }

    private static func first(in table: [Substring: KnownApp], _ host: String) -> KnownApp? {
        for parent in HostParents(host) {
            if parent.utf8.count < host.utf8.count, SharedHosting.isShared(parent) { return nil }
            if let known = table[parent] { return known }
        }
        return nil
    }

    /// GUIDs are compared without case, all other ids exactly.
    private static func idKey(_ clientID: String) -> String {
        let bytes = clientID.utf8
        guard bytes.count == 36, bytes.allSatisfy({ $0.hexDigitValue != nil || $0 == UInt8(ascii: "-") }) else {
            return clientID
        }
        return clientID.lowercased()
    }

    /// The digits before the first `-` of a `….apps.googleusercontent.com` id, at least five.
    private static func googleProject(of clientID: String) -> Substring? {
        guard clientID.hasSuffix(".apps.googleusercontent.com") else { return nil }
        let digits = clientID.prefix { $0.isASCII && $0.isNumber }
        let next = clientID[digits.endIndex...].first
        return digits.utf8.count >= 5 && (next == "-" || next == ".") ? digits : nil
    }
}

/// The path prefixes known at one redirect host, longest first.
private struct RedirectPatterns {
    private var patterns: [(path: String, app: KnownApp)] = []

    mutating func add(_ path: String, _ app: KnownApp) {
        let place = self.patterns.firstIndex { $0.path.utf8.count < path.utf8.count } ?? self.patterns.endIndex
        self.patterns.insert((path, app), at: place)
    }

    /// - Parameter needsPath: whether a pattern without a path counts for nothing.
    func app(path: String, needsPath: Bool) -> KnownApp? {
        guard !self.patterns.isEmpty else { return nil }
        let path = path.lowercased()
        return self.patterns.first { path.hasPrefix($0.path) && !(needsPath && $0.path.isEmpty) }?.app
    }
}

extension RedirectPatterns: Sendable {}
