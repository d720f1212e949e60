/// One sign of an app that a reader could judge without knowing the app: a host or a name.
package struct AppSign: Sendable {
    enum Content: Sendable {
        case host(HostLabels, path: Substring)
        case name(Substring)
    }

    let content: Content

    /// - Returns: nil for kinds that say nothing in words, and for hosts that cannot be judged (`HostLabels`).
    package init?(kind: KnownApp.Kind, value: String) {
        switch kind {
        case .domain, .redirectHost, .metadataHost:
            let host = value.prefix { $0 != "/" }
            self.init(host: host, path: value[host.endIndex...])
        case .name:
            self.init(.name(value.prefix(Self.longestName)))
        case .clientID, .customScheme:
            return nil
        }
    }

    /// - Parameter path: from its first slash on, without query; may be empty.
    init?(host: some StringProtocol, path: Substring) {
        guard let labels = HostLabels(host) else { return nil }
        self.init(.host(labels, path: path.prefix(Self.longestPath)))
    }

    private init(_ content: Content) {
        self.content = content
    }

    /// Characters of a name that are looked at.
    private static let longestName = 96
    /// Characters of a path that are looked at.
    private static let longestPath = 64
}
